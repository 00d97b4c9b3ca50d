"""Budgets as published data: programmes, the accounts of each period, their lines, the words of
accounts, and what was found.
"""

from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering
from transparency.budgets.models import (
    BudgetAccount,
    BudgetLine,
    BudgetPeriod,
    BudgetProgram,
    Finding,
    Side,
)
from transparency.budgets.states import FINDING, PERIOD

CLASSIFIER = "Decreto de Hacienda 854 de 2004"
SIDES = tuple(Side.choices)
ID = Column("id", "identificador", _("Identificador estable."), "uuid", "public_id")
MODIFIED = Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime")


def _amount(name: str, heading: str, sentence: Any, path: str = "") -> Column:
    return Column(name, heading, sentence, "integer", path or name, "CLP")


def _text(path: str) -> Cast:
    """Return an exact number as text: JSON's own numbers would lose its decimals."""
    return Cast(F(path), CharField())


PROGRAMS = Dataset(
    name="budget-programs",
    heading="programas-presupuestarios",
    title=_("Programas presupuestarios"),
    sentence=_(
        "Los programas del presupuesto de cada institución, con su explicación en palabras simples."
    ),
    rows=lambda user: BudgetProgram.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable del programa."), "string"),
        Column(
            "institution",
            "institucion",
            _("Institución."),
            "string",
            "organization__slug",
            refers_to="organizations",
        ),
        Column(
            "code",
            "codigo",
            _("Código del programa; vacío si la institución tiene un solo presupuesto."),
            "string",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("description", "descripcion", _("Qué es, en palabras simples."), "text"),
        Column(
            "source",
            "fuente",
            _("Documento del que viene."),
            "string",
            "source__slug",
            refers_to="sources",
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("budget-programs", "slug"),
        ),
        MODIFIED,
    ),
    filters=(Filter("institution", _("Institución."), path="organization__slug", is_many=True),),
)

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
        Column(
            "institution",
            "institucion",
            _("Institución."),
            "string",
            "program__organization__slug",
            refers_to="organizations",
        ),
        Column(
            "program",
            "programa",
            _("Programa."),
            "string",
            "program__slug",
            refers_to="budget-programs",
        ),
        Column("side", "lado", _("Gastos o ingresos."), "choice", choices=SIDES),
        Column("year", "anio", _("Año."), "integer"),
        Column("month", "mes", _("Mes de cierre; vacío si es el año entero."), "integer"),
        Column("edition", "edicion", _("Edición: un archivo corregido es otra."), "integer"),
        Column(
            "state",
            "estado",
            _("Vigente o reemplazada."),
            "choice",
            choices=tuple(PERIOD.choices),
        ),
        Column(
            "unit",
            "unidad",
            _("Unidad en que la fuente da sus montos, en pesos."),
            "integer",
            "unit_clp",
            "CLP",
        ),
        _amount(
            "published_current",
            "presupuesto_publicado",
            _("Presupuesto vigente total que la fuente publica."),
            "published_current_clp",
        ),
        _amount(
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
        _amount(
            "initial",
            "presupuesto_inicial",
            _("Presupuesto inicial: suma de las líneas."),
            "computed_initial_clp",
        ),
        _amount(
            "current",
            "presupuesto_vigente",
            _("Presupuesto vigente: suma de las líneas."),
            "computed_current_clp",
        ),
        _amount(
            "committed",
            "comprometido",
            _("Comprometido: suma de las líneas."),
            "computed_committed_clp",
        ),
        _amount(
            "accrued",
            "devengado",
            _("Devengado o ejecutado: suma de las líneas."),
            "computed_accrued_clp",
        ),
        _amount(
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
        Column(
            "source",
            "fuente",
            _("Documento del que viene, si no es un archivo."),
            "string",
            "source__slug",
            refers_to="sources",
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
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("budget-periods", "slug"),
        ),
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
        Column(
            "period",
            "cuenta_del_periodo",
            _("Cuenta de la que es."),
            "string",
            "period__slug",
            refers_to="budget-periods",
        ),
        Column(
            "institution",
            "institucion",
            _("Institución."),
            "string",
            "period__program__organization__slug",
            refers_to="organizations",
        ),
        Column("side", "lado", _("Gastos o ingresos."), "choice", "period__side", choices=SIDES),
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
        _amount(
            "initial",
            "presupuesto_inicial",
            _("Presupuesto inicial; vacío si la fuente no lo da."),
            "initial_clp",
        ),
        _amount(
            "current",
            "presupuesto_vigente",
            _("Presupuesto vigente; vacío si la fuente no lo da."),
            "current_clp",
        ),
        _amount(
            "committed",
            "comprometido",
            _("Comprometido; vacío si la fuente no lo da."),
            "committed_clp",
        ),
        _amount(
            "accrued",
            "devengado",
            _("Devengado o ejecutado; vacío si la fuente no lo da."),
            "accrued_clp",
        ),
        _amount(
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
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("budget-lines", "public_id"),
        ),
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

ACCOUNTS = Dataset(
    name="budget-accounts",
    heading="clasificador-de-cuentas",
    title=_("Clasificador de cuentas"),
    sentence=_(
        "Qué significa cada cuenta desde un año, en general o en un programa: un mismo "
        "código cambia de nombre con los años."
    ),
    rows=lambda user: BudgetAccount.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column(
            "program",
            "programa",
            _("Programa; vacío si vale para todos."),
            "string",
            "program__slug",
            refers_to="budget-programs",
        ),
        Column("side", "lado", _("Gastos o ingresos."), "choice", choices=SIDES),
        Column("year", "desde_el_anio", _("Desde qué año vale."), "integer"),
        Column("account", "cuenta", _("La cuenta por partes."), "string", rule=CLASSIFIER),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("explanation", "explicacion", _("En qué se gasta, en palabras simples."), "text"),
        Column(
            "who_may_apply",
            "quien_puede_postular",
            _("Quién puede postular a esos fondos."),
            "text",
        ),
        Column(
            "source",
            "fuente",
            _("Documento del que viene."),
            "string",
            "source__slug",
            refers_to="sources",
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("budget-accounts", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("program", _("Programa."), path="program__slug", is_many=True),
        Filter("side", _("Gastos o ingresos."), path="side", choices=tuple(Side.values)),
        Filter("account", _("Cuenta exacta."), path="account", is_many=True),
    ),
)

FINDINGS = Dataset(
    name="findings",
    heading="hallazgos",
    title=_("Hallazgos"),
    sentence=_(
        "Cada diferencia que el portal encontró al hacer de nuevo las sumas, con lo que "
        "responde la institución. Nunca se borran."
    ),
    rows=lambda user: Finding.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable del hallazgo."), "string"),
        Column(
            "rule",
            "regla",
            _("Qué regla no se cumple."),
            "choice",
            choices=tuple(Finding.Rule.choices),
            rule="/hallazgos/",
        ),
        Column(
            "institution",
            "institucion",
            _("Institución."),
            "string",
            "period__program__organization__slug",
            refers_to="organizations",
        ),
        Column(
            "period",
            "cuenta_del_periodo",
            _("Cuenta en que está."),
            "string",
            "period__slug",
            refers_to="budget-periods",
        ),
        Column(
            "against",
            "cuenta_comparada",
            _("Cuenta con que se compara."),
            "string",
            "against__slug",
            refers_to="budget-periods",
        ),
        Column(
            "account",
            "cuenta",
            _("Cuenta presupuestaria; vacía si es la ficha entera."),
            "string",
        ),
        Column("measure", "cifra", _("Qué cifra."), "string"),
        Column("unit", "unidad", _("CLP, %, o nada."), "string"),
        Column(
            "expected",
            "esperado",
            _("Lo que se esperaba, exacto; vacío si no hay tal cifra."),
            "string",
            _text("expected"),
        ),
        Column(
            "found",
            "encontrado",
            _("Lo que se encontró, exacto; vacío si no hay tal cifra."),
            "string",
            _text("found"),
        ),
        Column(
            "difference",
            "diferencia",
            _("Tamaño de la diferencia."),
            "string",
            _text("difference_clp"),
            "CLP",
        ),
        Column(
            "severity",
            "gravedad",
            _("Según el monto."),
            "choice",
            choices=tuple(Finding.Severity.choices),
            rule="/hallazgos/",
        ),
        Column("state", "estado", _("En qué está."), "choice", choices=tuple(FINDING.choices)),
        Column("explanation", "explicacion", _("Lo que responde la institución."), "text"),
        Column("explained_at", "explicado", _("Cuándo respondió."), "datetime"),
        Column("outcome", "cierre", _("Cómo se cerró."), "text"),
        Column(
            "corrected_by",
            "corregido_por",
            _("La cuenta que lo corrigió."),
            "string",
            "correction__slug",
            refers_to="budget-periods",
        ),
        Column("seen_at", "visto", _("Cuándo se vio por primera vez."), "datetime"),
        Column(
            "page",
            "pagina",
            _("Su página en el portal."),
            "url",
            links.joined("/hallazgos/", "slug", "/"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("findings", "slug")),
        MODIFIED,
    ),
    filters=(
        Filter(
            "institution",
            _("Institución."),
            path="period__program__organization__slug",
            is_many=True,
        ),
        Filter("period", _("Cuenta del período."), path="period__slug", is_many=True),
        Filter("year", _("Año."), "integer", path="period__year", is_range=True),
        Filter("rule", _("Regla."), path="rule", choices=tuple(Finding.Rule.values), is_many=True),
        Filter(
            "severity",
            _("Gravedad."),
            path="severity",
            choices=tuple(Finding.Severity.values),
            is_many=True,
        ),
        Filter(
            "state",
            _("Estado."),
            path="state",
            choices=tuple(state.name for state in FINDING.states),
            is_many=True,
        ),
    ),
    orderings={"seen_at": Ordering("seen_at", "datetime")},
)
