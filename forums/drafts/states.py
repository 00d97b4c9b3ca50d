"""WHEN: the lives of a consultation, of a comment, and of a reasoned response."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class ConsultationState(States):
    """The states of a consultation."""

    DRAFT = State("draft", _("en preparación"))
    ANNOUNCED = State("announced", _("anunciada"))
    ANSWERED = State("answered", _("respondida"))
    APPLIED = State("applied", _("respondida, con sus cambios publicados"), final=True)
    CANCELLED = State("cancelled", _("cancelada"), negative=True, final=True)


CONSULTATION = Machine(
    ConsultationState,
    moves=(
        Move("announce_consultation", (ConsultationState.DRAFT,), ConsultationState.ANNOUNCED),
        Move("answer_consultation", (ConsultationState.ANNOUNCED,), ConsultationState.ANSWERED),
        Move("apply_consultation", (ConsultationState.ANSWERED,), ConsultationState.APPLIED),
        Move("cancel_consultation", (ConsultationState.ANNOUNCED,), ConsultationState.CANCELLED),
    ),
)


class CommentState(States):
    """The states of a comment."""

    PUBLISHED = State("published", _("publicado"))
    HIDDEN = State("hidden", _("reservado por las reglas"), negative=True)
    WITHDRAWN = State("withdrawn", _("retirado por su autoría"), final=True)


COMMENT = Machine(
    CommentState,
    moves=(
        Move("hide_comment", (CommentState.PUBLISHED,), CommentState.HIDDEN),
        Move("restore_comment", (CommentState.HIDDEN,), CommentState.PUBLISHED),
        Move(
            "withdraw_comment",
            (CommentState.PUBLISHED, CommentState.HIDDEN),
            CommentState.WITHDRAWN,
        ),
    ),
)


class ResponseState(States):
    """The states of a response."""

    DRAFT = State("draft", _("por aprobar"))
    APPROVED = State("approved", _("publicada"), final=True)


RESPONSE = Machine(
    ResponseState,
    moves=(
        Move("approve_response", (ResponseState.DRAFT,), ResponseState.APPROVED, approves=True),
    ),
)
SHOWN = (
    ConsultationState.ANNOUNCED,
    ConsultationState.ANSWERED,
    ConsultationState.APPLIED,
    ConsultationState.CANCELLED,
)  # consultations anybody sees, if their text is public


class CommentKind(models.TextChoices):
    """What a comment is for."""

    SUPPORT = "support", _("apoyo")
    DOUBT = "doubt", _("duda")
    CHANGE = "change", _("cambio propuesto")
    OBJECTION = "objection", _("objeción")


class Outcome(models.TextChoices):
    """What was decided of a comment."""

    ACCEPTED = "accepted", _("acogido")
    PARTLY = "partly", _("acogido en parte")
    NOT_ACCEPTED = "not_accepted", _("no acogido")
    OUT_OF_SCOPE = "out_of_scope", _("fuera de esta consulta")


class Carried(models.TextChoices):
    """What became of a comment's passage in a later version."""

    KEPT = "kept", _("sigue donde estaba")
    MOVED = "moved", _("cambió de lugar")
    CHANGED = "changed", _("el pasaje cambió")


class ChangeKind(models.TextChoices):
    """What happened to a paragraph between two versions."""

    ADDED = "added", _("agregado")
    REMOVED = "removed", _("quitado")
    CHANGED = "changed", _("modificado")
    MOVED = "moved", _("cambiado de lugar")


NEEDS_A_CHANGE = (Outcome.ACCEPTED, Outcome.PARTLY)
BEING_ANSWERED = (ConsultationState.ANNOUNCED, ConsultationState.ANSWERED)
WINDOW_MOVES = (ConsultationState.DRAFT, ConsultationState.ANNOUNCED)
