"""What people do with comments after they are sent: correct or withdraw their own, agree with
others'.
"""

import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forums.drafts.models import Comment, Concurrence
from forums.drafts.states import CommentKind, CommentState
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

LONGEST = 4_000  # characters
EDITABLE = datetime.timedelta(minutes=10)


@transaction.atomic
def edit_comment(comment: Comment, *, by: User, text: str, wording: str = "") -> Comment:
    """Change one's words within ten minutes of sending them, by the database's clock, while nobody
    has answered. Raises NotAllowed, Refusal.
    """
    comment = rights.fetch("edit", comment, by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    if comment.state != CommentState.PUBLISHED or now - comment.at > EDITABLE:
        raise Refusal(
            _(
                "Un comentario se corrige en los diez minutos siguientes; ya pasaron. Puedes "
                "retirarlo, o responder bajo él."
            )
        )
    if comment.response_id:
        raise Refusal(_("Ya se está respondiendo: agrega otro comentario."))
    if not text.strip() or (
        comment.kind == CommentKind.CHANGE and comment.parent_id is None and not wording.strip()
    ):
        raise Refusal(_("Escribe tu comentario."), field="text")
    if max(len(text), len(wording)) > LONGEST:
        raise Refusal(
            _("Hasta %(most)s caracteres: resume o envía dos comentarios.") % {"most": LONGEST},
            field="text",
        )
    comment.text = text.strip()
    comment.edited_at = now
    comment.wording = wording.strip() if comment.kind == CommentKind.CHANGE else ""
    comment.save(update_fields=["text", "wording", "edited_at"])
    return comment


@transaction.atomic
def withdraw_comment(comment: Comment, *, by: User) -> Comment:
    """Take one's comment back: its words are erased, and that there was one stays, with its number
    and its replies. Raises NotAllowed, MoveNotAllowed.
    """
    comment = rights.fetch_for_move("withdraw_comment", comment, by=by)
    comment.state = Comment.machine.target("withdraw_comment", state=comment.state)
    comment.text = ""
    comment.wording = ""
    comment.appeal = ""
    comment.save(update_fields=["state", "text", "wording", "appeal"])
    mail.forget_about(f"comment-{comment.pk}-")
    return comment


@transaction.atomic
def concur(comment: Comment, *, by: User) -> bool:
    """Agree with a comment; twice is once.

    Returns whether it was new. Raises NotAllowed, WindowClosed.
    """
    comment = rights.fetch("concur", comment, by=by)
    windows.hold_open(comment.consultation)
    _row, is_new = Concurrence.objects.get_or_create(comment=comment, user=by)
    if is_new:
        Comment.objects.filter(pk=comment.pk).update(concurrence_count=F("concurrence_count") + 1)
    return is_new


@transaction.atomic
def take_back_concurrence(comment: Comment, *, by: User) -> bool:
    """Agree no more. Returns whether one did. Raises NotAllowed, WindowClosed."""
    comment = rights.fetch("concur", comment, by=by)
    windows.hold_open(comment.consultation)
    deleted, _what = Concurrence.objects.filter(comment=comment, user=by).delete()
    if deleted:
        Comment.objects.filter(pk=comment.pk).update(concurrence_count=F("concurrence_count") - 1)
    return bool(deleted)


@transaction.atomic
def erase_concurrences(keys: list[int]) -> None:
    """Take agreements back: each comment has one less."""
    concurrences = Concurrence.objects.filter(pk__in=keys)
    for comment_id in list(concurrences.values_list("comment_id", flat=True)):
        Comment.objects.filter(pk=comment_id).update(concurrence_count=F("concurrence_count") - 1)
    concurrences.delete()
