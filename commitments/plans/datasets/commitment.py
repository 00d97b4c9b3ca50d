"""Commitments, their texts and actors, as published data."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions, fulfilment
from commitments.plans.datasets.plan import MODIFIED, PRECISION, SOURCE
from commitments.plans.models import Actor, Commitment, CommitmentVersion, Milestone
from commitments.plans.models.commitment import NEVER, PromiseText
from commitments.plans.states import COMMITMENT, Level
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter, Ordering

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
LIST_FILTERS = {
    "plan": ("plan", "plan__slug"),
    "eje": ("axis", "axis__slug"),
    "institucion": ("responsible", "responsible__slug"),
    "tema": ("theme", "theme__slug"),
    "valor": ("value", "values__slug"),
    "territorio": ("territory", "territories__slug"),
}  # the list's word in the address: the API's filter, and the path of both


def _slugs(relation: str) -> ArraySubquery:
    """Return the slugs of a many-to-many relation of a commitment, in order."""
    target = Commitment._meta.get_field(relation).related_model
    rows = target._default_manager.filter(commitments=OuterRef("pk"))  # type: ignore[union-attr]
    return ArraySubquery(rows.order_by("slug").values("slug"))


def _milestone_lines() -> Any:
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


COMMITMENTS = Dataset(
    name="commitments",
    heading="compromisos",
    title=_("Compromisos"),
    sentence=_(
        "Cada promesa con su texto completo, quién responde por ella, cuánto va y cómo se calculó."
    ),
    rows=lambda user: Commitment.objects.allowing("view", user),
    search="search",
    columns=(
        Column(
            "slug",
            "direccion",
            _("Dirección estable del compromiso; al cargar, si va vacía se hace del título."),
            "string",
        ),
        Column(
            "plan",
            "plan",
            _("Plan al que pertenece."),
            "string",
            "plan__slug",
            refers_to="plans",
        ),
        Column("number", "numero", _("Número del compromiso en su plan."), "integer"),
        Column(
            "ogp_id",
            "identificador_ogp",
            _("Identificador que le dio OGP, si lo tiene."),
            "string",
        ),
        Column("title", "titulo", _("Nombre del compromiso. Obligatorio al cargar."), "string"),
        Column("axis", "eje", _("Dirección del eje del plan."), "string", "axis__slug"),
        Column(
            "state",
            "estado",
            _("En qué etapa de su vida está."),
            "choice",
            choices=tuple(COMMITMENT.choices),
        ),
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
        Column(
            "responsible",
            "institucion",
            _("Dirección de la institución responsable."),
            "string",
            "responsible__slug",
            refers_to="organizations",
        ),
        Column(
            "implementer",
            "implementa",
            _("Institución que lo implementa, si es otra."),
            "string",
            "implementer__slug",
            refers_to="organizations",
        ),
        Column(
            "responsible_post",
            "cargo_responsable",
            _("Cargo de quien responde; nunca su nombre."),
            "string",
            "contact__post",
            rule=TEMPLATE,
        ),
        Column(
            "theme",
            "tema",
            _("Tema general."),
            "string",
            "theme__slug",
            refers_to="themes",
            rule=TEMPLATE,
        ),
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
        Column(
            "components", "componentes", _("Actividades clave y productos entregables."), "text"
        ),
        Column(
            "relevance",
            "relevancia",
            _("Cómo fortalece los valores de gobierno abierto."),
            "text",
            rule=TEMPLATE,
        ),
        Column(
            "ambition",
            "ambicion",
            _("Resultados de política esperados."),
            "text",
            rule=TEMPLATE,
        ),
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
        Column(
            "concluded_on",
            "concluido",
            _("Fecha de conclusión que informó el gobierno."),
            "date",
        ),
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
        Column(
            "computed_level",
            "nivel_calculado",
            _("Nivel que da el cálculo; vacío si no tiene hitos."),
            "choice",
            choices=tuple(Level.choices),
            rule=MEASURED,
        ),
        Column(
            "claimed_level",
            "nivel_declarado",
            _("Nivel que declara el gobierno; vacío si no lo declara."),
            "choice",
            choices=tuple(Level.choices),
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
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("commitments")),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/compromisos/", "slug"),
        ),
        MODIFIED,
    ),
    children=(
        Child(
            "milestones",
            "milestones",
            "commitment_id",
            _("Los hitos de los que sale el avance."),
            ("position",),
            (
                "id",
                "position",
                "title",
                "state",
                "weight",
                "progress",
                "counts",
                "due_on",
                "first_due_on",
                "completed_on",
            ),
        ),
        Child("actors", "actors", "commitment_id", _("Los demás actores."), ("name",)),
        Child(
            "versions",
            "commitment-versions",
            "commitment_id",
            _("Las versiones del texto."),
            ("number",),
        ),
        Child(
            "progress_updates",
            "progress-updates",
            "commitment_id",
            _("Los reportes de avance."),
            ("period_starts_on", "id"),
        ),
        Child(
            "evidence",
            "evidence",
            "commitment_id",
            _("Los medios de verificación."),
            ("added_at", "id"),
        ),
        Child(
            "counterparts",
            "counterparts",
            "commitment_id",
            _("Las contrapartes de la sociedad civil."),
            ("organization",),
        ),
        Child(
            "assessments",
            "assessments",
            "commitment_id",
            _("Las evaluaciones."),
            ("kind", "organization", "edition"),
        ),
    ),
    filters=(
        *(
            Filter(
                name,
                _("La misma pregunta que hace la lista del sitio."),
                path=path,
                is_many=facet in {"valor", "territorio"},
            )
            for facet, (name, path) in LIST_FILTERS.items()
        ),
        Filter(
            "computed_level",
            _("Nivel calculado; «sin_hitos» donde no se calcula."),
            choices=(*Level.values, definitions.NO_MILESTONES),
            condition=definitions.at_level,
        ),
        Filter(
            "claimed_level",
            _("Nivel declarado."),
            path="claimed_level",
            choices=tuple(Level.values),
        ),
        Filter(
            "punctuality",
            _("Atrasado, al día o con fechas movidas, a esta fecha."),
            choices=definitions.KINDS_OF_PUNCTUALITY,
            condition=lambda kind: definitions.punctual(kind, on=timezone.localdate()),
        ),
        Filter(
            "state",
            _("Estado."),
            path="state",
            choices=tuple(COMMITMENT.names),
        ),
        Filter(
            "is_proposed",
            _("Si es una propuesta en cocreación."),
            "boolean",
            path="is_proposed",
        ),
        Filter("policy_area", _("Área de política."), path="policy_areas__slug", is_many=True),
        Filter("ogp_id", _("Identificador OGP."), path="ogp_id"),
        Filter(
            "computed_progress",
            _("Avance calculado."),
            "integer",
            path="computed_progress",
            is_range=True,
        ),
        Filter("next_due_on", _("Próximo plazo."), "date", path="open_due_on", is_range=True),
        Filter("starts_on", _("Inicio."), "date", path="starts_on", is_range=True),
        Filter("ends_on", _("Término."), "date", path="ends_on", is_range=True),
        Filter("published_on", _("Publicación."), "date", path="published_on", is_range=True),
    ),
    orderings={
        "title": Ordering("sort_key", "string"),
        "next_due_on": Ordering(Coalesce("open_due_on", NEVER), "date"),
        "computed_progress": Ordering(Coalesce("computed_progress", -1), "integer"),
    },
)

VERSIONS = Dataset(
    name="commitment-versions",
    heading="versiones-de-compromisos",
    title=_("Versiones del texto de los compromisos"),
    sentence=_(
        "El texto de cada promesa como estuvo vigente desde un momento, con la razón de "
        "cada cambio. Ninguna se borra."
    ),
    rows=lambda user: CommitmentVersion.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "string",
            "commitment__slug",
            refers_to="commitments",
        ),
        Column("number", "version", _("Número de la versión."), "integer"),
        Column("at", "desde", _("Desde cuándo está vigente."), "datetime"),
        Column("reason", "motivo", _("Por qué cambió; vacío en la primera."), "text"),
        *(
            Column(
                name,
                heading,
                getattr(PromiseText._meta.get_field(name), "verbose_name", name),
                "text",
            )
            for heading, name in TEXTS.items()
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("commitment-versions", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("commitment", _("Compromiso."), path="commitment__slug"),),
)

ACTORS = Dataset(
    name="actors",
    heading="actores",
    title=_("Otros actores de los compromisos"),
    sentence=_(
        "Instituciones y grupos que participan en un compromiso, como los nombra su fuente."
    ),
    rows=lambda user: Actor.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "string",
            "commitment__slug",
            refers_to="commitments",
        ),
        Column("name", "nombre", _("Como lo nombra la fuente."), "string"),
        Column(
            "kind",
            "grupo",
            _("Grupo de la plantilla OGP."),
            "choice",
            choices=tuple(Actor.Kind.choices),
            rule=TEMPLATE,
        ),
        Column(
            "organization",
            "institucion",
            _("Institución registrada, si lo está."),
            "string",
            "organization__slug",
            refers_to="organizations",
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("actors", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("organization", _("Institución."), path="organization__slug"),
        Filter("kind", _("Grupo."), path="kind", choices=tuple(Actor.Kind.values)),
    ),
)
