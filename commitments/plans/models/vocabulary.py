"""The words commitments are classified by: themes, open-government values, OGP's policy areas."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Dated, tracked


class Term(RightsModel):
    """A word of a vocabulary."""

    slug = models.SlugField(_("dirección"), max_length=80, unique=True)
    name = TitleField(_("nombre"), max_length=120)
    name_en = TitleField(_("nombre en inglés"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the Spanish name."""
        return self.name


@tracked()
class Theme(Dated, Term):
    """The general matter of a commitment (first field of the OGP template)."""

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("temas")


@tracked()
class Value(Dated, Term):
    """A value a commitment strengthens.

    OGP's list and the Carta Iberoamericana's are kept apart by their scheme.
    """

    class Scheme(models.TextChoices):
        """Whose list it is."""

        OGP = "ogp", _("valores OGP")
        CARTA = "carta", _("pilares de la Carta Iberoamericana")

    scheme = models.CharField(_("lista"), max_length=10, choices=Scheme, default=Scheme.OGP)

    class Meta:
        verbose_name = _("valor de gobierno abierto")
        verbose_name_plural = _("valores de gobierno abierto")


@tracked()
class PolicyArea(Dated, Term):
    """An area by which OGP itself tags commitments; the list is OGP's and reviewed by it every
    year.
    """

    class Meta:
        verbose_name = _("área de política")
        verbose_name_plural = _("áreas de política")
