"""Surveys, their questions and their results as published data: figures with small groups hidden,
and the texts that were read.
"""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.plan import SOURCE
from forums.surveys.models import Answer, Question, Result, Survey
from forums.surveys.states import PUBLIC_SURVEY, SURVEY
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

SURVEYS = Dataset(
    name="surveys",
    heading="encuestas",
    title=_("Consultas previas y encuestas"),
    sentence=_("Qué se preguntó, cuándo y a cuántas respuestas se llegó."),
    rows=lambda user: Survey.objects.allowing("view", user).filter(state__in=PUBLIC_SURVEY),
    columns=(
        SLUG,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        reference("stage", "etapa", _("Etapa."), "stage__public_id", "stages"),
        reference("session", "sesion", _("Sesión que prepara."), "session__slug", "sessions"),
        Column("title", "titulo", _("Título."), "string"),
        Column("introduction", "presentacion", _("Para qué se pregunta."), "text"),
        Column("opens_at", "abre", _("Abre; vacío: su fuente no lo dice."), "datetime"),
        Column("closes_at", "cierra", _("Cierra: ese instante ya no."), "datetime"),
        Column("date_note", "nota_de_fecha", _("Lo que la fuente dice de la fecha."), "string"),
        Column("needs_account", "con_cuenta", _("Si se responde con cuenta."), "boolean"),
        choice(
            "state",
            "estado",
            _("En qué está."),
            tuple(choice for choice in SURVEY.choices if choice[0] in PUBLIC_SURVEY),
        ),
        count(
            "sheet_count",
            "respuestas",
            _("Respuestas recibidas; vacío hasta publicar los resultados."),
            _("respuestas"),
        ),
        Column(
            "reported_at",
            "resultados_publicados",
            _("Cuándo se publicaron los resultados."),
            "datetime",
        ),
        SOURCE,
        page_address("/encuestas/"),
        api_address("surveys"),
        MODIFIED,
    ),
    filters=(Filter("plan", _("Plan."), path="plan__slug"),),
    children=(
        Child(
            "questions", "survey-questions", "survey_id", _("Sus preguntas."), ("position", "id")
        ),
    ),
)
SURVEY_QUESTIONS = Dataset(
    name="survey-questions",
    heading="preguntas",
    title=_("Preguntas de las encuestas"),
    sentence=_("Cada pregunta, tal como se hizo."),
    rows=lambda user: Question.objects.allowing("view", user).filter(
        survey__state__in=PUBLIC_SURVEY
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("survey", "encuesta", _("Consulta."), "survey__slug", "surveys"),
        Column("position", "orden", _("Orden."), "integer"),
        Column("text", "pregunta", _("Pregunta."), "string"),
        choice("kind", "clase", _("Cómo se responde."), Question.Kind.choices),
        Column("is_required", "obligatoria", _("Si era obligatoria."), "boolean"),
        Column(
            "is_offer", "ofrecimiento", _("Si su respuesta es un ofrecimiento de ayuda."), "boolean"
        ),
        api_address("survey-questions", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("survey", _("Consulta."), path="survey__slug"),),
    children=(
        Child("results", "survey-results", "question_id", _("Sus resultados."), ("position", "id")),
    ),
)
SURVEY_RESULTS = Dataset(
    name="survey-results",
    heading="resultados-de-encuestas",
    title=_("Resultados de las consultas"),
    sentence=_(
        "Cuántas personas dieron cada respuesta. Vacío: son menos de cinco, o "
        "permitirían calcularlo."
    ),
    rows=lambda user: Result.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "question", "pregunta", _("Pregunta."), "question__public_id", "survey-questions"
        ),
        Column("position", "orden", _("Orden."), "integer"),
        Column("label", "respuesta", _("Respuesta."), "string"),
        Column(
            "people",
            "personas",
            _("Personas; vacío: grupo demasiado pequeño."),
            "integer",
            unit=_("personas"),
            rule=_("menos de 5 no se distinguen"),
        ),
        count("of", "de", _("Personas que respondieron la pregunta."), _("personas")),
        api_address("survey-results", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("survey", _("Consulta."), path="question__survey__slug"),
        Filter("question", _("Pregunta."), "uuid", path="question__public_id"),
    ),
)
SURVEY_ANSWERS = Dataset(
    name="survey-answers",
    heading="respuestas-de-encuestas",
    title=_("Respuestas con palabras"),
    sentence=_(
        "Los textos que se leyeron y publicaron, sueltos: no se sabe cuáles dio una misma persona."
    ),
    rows=lambda user: Answer.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "question", "pregunta", _("Pregunta."), "question__public_id", "survey-questions"
        ),
        Column("text", "respuesta", _("Respuesta."), "text", "public_text"),
        api_address("survey-answers", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("survey", _("Consulta."), path="question__survey__slug"),
        Filter("question", _("Pregunta."), "uuid", path="question__public_id"),
    ),
)
