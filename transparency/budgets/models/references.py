"""Figures that give amounts a measure."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked


class ReferenceKind(models.TextChoices):
    """What a figure of reference is."""

    POPULATION = "population", _("habitantes")
    UF = "uf", _("valor de la UF en pesos")


@tracked()
class ReferenceValue(Identified, RightsModel):
    """A figure that gives amounts a measure, with its source: the inhabitants of a territory, or
    the value of the UF on a day.
    """

    kind = models.CharField(_("clase"), max_length=12, choices=ReferenceKind)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territorio"), null=True, blank=True
    )
    on = models.DateField(_("al día"))
    value = models.DecimalField(_("valor"), max_digits=14, decimal_places=2)
    source = models.ForeignKey(SourceDocument, models.PROTECT, verbose_name=_("fuente"))

    class Meta:
        verbose_name = _("cifra de referencia")
        verbose_name_plural = _("cifras de referencia")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "territory", "on"], nulls_distinct=False, name="reference_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="reference_is_positive",
                violation_error_message=_("El valor es mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ReferenceKind.UF, territory=None)
                | Q(kind=ReferenceKind.POPULATION, territory__isnull=False),
                name="reference_of_its_kind",
                violation_error_message=_(
                    "La UF vale para todo el país; la población es de un territorio."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return what and when."""
        return f"{self.get_kind_display()} · {self.on}"
