"""The accounts of each period as published data."""

from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.budgets.datasets.columns import amount
from transparency.budgets.models import BudgetPeriod, Side
from transparency.budgets.states import PERIOD

PERIODS = Dataset(
    name="budget-periods",
    heading="cuentas-por-periodo",
    title=_("Cuentas por período"),
    sentence=_(
        "Las cuentas de un programa al cierre de un mes o de un año: de qué archivo "
        "vienen, qué totales publica la fuente y cuánto suman sus líneas. Las "
        "reemplazadas también están."
    ),
    rows=lambda user: BudgetPeriod.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable de la cuenta."), "string"),
        reference(
            "institution",
            "institucion",
            _("Institución."),
            "program__organization__slug",
            "organizations",
        ),
        reference("program", "programa", _("Programa."), "program__slug", "budget-programs"),
        choice("side", "lado", _("Gastos o ingresos."), Side.choices),
        Column("year", "anio", _("Año."), "integer"),
        Column("month", "mes", _("Mes de cierre; vacío si es el año entero."), "integer"),
        Column("edition", "edicion", _("Edición: un archivo corregido es otra."), "integer"),
        choice("state", "estado", _("Vigente o reemplazada."), PERIOD.choices),
        Column(
            "unit",
            "unidad",
            _("Unidad en que la fuente da sus montos, en pesos."),
            "integer",
            "unit_clp",
            "CLP",
        ),
        amount(
            "published_current",
            "presupuesto_publicado",
            _("Presupuesto vigente total que la fuente publica."),
            "published_current_clp",
        ),
        amount(
            "published_accrued",
            "ejecutado_publicado",
            _("Ejecutado total que la fuente publica."),
            "published_accrued_clp",
        ),
        Column(
            "published_percentage",
            "porcentaje_publicado",
            _("Porcentaje total, tal como se imprimió."),
            "string",
            "published_pct",
            "%",
        ),
        amount(
            "initial",
            "presupuesto_inicial",
            _("Presupuesto inicial: suma de las líneas."),
            "computed_initial_clp",
        ),
        amount(
            "current",
            "presupuesto_vigente",
            _("Presupuesto vigente: suma de las líneas."),
            "computed_current_clp",
        ),
        amount(
            "committed",
            "comprometido",
            _("Comprometido: suma de las líneas."),
            "computed_committed_clp",
        ),
        amount(
            "accrued",
            "devengado",
            _("Devengado o ejecutado: suma de las líneas."),
            "computed_accrued_clp",
        ),
        amount(
            "paid",
            "pagado",
            _("Pagado, o percibido en ingresos: suma de las líneas."),
            "computed_paid_clp",
        ),
        Column("lines", "lineas", _("Cuántas líneas tiene."), "integer", "lines_count"),
        Column(
            "file",
            "archivo",
            _("El archivo de origen, tal como llegó; vacío si la fuente es un documento."),
            "url",
            Case(
                When(file="", then=Value("")),
                default=links.joined("/presupuesto/archivos/", "slug"),
            ),
        ),
        reference(
            "source",
            "fuente",
            _("Documento del que viene, si no es un archivo."),
            "source__slug",
            "sources",
        ),
        Column(
            "sha256",
            "sha256",
            _("sha256 del archivo, o de lo que el documento dice."),
            "string",
        ),
        Column("imported_at", "cargado", _("Cuándo se cargó."), "datetime"),
        Column(
            "page",
            "pagina",
            _("Su ficha en el portal."),
            "url",
            links.joined("/fichas/", "slug", "/"),
        ),
        api_address("budget-periods", "slug"),
        MODIFIED,
    ),
    filters=(
        Filter("institution", _("Institución."), path="program__organization__slug", is_many=True),
        Filter("program", _("Programa."), path="program__slug", is_many=True),
        Filter("side", _("Gastos o ingresos."), path="side", choices=tuple(Side.values)),
        Filter("year", _("Año."), "integer", path="year", is_range=True),
        Filter("month", _("Mes de cierre."), "integer", path="month"),
        Filter(
            "state",
            _("Vigente o reemplazada."),
            path="state",
            choices=tuple(state.name for state in PERIOD.states),
        ),
    ),
)
