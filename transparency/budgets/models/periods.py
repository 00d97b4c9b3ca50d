"""The accounts of a programme at the close of a month or of a year.

Amounts are whole pesos. A figure that a source does not give is null, never zero. Amounts at the
close of a month are cumulative since January, as Chilean public accounting states them (Decreto de
Hacienda 854 de 2004 gives the classification).
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked
from transparency.budgets.models.programs import BudgetProgram
from transparency.budgets.states import DIVIDED, PERIOD, Measure, PeriodState, Side


class PeriodQuerySet(RightsQuerySet["BudgetPeriod"]):
    """Periods, asked by whether they stand and by kind."""

    def current(self) -> Self:
        """Keep those that no corrected file has replaced."""
        return self.filter(state=PeriodState.CURRENT)

    def monthly(self) -> Self:
        """Keep the closes of months."""
        return self.filter(month__isnull=False)


@tracked()
class BudgetPeriod(Identified, RightsModel):
    """The accounts of a programme at the close of a month or of a year: where they come from, what
    the source states as totals, what they add up to.

    `published_…` is what the source prints, exactly; `computed_…` is what its lines add up to.
    `unit_clp` is the unit in which the source gives its amounts (1, or 1000 for M$). `pct_of` is
    the measure its percentages divide by the current budget; `pct_decimals` the decimals that every
    percentage of the source really has, where the printed ones mislead ("117.0" out of a program
    that rounds to whole numbers).
    """

    machine: ClassVar[Machine] = PERIOD

    slug = models.SlugField(_("dirección"), max_length=180, unique=True)
    program = models.ForeignKey(
        BudgetProgram, models.PROTECT, verbose_name=_("programa"), related_name="periods"
    )
    side = models.CharField(_("gastos o ingresos"), max_length=10, choices=Side)
    year = models.PositiveSmallIntegerField(_("año"))
    month = models.PositiveSmallIntegerField(_("mes de cierre"), null=True, blank=True)
    edition = models.PositiveSmallIntegerField(_("edición"), default=1)
    state = models.CharField(
        _("estado"), max_length=20, choices=PERIOD.choices, default=PERIOD.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    unit_clp = models.PositiveIntegerField(_("unidad de la fuente, en pesos"), default=1)
    pct_of = CodeField(_("qué divide el porcentaje"), max_length=10, default=Measure.ACCRUED)
    pct_decimals = models.PositiveSmallIntegerField(
        _("decimales de los porcentajes"), null=True, blank=True
    )
    published_current_clp = models.BigIntegerField(
        _("presupuesto total publicado"), null=True, blank=True
    )
    published_accrued_clp = models.BigIntegerField(
        _("ejecutado total publicado"), null=True, blank=True
    )
    published_pct = CodeField(_("porcentaje total publicado"), max_length=30, blank=True)
    computed_initial_clp = models.BigIntegerField(_("presupuesto inicial"), default=0)
    computed_current_clp = models.BigIntegerField(_("presupuesto vigente"), default=0)
    computed_committed_clp = models.BigIntegerField(_("comprometido"), default=0)
    computed_accrued_clp = models.BigIntegerField(_("devengado"), default=0)
    computed_paid_clp = models.BigIntegerField(_("pagado o percibido"), default=0)
    lines_count = models.PositiveIntegerField(_("líneas"), default=0)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("documento fuente"), null=True, blank=True
    )
    file = models.FileField(_("archivo"), upload_to="presupuesto/%Y/", blank=True, max_length=300)
    file_name = TitleField(_("nombre del archivo"), max_length=200, blank=True)
    sha256 = CodeField(_("sha256 de la fuente"), max_length=64)
    imported_at = models.DateTimeField(
        _("cargado"), db_default=models.functions.Now(), editable=False, db_index=True
    )

    objects: ClassVar = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("cuenta de un período")
        verbose_name_plural = _("cuentas por período")
        constraints = (
            PERIOD.state_check("period_state_known"),
            models.UniqueConstraint(
                fields=["program", "side", "year", "month"],
                condition=Q(state=PeriodState.CURRENT),
                nulls_distinct=False,
                name="period_current_once",
                violation_error_message=_("Ya hay una ficha vigente de ese programa y período."),
            ),
            models.UniqueConstraint(
                fields=["program", "side", "year", "month", "edition"],
                nulls_distinct=False,
                name="period_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)),
                name="period_month_exists",
                violation_error_message=_("El mes va de 1 a 12."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)),
                name="period_year_is_near",
                violation_error_message=_("El año va de 1990 a 2100."),
            ),
            models.CheckConstraint(
                condition=Q(pct_of__in=DIVIDED),
                name="period_percentage_of_known",
                violation_error_message=_(
                    "El porcentaje se calcula sobre lo comprometido, lo devengado o lo pagado."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(source__isnull=False),
                name="period_has_a_source",
                violation_error_message=_("Un mes sin archivo dice de qué fuente viene."),
            ),
        )
        indexes = (
            models.Index(
                fields=["year", "month", "side"],
                condition=Q(state=PeriodState.CURRENT),
                name="period_by_date",
            ),
        )  # comparing institutions

    def __str__(self) -> str:
        """Return programme, side and when."""
        return f"{self.program} · {self.get_side_display()} · {self.when}"

    @property
    def when(self) -> str:
        """Return the year, or the month of the year."""
        return f"{MONTHS[self.month]} {gettext('de')} {self.year}" if self.month else str(self.year)

    @property
    def current_clp(self) -> int:
        """Return the budget as the source publishes it, else what its lines add up to."""
        if self.published_current_clp is None:
            return self.computed_current_clp
        return self.published_current_clp

    @property
    def accrued_clp(self) -> int:
        """Return what was executed as the source publishes it, else what its lines add up to."""
        if self.published_accrued_clp is None:
            return self.computed_accrued_clp
        return self.published_accrued_clp

    def get_absolute_url(self) -> str:
        """Return the address of its sheet."""
        return reverse("sheet", args=[self.slug])
