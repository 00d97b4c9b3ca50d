"""Where a territory lies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions.rights import RightsModel


class Boundary(RightsModel):
    """The outline of a territory: GeoJSON's coordinates of a MultiPolygon, in degrees of longitude
    and latitude (WGS 84), with the document that states it. For finding one's way, not for
    measuring.
    """

    territory = models.OneToOneField(
        Territory, models.CASCADE, verbose_name=_("territorio"), related_name="boundary"
    )
    polygons = models.JSONField(_("polígonos"))
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), related_name="+"
    )

    class Meta:
        verbose_name = _("límite")
        verbose_name_plural = _("límites")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.territory)
