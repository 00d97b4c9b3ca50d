"""Consultations, comments with their anchors, and reasoned responses as published data.

Nobody is named.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, DateTimeField, F, OuterRef, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from forums.drafts.datasets.texts import DRAFT, VERSION
from forums.drafts.models import (
    Change,
    Comment,
    Consultation,
    ConsultationQuestion,
    Placement,
    Response,
)
from forums.drafts.states import (
    COMMENT,
    CONSULTATION,
    SHOWN,
    Carried,
    CommentKind,
    CommentState,
    Outcome,
    ResponseState,
)
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

STATES = tuple(choice for choice in CONSULTATION.choices if choice[0] in SHOWN)
EMPTY = Value("")


def said(path: str) -> Case:
    """Return some words of a comment, empty once it is hidden or withdrawn."""
    return Case(
        When(state=CommentState.PUBLISHED, then=F(path)),
        default=Value(""),
        output_field=CharField(),
    )


def answered(path: str, *, output_field: Any = None, default: Any = EMPTY) -> Case:
    """Return something of a comment's response, empty until it is approved."""
    return Case(
        When(response__state=ResponseState.APPROVED, then=F(path)),
        default=default,
        output_field=output_field or CharField(),
    )


CONSULTATIONS = Dataset(
    name="consultations",
    heading="consultas",
    title=_("Consultas de borradores"),
    sentence=_("Sobre qué texto se consultó, cuándo, y en qué está su respuesta."),
    rows=lambda user: Consultation.objects.shown().allowing("view", user),
    columns=(
        SLUG,
        reference("plan", "plan", _("Plan."), "version__draft__plan__slug", "plans"),
        DRAFT,
        VERSION,
        Column("title", "titulo", _("Título."), "string"),
        Column("summary", "resumen", _("De qué trata, en palabras sencillas."), "text"),
        Column("rules", "reglas", _("Reglas de los comentarios."), "text"),
        Column("opens_at", "abre", _("Abre."), "datetime"),
        Column("closes_at", "cierra", _("Cierra: ese instante ya no."), "datetime"),
        count(
            "answer_days",
            "dias_para_responder",
            _("Días hábiles para responder desde el cierre."),
            "días hábiles",
        ),
        choice("state", "estado", _("En qué está."), STATES),
        Column("state_reason", "motivo", _("Motivo público, si se canceló."), "text"),
        count(
            "comment_count",
            "comentarios",
            _("Comentarios recibidos, con las respuestas entre participantes."),
            "comentarios",
        ),
        Column("answered_at", "respondida", _("Cuándo quedó respondida."), "datetime"),
        Column(
            "report_sha256",
            "informe_sha256",
            _("Huella del informe de retroalimentación."),
            "string",
            "sha256",
        ),
        page_address("/consultas/"),
        api_address("consultations"),
        MODIFIED,
    ),
    filters=(
        Filter("plan", _("Plan."), path="version__draft__plan__slug"),
        Filter("draft", _("Borrador."), path="version__draft__slug"),
        Filter("state", _("Estado."), path="state", choices=SHOWN, is_many=True),
    ),
    children=(
        Child(
            "questions",
            "consultation-questions",
            "consultation_id",
            _("Lo que se quiere saber."),
            ("position", "id"),
        ),
    ),
)
CONSULTATION_QUESTIONS = Dataset(
    name="consultation-questions",
    heading="preguntas-de-consultas",
    title=_("Preguntas de las consultas"),
    sentence=_("Lo que el gobierno quiere saber de su texto."),
    rows=lambda user: ConsultationQuestion.objects.allowing("view", user).filter(
        consultation__state__in=SHOWN
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "consultation", "consulta", _("Consulta."), "consultation__slug", "consultations"
        ),
        Column("position", "orden", _("Orden."), "integer"),
        Column("text", "pregunta", _("Pregunta."), "string"),
        MODIFIED,
    ),
    filters=(Filter("consultation", _("Consulta."), path="consultation__slug"),),
)
COMMENTS = Dataset(
    name="comments",
    heading="comentarios",
    title=_("Comentarios"),
    sentence=_(
        "Cada comentario con las palabras a las que se refiere (modelo W3C Web "
        "Annotation), lo que se decidió y por qué. De los reservados o retirados, que "
        "los hubo."
    ),
    rows=lambda user: Comment.objects.allowing("view", user).filter(consultation__state__in=SHOWN),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "consultation", "consulta", _("Consulta."), "consultation__slug", "consultations"
        ),
        Column("number", "numero", _("Número en su consulta."), "integer"),
        Column(
            "parent",
            "responde_a",
            _("Número del comentario al que responde."),
            "integer",
            "parent__number",
        ),
        Column(
            "voice",
            "participante",
            _("Número con que participa quien lo escribió; no se publica quién es."),
            "integer",
            "voice__number",
        ),
        reference(
            "seat", "asiento", _("Asiento por el que habla, si lo hay."), "seat__public_id", "seats"
        ),
        choice("kind", "clase", _("Clase."), CommentKind.choices),
        Column("text", "comentario", _("Comentario."), "text", said("text")),
        Column("wording", "texto_propuesto", _("Texto que propone."), "text", said("wording")),
        reference(
            "question",
            "pregunta",
            _("Pregunta a la que responde."),
            "question__public_id",
            "consultation-questions",
        ),
        Column("section_key", "parte", _("Parte del texto; vacío: el texto entero."), "string"),
        Column("paragraph", "parrafo", _("Párrafo en su parte, desde 0."), "integer"),
        Column(
            "exact",
            "palabras",
            _("Palabras a las que se refiere."),
            "text",
            rule="W3C TextQuoteSelector.exact",
        ),
        Column(
            "prefix",
            "antes",
            _("Lo que va antes de ellas."),
            "string",
            rule="W3C TextQuoteSelector.prefix",
        ),
        Column(
            "suffix",
            "despues",
            _("Lo que va después."),
            "string",
            rule="W3C TextQuoteSelector.suffix",
        ),
        Column(
            "start",
            "inicio",
            _("Dónde empiezan en su parte."),
            "integer",
            unit="caracteres",
            rule="W3C TextPositionSelector.start",
        ),
        choice("state", "estado", _("En qué está."), COMMENT.choices),
        Column("state_reason", "motivo", _("Motivo público, si se reservó."), "text"),
        count("concurrence_count", "adhesiones", _("Cuentas que están de acuerdo."), "cuentas"),
        Column("at", "recibido", _("Cuándo se recibió."), "datetime"),
        Column(
            "response",
            "respuesta",
            _("Respuesta fundada, cuando está aprobada."),
            "uuid",
            lambda: answered(
                "response__public_id",
                output_field=Response._meta.get_field("public_id"),
                default=Value(None),
            ),
            refers_to="responses",
        ),
        Column(
            "outcome", "resultado", _("Qué se decidió."), "string", answered("response__outcome")
        ),
        Column("reason", "razon", _("Por qué."), "text", answered("response__reason")),
        MODIFIED,
    ),
    filters=(
        Filter("consultation", _("Consulta."), path="consultation__slug"),
        Filter("section_key", _("Parte del texto."), path="section_key"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(CommentKind.values), is_many=True),
    ),
    children=(
        Child(
            "placements",
            "comment-placements",
            "comment_id",
            _("Dónde está en versiones posteriores."),
            ("id",),
        ),
    ),
)
COMMENT_PLACEMENTS = Dataset(
    name="comment-placements",
    heading="lugares-de-comentarios",
    title=_("Comentarios en versiones posteriores"),
    sentence=_(
        "Si las palabras comentadas siguen, cambiaron de lugar o cambiaron, con lo que "
        "dice ahora el pasaje."
    ),
    rows=lambda user: Placement.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("comment", "comentario", _("Comentario."), "comment__public_id", "comments"),
        DRAFT,
        VERSION,
        choice("outcome", "que_paso", _("Qué pasó con sus palabras."), Carried.choices),
        Column("section_key", "parte", _("Parte en que están."), "string"),
        Column("paragraph", "parrafo", _("Párrafo, desde 0."), "integer"),
        count("start", "inicio", _("Dónde empiezan."), "caracteres"),
        Column("now_text", "dice_ahora", _("Lo que dice ahora el pasaje que cambió."), "text"),
        MODIFIED,
    ),
    filters=(Filter("draft", _("Borrador."), path="version__draft__slug"),),
)
RESPONSES = Dataset(
    name="responses",
    heading="respuestas-fundadas",
    title=_("Respuestas fundadas"),
    sentence=_(
        "Qué se decidió de uno o más comentarios, por qué, y qué cambios causó. Cada una "
        "la escribió una persona y la aprobó otra."
    ),
    rows=lambda user: Response.objects.allowing("view", user).filter(
        state=ResponseState.APPROVED, consultation__state__in=SHOWN
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "consultation", "consulta", _("Consulta."), "consultation__slug", "consultations"
        ),
        choice("outcome", "resultado", _("Qué se decidió."), Outcome.choices),
        Column("reason", "razon", _("Por qué."), "text"),
        Column(
            "approved_at",
            "publicada",
            _("Cuándo se publicó."),
            "datetime",
            Cast("approved_at", DateTimeField()),
        ),
        Column(
            "comments",
            "comentarios",
            _("Números de los comentarios que responde."),
            "list",
            lambda: ArraySubquery(
                Comment.objects.filter(response=OuterRef("pk"))
                .order_by("number")
                .values(said=Cast("number", CharField()))
            ),
        ),
        Column(
            "changes",
            "cambios",
            _("Cambios que causó."),
            "list",
            lambda: ArraySubquery(
                Change.objects.filter(responses=OuterRef("pk"))
                .order_by("pk")
                .values(said=Cast("public_id", CharField()))
            ),
        ),
        MODIFIED,
    ),
    filters=(Filter("consultation", _("Consulta."), path="consultation__slug"),),
)
