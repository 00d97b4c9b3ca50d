"""WHEN: the lives of a consultation, of a comment, and of a reasoned response."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

CONSULTATION = Machine(
    states=(
        State("draft", _("en preparación")),
        State("announced", _("anunciada")),
        State("answered", _("respondida")),
        State("applied", _("respondida, con sus cambios publicados"), final=True),
        State("cancelled", _("cancelada"), negative=True, final=True),
    ),
    moves=(
        Move("announce_consultation", ("draft",), "announced"),
        Move("answer_consultation", ("announced",), "answered"),
        Move("apply_consultation", ("answered",), "applied"),
        Move("cancel_consultation", ("announced",), "cancelled"),
    ),
)
COMMENT = Machine(
    states=(
        State("published", _("publicado")),
        State("hidden", _("reservado por las reglas"), negative=True),
        State("withdrawn", _("retirado por su autoría"), final=True),
    ),
    moves=(
        Move("hide_comment", ("published",), "hidden"),
        Move("restore_comment", ("hidden",), "published"),
        Move("withdraw_comment", ("published", "hidden"), "withdrawn"),
    ),
)
RESPONSE = Machine(
    states=(State("draft", _("por aprobar")), State("approved", _("publicada"), final=True)),
    moves=(Move("approve_response", ("draft",), "approved"),),
)
SHOWN = (
    "announced",
    "answered",
    "applied",
    "cancelled",
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


NEEDS_A_CHANGE = (Outcome.ACCEPTED, Outcome.PARTLY)
