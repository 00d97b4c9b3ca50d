"""Other people's judgement, as published data; and commitments in the layout of OGP's own table,
which shows that judgement.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import Assessment, Counterpart, FactualRemark, Rubric
from commitments.assessments.states import (
    ASSESSMENT,
    PUBLIC_ASSESSMENT,
    AssessmentState,
    RemarkState,
)
from commitments.plans.datasets.milestone import COMMITMENT
from commitments.plans.datasets.plan import SOURCE
from commitments.plans.models import Actor, Commitment, PlanMember, PolicyArea, Value
from commitments.plans.states import COMMITMENT as COMMITMENT_LIFE
from commitments.plans.states import Level
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    api_address,
    choice,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

STATES = tuple(choice for choice in ASSESSMENT.choices if choice[0] in PUBLIC_ASSESSMENT)

COUNTERPARTS = Dataset(
    name="counterparts",
    heading="contrapartes",
    title=_("Contrapartes de la sociedad civil"),
    sentence=_("Organizaciones que responden por un compromiso junto con la institución."),
    rows=lambda user: Counterpart.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        reference(
            "organization",
            "organizacion",
            _("Organización."),
            "organization__slug",
            "organizations",
        ),
        api_address("counterparts", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("organization", _("Organización."), path="organization__slug"),
    ),
)

RUBRICS = Dataset(
    name="rubrics",
    heading="pautas",
    title=_("Pautas de evaluación"),
    sentence=_("Las escalas con que se evalúa, por versión: ninguna se traduce a otra."),
    rows=lambda user: Rubric.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column("slug", "direccion", _("Nombre estable de la pauta."), "string"),
        Column("version", "version", _("Versión."), "string"),
        Column("name", "nombre", _("Nombre."), "string"),
        choice("kind", "para_quien", _("Quién juzga con ella."), Assessment.Kind.choices),
        Column("criteria", "criterios", _("Criterios con sus opciones."), "objects"),
        Column("from_year", "desde", _("Sirve a planes que empiezan desde este año."), "integer"),
        Column("until_year", "hasta", _("Y hasta este, incluido."), "integer"),
        SOURCE,
        api_address("rubrics", "public_id"),
        MODIFIED,
    ),
)

ASSESSMENTS = Dataset(
    name="assessments",
    heading="evaluaciones",
    title=_("Evaluaciones"),
    sentence=_(
        "El juicio de contrapartes y de la evaluación independiente, con su pauta y su "
        "edición; nunca se promedia con lo declarado."
    ),
    rows=lambda user: Assessment.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        choice("kind", "quien_evalua", _("De quién es el juicio."), Assessment.Kind.choices),
        reference(
            "organization",
            "organizacion",
            _("Organización que juzga."),
            "organization__slug",
            "organizations",
        ),
        reference("rubric", "pauta", _("Pauta con que juzga."), "rubric__public_id", "rubrics"),
        Column(
            "ratings", "calificaciones", _("Valor elegido en cada criterio de la pauta."), "object"
        ),
        Column("narrative", "fundamento", _("Fundamento."), "text"),
        Column("dissent", "discrepancia", _("En qué discrepa de lo declarado."), "text"),
        Column("edition", "edicion", _("Edición: una corrección es otra."), "integer"),
        Column("correction_reason", "que_corrige", _("Qué corrige esta edición."), "text"),
        choice("state", "estado", _("Vigente o reemplazada."), STATES),
        Column(
            "reviewed",
            "revisado",
            _("Lo que decía al abrir la revisión de hechos; vacío si no la hubo."),
            "object",
        ),
        Column("published_on", "publicada", _("Cuándo se publicó."), "date"),
        SOURCE,
        api_address("assessments", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter("kind", _("Quién evalúa."), path="kind", choices=tuple(Assessment.Kind.values)),
        Filter("organization", _("Organización."), path="organization__slug"),
        Filter("state", _("Estado."), path="state", choices=PUBLIC_ASSESSMENT),
    ),
)


REMARKS = Dataset(
    name="factual-remarks",
    heading="observaciones-de-hechos",
    title=_("Observaciones de hechos a las evaluaciones"),
    sentence=_(
        "Lo que la institución dijo de los hechos de una evaluación antes de que se publicara, "
        "línea por línea, aparte del texto de quien evalúa."
    ),
    rows=lambda user: FactualRemark.objects.allowing("view", user).filter(
        state=RemarkState.CONFIRMED, assessment__state__in=PUBLIC_ASSESSMENT
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "assessment",
            "evaluacion",
            _("Evaluación a que responde."),
            "assessment__public_id",
            "assessments",
        ),
        reference(
            "organization",
            "institucion",
            _("Institución que responde."),
            "organization__slug",
            "organizations",
        ),
        Column("heading", "de_que_trata", _("De qué trata la línea."), "string"),
        Column("quote", "linea", _("La línea, como estaba al responderla."), "text"),
        Column("text", "observacion", _("Qué hecho es distinto, y cómo se comprueba."), "text"),
        api_address("factual-remarks", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("assessment", _("Evaluación."), path="assessment__public_id"),
        Filter("commitment", _("Compromiso."), path="assessment__commitment__slug"),
        Filter("organization", _("Institución que responde."), path="organization__slug"),
    ),
)


def _consortium() -> ArraySubquery:
    rows = PlanMember.objects.filter(
        plan=OuterRef("plan_id"), part__in=(PlanMember.Part.LEAD, PlanMember.Part.MEMBER)
    )
    return ArraySubquery(rows.order_by("part", "pk").values("organization__name"))


def _independent() -> Subquery:
    """Return what the independent assessment in force says, with the rubric it says it by."""
    rows = Assessment.objects.filter(
        commitment=OuterRef("pk"), kind=Assessment.Kind.INDEPENDENT, state=AssessmentState.PUBLISHED
    ).order_by("-edition")
    return Subquery(rows.values("ratings")[:1])


OGP_COMMITMENTS = Dataset(
    name="ogp-commitments",
    heading="compromisos-ogp",
    title=_("Compromisos con las columnas que publica OGP"),
    sentence=_(
        "Lo que OGP publica de cada compromiso; lo que evalúa OGP y aquí no consta queda "
        "vacío, nunca supuesto."
    ),
    rows=lambda user: Commitment.objects.allowing("view", user).filter(
        plan__kind__in=("ogp_national", "ogp_local")
    ),
    has_own_layout=True,
    columns=(
        Column("slug", "Local ID", _("Identificador estable en este portal."), "string"),
        Column("ogp_id", "Commitment ID", _("Identificador que le dio OGP."), "string"),
        Column("title", "Commitment Title", _("Nombre."), "string"),
        Column(
            "entity", "Country/Entity", _("Miembros de OGP que hacen el plan."), "list", _consortium
        ),
        Column("action_plan", "Action Plan", _("Plan."), "string", "plan__title"),
        Column(
            "cycle",
            "Action Plan Cycle",
            _("Año en que empieza el plan."),
            "integer",
            ExtractYear("plan__starts_on"),
        ),
        choice(
            "status", "Status", _("Estado en este portal."), COMMITMENT_LIFE.choices, value="state"
        ),
        Column(
            "lead_institution",
            "Lead Institution",
            _("Institución responsable."),
            "string",
            "responsible__name",
        ),
        Column(
            "support_institutions",
            "Support Institution(s)",
            _("Demás actores."),
            "list",
            ArraySubquery(
                Actor.objects.filter(commitment=OuterRef("pk")).order_by("name").values("name")
            ),
        ),
        Column("start_date", "Start Date", _("Inicio."), "date", "starts_on"),
        Column("end_date", "End Date", _("Término."), "date", "ends_on"),
        Column(
            "policy_areas",
            "Policy Areas",
            _("Áreas de política."),
            "list",
            ArraySubquery(
                PolicyArea.objects.filter(commitments=OuterRef("pk"))
                .order_by("name")
                .values("name")
            ),
        ),
        Column(
            "relevant_values",
            "Relevant OGP Values",
            _("Valores de la lista de OGP."),
            "list",
            ArraySubquery(
                Value.objects.filter(commitments=OuterRef("pk"), scheme="ogp")
                .order_by("name")
                .values("name")
            ),
        ),
        Column("primary_sector", "Primary Sector", _("Tema general."), "string", "theme__name"),
        Column("ambition", "Ambition", _("Ambición."), "text"),
        choice(
            "completion",
            "Completion",
            _("Nivel que declara el gobierno."),
            Level.choices,
            value="claimed_level",
        ),
        Column(
            "irm_assessment",
            "IRM Assessment",
            _(
                "Lo que calificó la evaluación independiente, con su propia pauta; vacío si "
                "no la hay."
            ),
            "object",
            _independent,
        ),
        Column("description", "Long Description", _("Descripción."), "text"),
        Column(
            "page",
            "Link",
            _("Dirección de su página."),
            "url",
            links.joined("/compromisos/", "slug"),
        ),
        MODIFIED,
    ),
    filters=(Filter("action_plan", _("Plan (dirección)."), path="plan__slug"),),
)
