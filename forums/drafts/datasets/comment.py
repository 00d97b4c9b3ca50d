"""Comments with their anchors, and where later versions carry them, as published data.

Nobody is named.
"""

from typing import Any

from django.db.models import Case, CharField, F, Field, Value, When
from django.utils.translation import gettext_lazy as _

from forums.drafts.datasets.draft import DRAFT, VERSION
from forums.drafts.models import (
    Comment,
    Placement,
    Response,
)
from forums.drafts.states import (
    COMMENT,
    SHOWN,
    Carried,
    CommentKind,
    CommentState,
    ResponseState,
)
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    choice,
    count,
    reference,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

EMPTY = Value("")


def while_published(path: str) -> Case:
    """Return some words of a comment, empty once it is hidden or withdrawn."""
    return Case(
        When(state=CommentState.PUBLISHED, then=F(path)),
        default=Value(""),
        output_field=CharField(),
    )


def of_response(
    path: str, *, output_field: "Field[Any, Any] | None" = None, default: Value = EMPTY
) -> Case:
    """Return something of a comment's response, empty until it is approved."""
    return Case(
        When(response__state=ResponseState.APPROVED, then=F(path)),
        default=default,
        output_field=output_field or CharField(),
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
        Column("text", "comentario", _("Comentario."), "text", while_published("text")),
        Column(
            "wording",
            "texto_propuesto",
            _("Texto que propone."),
            "text",
            while_published("wording"),
        ),
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
            _("Dónde empiezan en el texto (Markdown) de su parte."),
            "integer",
            unit=_("caracteres"),
            rule="W3C TextPositionSelector.start",
        ),
        choice("state", "estado", _("En qué está."), COMMENT.choices),
        Column("state_reason", "motivo", _("Motivo público, si se reservó."), "text"),
        count("concurrence_count", "adhesiones", _("Cuentas que están de acuerdo."), _("cuentas")),
        Column("at", "recibido", _("Cuándo se recibió."), "datetime"),
        Column(
            "response",
            "respuesta",
            _("Respuesta fundada, cuando está aprobada."),
            "uuid",
            lambda: of_response(
                "response__public_id",
                output_field=Response._meta.get_field("public_id"),
                default=Value(None),
            ),
            refers_to="responses",
        ),
        Column(
            "outcome", "resultado", _("Qué se decidió."), "string", of_response("response__outcome")
        ),
        Column("reason", "razon", _("Por qué."), "text", of_response("response__reason")),
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
        count("start", "inicio", _("Dónde empiezan."), _("caracteres")),
        Column("now_text", "dice_ahora", _("Lo que dice ahora el pasaje que cambió."), "text"),
        MODIFIED,
    ),
    filters=(Filter("draft", _("Borrador."), path="version__draft__slug"),),
)
