"""The lines of accounts as published data."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api.columns import ID, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.budgets.datasets.columns import CLASSIFIER, amount
from transparency.budgets.models import BudgetLine, Side

LINES = Dataset(
    name="budget-lines",
    heading="lineas-presupuestarias",
    title=_("Líneas del presupuesto"),
    sentence=_(
        "Cada línea de las cuentas vigentes, hasta la asignación. Los montos de un mes "
        "son acumulados desde enero."
    ),
    rows=lambda user: BudgetLine.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "period",
            "cuenta_del_periodo",
            _("Cuenta de la que es."),
            "period__slug",
            "budget-periods",
        ),
        reference(
            "institution",
            "institucion",
            _("Institución."),
            "period__program__organization__slug",
            "organizations",
        ),
        choice("side", "lado", _("Gastos o ingresos."), Side.choices, value="period__side"),
        Column("year", "anio", _("Año."), "integer", "period__year"),
        Column(
            "month",
            "mes",
            _("Mes de cierre; vacío si es el año entero."),
            "integer",
            "period__month",
        ),
        Column("row", "fila", _("Fila en la fuente."), "integer", "row_number"),
        Column(
            "code", "codigo", _("Código de la cuenta, tal como la fuente lo escribe."), "string"
        ),
        Column(
            "account",
            "cuenta",
            _("La cuenta por partes: subtítulo, ítem, asignación."),
            "string",
            rule=CLASSIFIER,
        ),
        Column("name", "nombre", _("Nombre de la cuenta en la fuente."), "string"),
        amount(
            "initial",
            "presupuesto_inicial",
            _("Presupuesto inicial; vacío si la fuente no lo da."),
            "initial_clp",
        ),
        amount(
            "current",
            "presupuesto_vigente",
            _("Presupuesto vigente; vacío si la fuente no lo da."),
            "current_clp",
        ),
        amount(
            "committed",
            "comprometido",
            _("Comprometido; vacío si la fuente no lo da."),
            "committed_clp",
        ),
        amount(
            "accrued",
            "devengado",
            _("Devengado o ejecutado; vacío si la fuente no lo da."),
            "accrued_clp",
        ),
        amount(
            "paid",
            "pagado",
            _("Pagado, o percibido en ingresos; vacío si la fuente no lo da."),
            "paid_clp",
        ),
        Column(
            "published_percentage",
            "porcentaje_publicado",
            _("El porcentaje, tal como se imprimió."),
            "string",
            "published_pct",
            "%",
        ),
        api_address("budget-lines", "public_id"),
        Column(
            "modified_at",
            "modificado",
            _("Cuándo se cargó: una línea no cambia."),
            "datetime",
            "period__imported_at",
        ),
    ),
    filters=(
        Filter("period", _("Cuenta del período."), path="period__slug", is_many=True),
        Filter(
            "institution",
            _("Institución."),
            path="period__program__organization__slug",
            is_many=True,
        ),
        Filter("side", _("Gastos o ingresos."), path="period__side", choices=tuple(Side.values)),
        Filter("year", _("Año."), "integer", path="period__year", is_range=True),
        Filter("month", _("Mes de cierre."), "integer", path="period__month"),
        Filter("account", _("Cuenta exacta."), path="account", is_many=True),
    ),
)
