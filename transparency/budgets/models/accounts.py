"""What an institution may spend and receive, and what it did: programmes, periods, lines, and the
words of each account.

Amounts are whole pesos. A figure that a source does not give is null, never zero. Amounts at the
close of a month are cumulative since January, as Chilean public accounting states them (Decreto de
Hacienda 854 de 2004 gives the classification).
"""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Commitment
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, tracked
from transparency.budgets.states import PERIOD


class Side(models.TextChoices):
    """Money that goes out, money that comes in."""

    EXPENSE = "expense", _("gastos")
    INCOME = "income", _("ingresos")


@tracked()
class BudgetProgram(Dated, RightsModel):
    """A programme of an institution's budget: what it pays for, in plain words."""

    slug = models.SlugField(_("dirección"), max_length=150, unique=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="budget_programs"
    )
    code = models.CharField(_("código del programa"), max_length=10, blank=True)
    name = models.CharField(_("nombre"), max_length=200)
    sheet_title = models.CharField(_("título de su ficha ciudadana"), max_length=200, blank=True)
    description = models.TextField(_("qué es, en palabras simples"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("programa presupuestario")
        verbose_name_plural = _("programas presupuestarios")
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="program_code_once"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PeriodQuerySet(RightsQuerySet["BudgetPeriod"]):
    """Periods, asked by whether they stand and by kind."""

    def current(self) -> Self:
        """Keep those that no corrected file has replaced."""
        return self.filter(state="current")

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
    state_reason = models.TextField(_("motivo del estado"), blank=True)
    unit_clp = models.PositiveIntegerField(_("unidad de la fuente, en pesos"), default=1)
    pct_of = models.CharField(_("qué divide el porcentaje"), max_length=10, default="accrued")
    pct_decimals = models.PositiveSmallIntegerField(
        _("decimales de los porcentajes"), null=True, blank=True
    )
    published_current_clp = models.BigIntegerField(
        _("presupuesto total publicado"), null=True, blank=True
    )
    published_accrued_clp = models.BigIntegerField(
        _("ejecutado total publicado"), null=True, blank=True
    )
    published_pct = models.CharField(_("porcentaje total publicado"), max_length=30, blank=True)
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
    file_name = models.CharField(_("nombre del archivo"), max_length=200, blank=True)
    sha256 = models.CharField(_("sha256 de la fuente"), max_length=64)
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
                condition=Q(state="current"),
                nulls_distinct=False,
                name="period_current_once",
            ),
            models.UniqueConstraint(
                fields=["program", "side", "year", "month", "edition"],
                nulls_distinct=False,
                name="period_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)), name="period_month_exists"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2100)), name="period_year_is_near"
            ),
            models.CheckConstraint(
                condition=Q(pct_of__in=("committed", "accrued", "paid")),
                name="period_percentage_of_known",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(source__isnull=False), name="period_has_a_source"
            ),
        )
        indexes = (
            models.Index(
                fields=["year", "month", "side"],
                condition=Q(state="current"),
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

    def get_absolute_url(self) -> str:
        """Return the address of its sheet."""
        return reverse("sheet", args=[self.slug])


class BudgetLine(RightsModel):
    """A line of the accounts, down to the assignment.

    Lines never change: a corrected file is another period.

    `code` is the account as the source prints it and `account` the same in parts ("22.05.001"),
    without chart prefix or trailing zeros.
    """

    public_id = models.UUIDField(_("identificador público"), unique=True, editable=False)
    period = models.ForeignKey(
        BudgetPeriod,
        models.PROTECT,
        verbose_name=_("período"),
        related_name="lines",
        db_index=False,
    )
    row_number = models.PositiveIntegerField(_("fila de la fuente"))
    code = models.CharField(_("código de la fuente"), max_length=40)
    account = models.CharField(_("cuenta"), max_length=30)
    name = models.CharField(_("nombre"), max_length=300, blank=True)
    initial_clp = models.BigIntegerField(_("presupuesto inicial"), null=True, blank=True)
    current_clp = models.BigIntegerField(_("presupuesto vigente"), null=True, blank=True)
    committed_clp = models.BigIntegerField(_("comprometido"), null=True, blank=True)
    accrued_clp = models.BigIntegerField(_("devengado (ejecutado)"), null=True, blank=True)
    paid_clp = models.BigIntegerField(_("pagado o percibido"), null=True, blank=True)
    published_pct = models.CharField(_("porcentaje publicado"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("línea del presupuesto")
        verbose_name_plural = _("líneas del presupuesto")
        indexes = (
            models.Index(fields=["period", "account"], name="line_of_period"),
        )  # drill-down, the rules
        triggers = (
            pgtrigger.Protect(
                name="line_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return account and name."""
        return f"{self.account} {self.name}".strip()


class BudgetSubtotal(RightsModel):
    """What the lines of a subtítulo add up to in a period: kept, so that a page reads thirteen rows
    and not six hundred.
    """

    period = models.ForeignKey(
        BudgetPeriod, models.PROTECT, verbose_name=_("período"), related_name="subtotals"
    )
    account = models.CharField(_("subtítulo"), max_length=2)
    lines_count = models.PositiveIntegerField(_("líneas"))
    initial_clp = models.BigIntegerField(_("presupuesto inicial"))
    current_clp = models.BigIntegerField(_("presupuesto vigente"))
    committed_clp = models.BigIntegerField(_("comprometido"))
    accrued_clp = models.BigIntegerField(_("devengado (ejecutado)"))
    paid_clp = models.BigIntegerField(_("pagado o percibido"))

    class Meta:
        verbose_name = _("suma de un subtítulo")
        verbose_name_plural = _("sumas por subtítulo")
        constraints = (models.UniqueConstraint(fields=["period", "account"], name="subtotal_once"),)
        triggers = (
            pgtrigger.Protect(
                name="subtotal_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the subtítulo."""
        return self.account


@tracked(
    pghistory.UpdateEvent(label="before", row=pghistory.Old), pghistory.DeleteEvent()
)  # files bring hundreds: what matters is what they said before
class BudgetAccount(Identified, RightsModel):
    """The words of an account from a year on: its name, what it is spent on, who may apply for it.

    Codes change meaning between years (33.03.150 did), so a name holds from `year` until a later
    row of the same account. Without a programme it is the classification of everybody; with one,
    the words of that programme's own source.
    """

    program = models.ForeignKey(
        BudgetProgram,
        models.PROTECT,
        verbose_name=_("programa"),
        null=True,
        blank=True,
        related_name="accounts",
    )
    side = models.CharField(_("gastos o ingresos"), max_length=10, choices=Side)
    year = models.PositiveSmallIntegerField(_("desde el año"))
    account = models.CharField(_("cuenta"), max_length=30)
    name = models.CharField(_("nombre"), max_length=300)
    explanation = models.TextField(_("en qué se gasta, en palabras simples"), blank=True)
    who_may_apply = models.TextField(_("quién puede postular"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("cuenta del clasificador")
        verbose_name_plural = _("clasificador de cuentas")
        constraints = (
            models.UniqueConstraint(
                fields=["program", "side", "year", "account"],
                nulls_distinct=False,
                name="account_words_once",
            ),
        )

    def __str__(self) -> str:
        """Return account and name."""
        return f"{self.account} {self.name}"


@tracked()
class BudgetLink(Identified, RightsModel):
    """What an account pays for: a commitment of a plan, or an investment project by its
    BIP code.
    """

    program = models.ForeignKey(
        BudgetProgram, models.PROTECT, verbose_name=_("programa"), related_name="links"
    )
    side = models.CharField(
        _("gastos o ingresos"), max_length=10, choices=Side, default=Side.EXPENSE
    )
    account = models.CharField(_("cuenta (o el comienzo de varias)"), max_length=30)
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        verbose_name=_("compromiso"),
        null=True,
        blank=True,
        related_name="budget_links",
    )
    bip_code = models.CharField(_("código BIP del proyecto"), max_length=12, blank=True)
    project = models.CharField(_("nombre del proyecto"), max_length=200, blank=True)
    note = models.CharField(_("por qué se unen"), max_length=300)

    class Meta:
        verbose_name = _("enlace de una cuenta")
        verbose_name_plural = _("enlaces de cuentas")
        constraints = (
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, bip_code="")
                | (Q(commitment=None) & ~Q(bip_code="")),
                name="link_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["program", "side", "account", "commitment", "bip_code"],
                nulls_distinct=False,
                name="link_once",
            ),
        )

    def __str__(self) -> str:
        """Return the account."""
        return f"{self.account} · {self.program}"


@tracked()
class ReferenceValue(Identified, RightsModel):
    """A figure that gives amounts a measure, with its source: the inhabitants of a territory, or
    the value of the UF on a day.
    """

    class Kind(models.TextChoices):
        """What it is."""

        POPULATION = "population", _("habitantes")
        UF = "uf", _("valor de la UF en pesos")

    kind = models.CharField(_("clase"), max_length=12, choices=Kind)
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
            models.CheckConstraint(condition=Q(value__gt=0), name="reference_is_positive"),
            models.CheckConstraint(
                condition=Q(kind="uf", territory=None)
                | Q(kind="population", territory__isnull=False),
                name="reference_of_its_kind",
            ),
        )

    def __str__(self) -> str:
        """Return what and when."""
        return f"{self.get_kind_display()} · {self.on}"
