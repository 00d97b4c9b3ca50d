"""The secretariat's reading of a consultation: comments by passage, each with those most like it,
and how far the answers are.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from forums.drafts.models import Comment, Consultation, Response
from forums.drafts.queries.consultation import (
    LIGHT,
    MOST_REPLIES,
    Reading,
    due_on,
    text_of,
    with_all_shown,
)
from forums.drafts.queries.versions import numbers
from forums.drafts.states import CommentState, ResponseState
from ogp_portal.models import User

PER_PAGE = 20
SIMILAR = """
SELECT c.id, near.number
FROM forums_comment c
CROSS JOIN LATERAL (
    SELECT hits.number
    FROM (
        SELECT o.id, o.number, ts_rank(o.search, asked.words) AS likeness
        FROM forums_comment o,
            (SELECT replace(strip(c.search)::text, ''' ''', ''' | ''')::tsquery AS words) asked
        WHERE o.consultation_id = c.consultation_id AND o.id <> c.id AND o.parent_id IS NULL
            AND o.state = 'published' AND o.search @@ asked.words
        LIMIT 300
    ) hits
    WHERE hits.likeness > 0.1
    ORDER BY hits.likeness DESC, hits.id
    LIMIT 4
) near
WHERE c.id = ANY(%s)
"""
VIEWS = {
    "sin-respuesta": Q(state=CommentState.PUBLISHED, response=None),
    "por-aprobar": Q(response__state=ResponseState.DRAFT),
    "respondidos": Q(response__state=ResponseState.APPROVED),
    "reservados": Q(state=CommentState.HIDDEN),
    "todos": Q(),
}
Row = tuple[Comment, list[Comment], list[int]]  # a comment, its replies, the numbers of those alike
Group = tuple[str, int | None, list[Row]]  # heading of the part, paragraph, comments on it


def consultation_workspace(
    consultation: Consultation, *, which: str, page: int, user: User
) -> dict[str, object]:
    """Return one page of the comments that the view `which` names ("mios": those assigned to
    `user`), grouped by passage, with the responses that wait for approval.
    """
    readings, progress = text_of(consultation)
    condition = Q(assigned_to=user) if which == "mios" else VIEWS.get(which, VIEWS["sin-respuesta"])
    rows = with_all_shown(
        Comment.objects.filter(condition, consultation=consultation, parent=None)
    ).select_related("voice", "seat", "question", "response__written_by", "assigned_to")
    start = (page - 1) * PER_PAGE
    comments = list(
        rows.order_by("section_key", F("paragraph").asc(nulls_first=True), "number")[
            start : start + PER_PAGE + 1
        ]
    )
    return {
        "groups": _by_passage(comments[:PER_PAGE], readings),
        "progress": progress,
        "has_next": len(comments) > PER_PAGE,
        "to_approve": list(
            Response.objects.filter(consultation=consultation, state=ResponseState.DRAFT)
            .with_rights(user, "approve_response")
            .select_related("written_by")
            .prefetch_related(numbers())
            .order_by("pk")[:PER_PAGE]
        ),
        "due": due_on(consultation),
        "now": timezone.now(),
    }


def _by_passage(comments: Sequence[Comment], readings: Sequence[Reading]) -> list[Group]:
    """Return the comments in groups that are about the same paragraph, in their order."""
    headings = {reading.section.key: reading.section.heading for reading in readings}
    replies, similar = _replies_to(comments), _similar_to(comments)
    groups: list[Group] = []
    for comment in comments:
        passage = headings.get(comment.section_key, ""), comment.paragraph
        if not groups or groups[-1][:2] != passage:
            groups.append((*passage, []))
        groups[-1][2].append((comment, replies[comment.pk], similar[comment.pk]))
    return groups


def _replies_to(comments: Sequence[Comment]) -> dict[int | None, list[Comment]]:
    replies: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in (
        Comment.objects.filter(parent__in=comments, state=CommentState.PUBLISHED)
        .select_related("voice", "seat")
        .defer(*LIGHT)
        .order_by("number")[:MOST_REPLIES]
    ):
        replies[reply.parent_id].append(reply)
    return replies


def _similar_to(comments: Sequence[Comment]) -> dict[int, list[int]]:
    """Return for each comment (by its key) the numbers of the four most like it, at most."""
    similar: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, ([comment.pk for comment in comments],))
        for pk, number in cursor.fetchall():
            similar[pk].append(number)
    return similar
