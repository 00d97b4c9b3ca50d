"""Where a fact comes from: the documents that state it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Dated, tracked


@tracked()
class SourceDocument(Dated, RightsModel):
    """A document that states facts shown in the portal. Every loaded row names one."""

    slug = models.SlugField(_("dirección"), max_length=80, unique=True)
    title = TitleField(_("título"), max_length=300)
    issuer = TitleField(_("quién lo emite"), max_length=200)
    year = models.PositiveSmallIntegerField(_("año"), null=True, blank=True)
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    note = ProseField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("documento fuente")
        verbose_name_plural = _("documentos fuente")

    def __str__(self) -> str:
        """Return the title."""
        return self.title
