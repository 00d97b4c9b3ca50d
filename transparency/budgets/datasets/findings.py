"""What was found in accounts, as published data."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering
from transparency.budgets.datasets.columns import exact
from transparency.budgets.models import Finding
from transparency.budgets.states import FINDING

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
        choice(
            "rule", "regla", _("Qué regla no se cumple."), Finding.Rule.choices, rule="/hallazgos/"
        ),
        reference(
            "institution",
            "institucion",
            _("Institución."),
            "period__program__organization__slug",
            "organizations",
        ),
        reference(
            "period",
            "cuenta_del_periodo",
            _("Cuenta en que está."),
            "period__slug",
            "budget-periods",
        ),
        reference(
            "against",
            "cuenta_comparada",
            _("Cuenta con que se compara."),
            "against__slug",
            "budget-periods",
        ),
        Column(
            "account",
            "cuenta",
            _("Cuenta presupuestaria; vacía si es la ficha entera."),
            "string",
        ),
        Column("measure", "cifra", _("Qué cifra."), "string"),
        Column(
            "unit",
            "unidad",
            _(
                "La de «esperado» y «encontrado»: CLP, % en los porcentajes (R1), o vacía si son "
                "números de veces o de mes. La diferencia va siempre en pesos."
            ),
            "string",
        ),
        Column(
            "expected",
            "esperado",
            _("Lo que el resto de las cuentas pide que sea, exacto; vacío si no hay tal cifra."),
            "string",
            exact("expected"),
        ),
        Column(
            "found",
            "encontrado",
            _("Lo que dice la fuente, exacto; vacío si no hay tal cifra."),
            "string",
            exact("found"),
        ),
        Column(
            "difference",
            "diferencia",
            _("Tamaño de la diferencia."),
            "string",
            exact("difference_clp"),
            "CLP",
        ),
        choice(
            "severity",
            "gravedad",
            _("Según el monto."),
            Finding.Severity.choices,
            rule="/hallazgos/",
        ),
        choice("state", "estado", _("En qué está."), FINDING.choices),
        Column("explanation", "explicacion", _("Lo que responde la institución."), "text"),
        Column("explained_at", "explicado", _("Cuándo respondió."), "datetime"),
        Column("outcome", "cierre", _("Cómo se cerró."), "text"),
        reference(
            "corrected_by",
            "corregido_por",
            _("La cuenta que lo corrigió."),
            "correction__slug",
            "budget-periods",
        ),
        Column("seen_at", "visto", _("Cuándo se vio por primera vez."), "datetime"),
        Column(
            "page",
            "pagina",
            _("Su página en el portal."),
            "url",
            links.joined("/hallazgos/", "slug", "/"),
        ),
        api_address("findings", "slug"),
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
    noted_filters=("institution", "rule", "severity", "state"),
    orderings={"seen_at": Ordering("seen_at", "datetime")},
)
