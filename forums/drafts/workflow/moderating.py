"""Moderating comments by the published rules: hidden with the reason, objected to, shown again.

Replies stay where they are.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.drafts.emails import tell_moderated
from forums.drafts.models import Comment
from forums.drafts.states import CommentState
from forums.drafts.workflow.journal_entries import record_consultation_act
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
    comment = rights.fetch("appeal", comment, by=by)
    if comment.state != CommentState.HIDDEN or comment.appeal:
        raise Refusal(_("Se reclama una vez, mientras el comentario está reservado."))
    if not text.strip():
        raise Refusal(_("Escribe por qué debería mostrarse."), field="text")
    comment.appeal = text.strip()
    comment.save(update_fields=["appeal"])
    record_consultation_act(
        "appeal_comment", comment.consultation, by=by, after={"comment": comment.number}
    )
    return comment


def _move(comment: Comment, act: str, *, by: User, reason: str) -> Comment:
    comment = rights.fetch_for_move(act, comment, by=by)
    comment.state = Comment.machine.target(act, state=comment.state)
    comment.state_reason = reason.strip()
    comment.save(update_fields=["state", "state_reason"])
    record_consultation_act(
        act, comment.consultation, by=by, reason=reason, after={"comment": comment.number}
    )
    tell_moderated(comment, act=act)
    return comment


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("Escriba el motivo, con la regla que aplica: se publica."), field="reason")
    return reason
