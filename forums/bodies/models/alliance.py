"""Alliances and networks an institution belongs to; they are no forums and do not vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked


@tracked()
class Alliance(Identified, RightsModel):
    """An organization belongs to an alliance or network with others.

    Not a forum: nobody sits or votes in it here.
    """

    class Kind(models.TextChoices):
        """With whom."""

        PUBLIC_PRIVATE = "public_private", _("alianza público-privada")
        INTERNATIONAL = "international", _("alianza internacional")

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="alliances"
    )
    name = TitleField(_("alianza o red"), max_length=200)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    partner = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organización con que se hace"),
        null=True,
        blank=True,
        related_name="allied_with",
    )
    position = models.PositiveSmallIntegerField(_("orden"), default=0)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("alianza")
        verbose_name_plural = _("alianzas")
        constraints = (
            models.UniqueConstraint(fields=["organization", "name"], name="alliance_once"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
