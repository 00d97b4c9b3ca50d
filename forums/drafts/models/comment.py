"""Comments on the words of a version, and who agrees with them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Seat
from forums.drafts.models.consultation import Consultation, ConsultationQuestion, Voice
from forums.drafts.models.response import Response
from forums.drafts.states import COMMENT, CommentKind
from ogp_portal.foundation.documents.model_fields import CodeField, ExactTextField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


@tracked(
    exclude=[
        "text",
        "wording",
        "search",
        "concurrence_count",
        "submission_key",
        "appeal",
        "assigned_to",
    ]
)
class Comment(Identified, RightsModel):
    """What somebody says about some words, a part or the whole of a version.

    `exact`, `prefix`, `suffix` and `start` are W3C's text quote and position; without `exact` it is
    about the part `section_key`, and without that about the whole. `paragraph` counts from 0 in its
    part.
    """

    machine: ClassVar[Machine] = COMMENT

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, verbose_name=_("consulta"), related_name="comments"
    )
    number = models.PositiveIntegerField(_("número"))
    voice = models.ForeignKey(
        Voice, models.PROTECT, verbose_name=_("participante"), related_name="comments"
    )
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        verbose_name=_("asiento por el que habla"),
        null=True,
        related_name="comments",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("responde a"), null=True, related_name="replies"
    )
    question = models.ForeignKey(
        ConsultationQuestion,
        models.PROTECT,
        verbose_name=_("pregunta"),
        null=True,
        related_name="comments",
    )
    kind = models.CharField(_("clase"), max_length=10, choices=CommentKind)
    text = ProseField(_("comentario"))
    wording = ProseField(_("texto que propone"), blank=True)
    section_key = models.SlugField(_("parte"), max_length=60, blank=True)
    paragraph = models.PositiveIntegerField(_("párrafo"), null=True)
    exact = ExactTextField(_("palabras"), blank=True)
    prefix = CodeField(_("lo que va antes"), max_length=64, blank=True)
    suffix = CodeField(_("lo que va después"), max_length=64, blank=True)
    start = models.PositiveIntegerField(_("dónde empiezan"), null=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=COMMENT.choices, default=COMMENT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    appeal = ProseField(_("reclamo por su reserva"), blank=True)
    at = models.DateTimeField(_("recibido"), db_default=models.functions.Now(), editable=False)
    edited_at = models.DateTimeField(_("editado"), null=True, editable=False)
    concurrence_count = models.PositiveIntegerField(_("adhesiones"), default=0, editable=False)
    response = models.ForeignKey(
        Response, models.PROTECT, verbose_name=_("respuesta"), null=True, related_name="comments"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("a cargo de"),
        null=True,
        blank=True,
        related_name="+",
    )
    submission_key = models.UUIDField(_("clave del envío"), unique=True, editable=False)
    search = models.GeneratedField(
        expression=Func(
            Concat(F("text"), Value(" "), F("wording"), output_field=models.TextField()),
            function="portal_search",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("comentario")
        verbose_name_plural = _("comentarios")
        constraints = (
            COMMENT.state_check("comment_state_known"),
            COMMENT.reason_check("comment_negative_has_reason"),
            models.UniqueConstraint(fields=["consultation", "number"], name="comment_number_once"),
            models.CheckConstraint(
                condition=Q(exact="") | (~Q(section_key="") & Q(start__isnull=False)),
                name="comment_words_have_place",
                violation_error_message=_(
                    "Las palabras que se comentan necesitan su lugar en el texto."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=CommentKind.CHANGE)
                | ~Q(wording="")
                | ~Q(parent=None)
                | Q(text=""),
                name="comment_change_has_wording",
                violation_error_message=_("Escribe cómo quedaría el texto."),
            ),
        )
        indexes = (
            GinIndex(fields=["search"], name="comment_search"),  # similar ones in the reading room
            models.Index(
                fields=["consultation", "section_key", "paragraph", "number"],
                name="comment_by_passage",
            ),  # page of a passage
            models.Index(
                fields=["consultation", "section_key", "paragraph", "state"],
                name="comment_counted",
                condition=Q(parent=None),
            ),  # counts beside the text, without reading the rows
            models.Index(
                fields=["consultation", "number"], name="comment_roots", condition=Q(parent=None)
            ),  # page of the consultation
        )

    def __str__(self) -> str:
        """Return its number, never its text."""
        return str(_("Comentario %(n)s") % {"n": self.number})


class Concurrence(RightsModel):
    """An account agrees with a comment: once."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, verbose_name=_("comentario"), related_name="concurrences"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("cuenta"),
        related_name="concurrences",
    )

    class Meta:
        verbose_name = _("adhesión")
        verbose_name_plural = _("adhesiones")
        constraints = (
            models.UniqueConstraint(fields=["comment", "user"], name="one_concurrence_an_account"),
        )

    def __str__(self) -> str:
        """Return the comment, never the person."""
        return str(self.comment)
