"""The versions of the whole portal as one package of open data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField
from ogp_portal.foundation.permissions.rights import RightsModel


class DataPackage(RightsModel):
    """A version of the data package: its files in the storage, its descriptor, and the digest of
    the whole. Never changes.
    """

    version = CodeField(
        _("versión"),
        max_length=20,
        unique=True,
        help_text=_("El día: 2026-11-21; un segundo del día lleva .2."),
    )
    built_at = models.DateTimeField(_("hecho"))
    descriptor = models.JSONField(_("datapackage.json"))
    file = models.FileField(_("archivo zip"), upload_to="datos/", max_length=300)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    sha256 = CodeField(_("sha256"), max_length=64)
    content_sha256 = CodeField(_("sha256 del contenido"), max_length=64)

    names_its_folder = True  # the other files of a version stand beside its zip

    class Meta:
        verbose_name = _("paquete de datos")
        verbose_name_plural = _("paquetes de datos")
        indexes = (
            models.Index(fields=["-built_at"], name="package_latest"),
        )  # catalogue: the latest version

    def __str__(self) -> str:
        """Return the version."""
        return self.version
