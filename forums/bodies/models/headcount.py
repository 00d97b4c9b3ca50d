"""Attendance without names: how many people came, counted by sector."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from ogp_portal.foundation.documents.model_fields import InstitutionNameField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified

CITIZENS = "citizens"  # the sector of people who come for no organization


class Headcount(Identified, RightsModel):
    """How many people came, without saying who: by sector, organization and territory."""

    sector = models.CharField(
        _("sector"),
        max_length=20,
        choices=[*Organization.Sector.choices, (CITIZENS, _("ciudadanía"))],
    )
    organization_name = InstitutionNameField(
        _("organización, si vino por una"), max_length=200, blank=True
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name=_("territorio"),
        null=True,
        blank=True,
        related_name="+",
    )
    people = models.PositiveIntegerField(_("personas"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the sector and the number."""
        return f"{self.get_sector_display()}: {self.people}"
