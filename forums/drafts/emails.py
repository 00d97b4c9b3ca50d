"""Telling those who commented: their words were hidden or shown, answered with a reason, and where
they changed the text.
"""

from django.db.models import Q

from forums.drafts.models import Comment, Consultation, Response
from forums.drafts.states import CommentState, ResponseState
from ogp_portal.foundation.events import mail


def _write(comment: Comment, template: str, *, cause: str, **context: object) -> None:
    user = comment.voice.user
    if user is None or not user.is_active:
        return
    consultation = comment.consultation
    mail.write(
        template,
        to=mail.Recipient(user.email),
        key=f"comment-{comment.pk}-{cause}",
        topic=f"consultation:{consultation.slug}",
        context={"comment": comment, "consultation": consultation, **context},
    )


def tell_moderated(comment: Comment, *, act: str) -> None:
    """Tell the author that a comment was hidden or shown again, and why."""
    _write(
        comment,
        "comment_moderated",
        cause=f"{act}-{comment.modified_at.timestamp()}",
        is_hidden=act == "hide_comment",
    )


def tell_answered(response: Response) -> None:
    """Tell the authors of every comment of a response, and of the replies under them, what was
    decided and why.
    """
    for comment in _behind(Q(response=response) | Q(parent__response=response)):
        _write(comment, "comment_answered", cause=f"answered-{response.pk}", response=response)


def tell_applied(consultation: Consultation) -> None:
    """Tell the authors of what was taken up where their words are now."""
    rows = (
        Response.objects.filter(consultation=consultation, state=ResponseState.APPROVED)
        .exclude(changes=None)
        .distinct()
        .prefetch_related("changes__version")
    )
    for response in rows:
        changes = list(response.changes.all())
        for comment in _behind(Q(response=response)):
            _write(
                comment,
                "comment_applied",
                cause=f"applied-{response.pk}",
                response=response,
                changes=changes,
                version=changes[0].version,
            )


def _behind(condition: Q) -> list[Comment]:
    rows = Comment.objects.filter(condition, state=CommentState.PUBLISHED).select_related(
        "voice__user", "consultation__version__draft"
    )
    return list(rows.defer("search").order_by("pk"))
