"""The columns of commitments, and the expressions that the database works out for them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions, fulfilment
from commitments.plans.datasets.plan import PRECISION, SOURCE
from commitments.plans.models import Commitment, Milestone
from commitments.plans.states import COMMITMENT, Level
from ogp_portal.foundation.api.columns import (
    MODIFIED,
    api_address,
    choice,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column

TEMPLATE = "OGP"
MEASURED = "/como-medimos/"
TEXTS = {
    "titulo": "title",
    "breve_descripcion": "summary",
    "problema": "problem",
    "objetivo": "objective",
    "descripcion": "description",
    "componentes": "components",
    "relevancia": "relevance",
    "ambicion": "ambition",
    "resultados_esperados": "expected_results",
    "informacion_adicional": "additional_information",
}
IMPORTED = (
    "direccion",
    "numero",
    *TEXTS,
    "eje",
    "institucion",
    "inicio",
    "termino",
    "presupuesto",
    "hitos",
)


def _slugs(relation: str) -> ArraySubquery:
    """Return the slugs of a many-to-many relation of a commitment, in order."""
    target = Commitment._meta.get_field(relation).related_model
    rows = target._default_manager.filter(commitments=OuterRef("pk"))  # type: ignore[union-attr]
    return ArraySubquery(rows.order_by("slug").values("slug"))


def _milestone_lines() -> Func:
    """Return the milestones as the spreadsheet writes them, one a line: the date, then
    the title.
    """
    line = Concat(
        Cast("due_on", models.TextField()), Value(" "), "title", output_field=models.TextField()
    )
    lines = (
        Milestone.objects.filter(commitment=OuterRef("pk")).order_by("position").values(line=line)
    )
    return Func(
        ArraySubquery(lines),
        Value("\n"),
        function="array_to_string",
        output_field=models.TextField(),
    )


def _computation() -> Subquery:
    """Return how the percentage comes about: the sums it is made of and the rule; null without
    milestones that count.
    """
    return Subquery(
        Milestone.objects.filter(commitment=OuterRef("pk"))
        .filter(definitions.counted_milestones())
        .order_by()
        .values("commitment_id")
        .annotate(
            sums=Func(
                *(
                    part
                    for name, expression in fulfilment.sums_expressions().items()
                    for part in (Value(name), expression)
                ),
                Value("formula"),
                Value(fulfilment.FORMULA),
                Value("rule"),
                Value(MEASURED),
                function="json_build_object",
                output_field=JSONField(),
            )
        )
        .values("sums")
    )


COLUMNS = (
    Column(
        "slug",
        "direccion",
        _("Dirección estable del compromiso; al cargar, si va vacía se hace del título."),
        "string",
    ),
    reference("plan", "plan", _("Plan al que pertenece."), "plan__slug", "plans"),
    Column("number", "numero", _("Número del compromiso en su plan."), "integer"),
    Column(
        "ogp_id", "identificador_ogp", _("Identificador que le dio OGP, si lo tiene."), "string"
    ),
    Column("title", "titulo", _("Nombre del compromiso. Obligatorio al cargar."), "string"),
    Column("axis", "eje", _("Dirección del eje del plan."), "string", "axis__slug"),
    choice("state", "estado", _("En qué etapa de su vida está."), COMMITMENT.choices),
    Column(
        "state_reason",
        "motivo_del_estado",
        _("El motivo público, si el estado es negativo."),
        "text",
    ),
    Column(
        "is_proposed",
        "es_propuesta",
        _("Propuesto en público durante la cocreación: aún no es un compromiso."),
        "boolean",
    ),
    reference(
        "responsible",
        "institucion",
        _("Dirección de la institución responsable."),
        "responsible__slug",
        "organizations",
    ),
    reference(
        "implementer",
        "implementa",
        _("Institución que lo implementa, si es otra."),
        "implementer__slug",
        "organizations",
    ),
    Column(
        "responsible_post",
        "cargo_responsable",
        _("Cargo de quien responde; nunca su nombre."),
        "string",
        "contact__post",
        rule=TEMPLATE,
    ),
    reference("theme", "tema", _("Tema general."), "theme__slug", "themes", rule=TEMPLATE),
    Column(
        "values",
        "valores",
        _("Valores de gobierno abierto que fortalece."),
        "list",
        _slugs("values"),
        rule=TEMPLATE,
    ),
    Column(
        "policy_areas",
        "areas_de_politica",
        _("Áreas de política de OGP."),
        "list",
        _slugs("policy_areas"),
    ),
    Column("territories", "territorios", _("Dónde ocurre."), "list", _slugs("territories")),
    Column(
        "summary",
        "breve_descripcion",
        _("Una oración, hasta 140 caracteres."),
        "text",
        rule=TEMPLATE,
    ),
    Column("problem", "problema", _("Problema o statu quo."), "text", rule=TEMPLATE),
    Column("objective", "objetivo", _("Objetivo principal."), "text", rule=TEMPLATE),
    Column("description", "descripcion", _("Qué es el compromiso y qué implica."), "text"),
    Column("components", "componentes", _("Actividades clave y productos entregables."), "text"),
    Column(
        "relevance",
        "relevancia",
        _("Cómo fortalece los valores de gobierno abierto."),
        "text",
        rule=TEMPLATE,
    ),
    Column("ambition", "ambicion", _("Resultados de política esperados."), "text", rule=TEMPLATE),
    Column("expected_results", "resultados_esperados", _("Resultados esperados."), "text"),
    Column(
        "additional_information",
        "informacion_adicional",
        _("Información adicional."),
        "text",
        rule=TEMPLATE,
    ),
    Column("starts_on", "inicio", _("Inicio, como 2026-01-31."), "date"),
    Column("ends_on", "termino", _("Término, como 2026-12-31."), "date"),
    PRECISION,
    Column("concluded_on", "concluido", _("Fecha de conclusión que informó el gobierno."), "date"),
    Column("published_on", "publicado", _("Desde cuándo es público como compromiso."), "date"),
    Column(
        "budget_clp",
        "presupuesto",
        _("Presupuesto en pesos chilenos, entero."),
        "integer",
        unit="CLP",
    ),
    Column(
        "milestone_lines",
        "hitos",
        _("Un hito por línea: su plazo y su título, como «2026-06-30 Primer borrador»."),
        "text",
        _milestone_lines,
        only="table",
    ),
    Column(
        "computed_progress",
        "avance_calculado",
        _("Promedio ponderado del avance de sus hitos; vacío si no tiene."),
        "integer",
        unit="%",
        rule=MEASURED,
    ),
    choice(
        "computed_level",
        "nivel_calculado",
        _("Nivel que da el cálculo; vacío si no tiene hitos."),
        Level.choices,
        rule=MEASURED,
    ),
    choice(
        "claimed_level",
        "nivel_declarado",
        _("Nivel que declara el gobierno; vacío si no lo declara."),
        Level.choices,
        rule=TEMPLATE,
    ),
    Column(
        "computation",
        "calculo",
        _("De qué sumas sale el avance calculado, y la regla."),
        "object",
        _computation,
        rule=MEASURED,
    ),
    Column(
        "milestone_count",
        "hitos_que_cuentan",
        _("Hitos que cuentan: los no cancelados."),
        "integer",
    ),
    Column("complete_count", "hitos_cumplidos", _("Hitos cumplidos."), "integer"),
    Column(
        "next_due_on",
        "proximo_plazo",
        _("El plazo vigente más cercano de un hito pendiente; si ya pasó, está atrasado."),
        "date",
        "open_due_on",
    ),
    Column(
        "times_moved",
        "veces_movido",
        _("Cuántas veces se movieron las fechas de sus hitos."),
        "integer",
    ),
    Column(
        "last_report_on",
        "ultimo_reporte",
        _("Último día del período del último reporte aprobado."),
        "date",
    ),
    SOURCE,
    api_address("commitments"),
    page_address("/compromisos/"),
    MODIFIED,
)
