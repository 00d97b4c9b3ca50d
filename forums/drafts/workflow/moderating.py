"""Moderating comments by the published rules: hidden with the reason, objected to, shown again.

Replies stay where they are.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.drafts.emails import tell_moderated
from forums.drafts.models import Comment
from forums.drafts.states import CommentState
from forums.drafts.workflow.journaling import note
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def hide_comment(comment: Comment, *, by: User, reason: str) -> Comment:
    """Stop showing its words, naming the published rule; its author is told and may object.

    Raises Refusal.
    """
    return _move(comment, "hide_comment", by=by, reason=_needed(reason))


@transaction.atomic
def restore_comment(comment: Comment, *, by: User, reason: str) -> Comment:
    """Show it again, saying why. Raises Refusal."""
    return _move(comment, "restore_comment", by=by, reason=_needed(reason))


@transaction.atomic
def appeal_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """Object to its being hidden, as its author, once. Raises NotAllowed, Refusal."""
    held = rights.fetch("appeal", comment, by=by)
    if held.state != CommentState.HIDDEN or held.appeal:
        raise Refusal(_("Se reclama una vez, mientras el comentario está reservado."))
    if not text.strip():
        raise Refusal(_("Escribe por qué debería mostrarse."), field="text")
    held.appeal = text.strip()
    held.save(update_fields=["appeal"])
    note("appeal_comment", held.consultation, by=by, after={"comment": held.number})
    return held


def _move(comment: Comment, act: str, *, by: User, reason: str) -> Comment:
    held = rights.fetch_for_move(act, comment, by=by)
    held.state = Comment.machine.target(act, state=held.state)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    note(act, held.consultation, by=by, reason=reason, after={"comment": held.number})
    tell_moderated(held, act=act)
    return held


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("Escriba el motivo, con la regla que aplica: se publica."), field="reason")
    return reason
