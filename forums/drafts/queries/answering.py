"""The secretariat's reading: comments by passage, each with those most like it, and how far the
answers are.
"""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from forums.drafts.models import Comment, Consultation
from forums.drafts.queries.consulting import LIGHT, MOST_REPLIES, due_on, full, text_of
from forums.drafts.queries.versions import numbers
from forums.drafts.states import CommentState, ResponseState
from ogp_portal.models import User

IN_THE_ROOM = 20
SIMILAR = """
SELECT c.id, near.number FROM forums_comment c CROSS JOIN LATERAL (
  SELECT hits.number FROM (
    SELECT o.id, o.number, ts_rank(o.search, asked.words) AS likeness
    FROM forums_comment o, (SELECT replace(strip(c.search)::text, ''' ''', ''' | ''')::tsquery AS words) asked
    WHERE o.consultation_id = c.consultation_id AND o.id <> c.id AND o.parent_id IS NULL AND o.state = 'published' AND o.search @@ asked.words
    LIMIT 300) hits
  WHERE hits.likeness > 0.1 ORDER BY hits.likeness DESC, hits.id LIMIT 4) near
WHERE c.id = ANY(%s)
"""
VIEWS = {
    "sin-respuesta": Q(state=CommentState.PUBLISHED, response=None),
    "por-aprobar": Q(response__state=ResponseState.DRAFT),
    "respondidos": Q(response__state=ResponseState.APPROVED),
    "reservados": Q(state=CommentState.HIDDEN),
    "todos": Q(),
}


def room(consultation: Consultation, *, which: str, page: int, user: User) -> dict[str, Any]:
    """Return the secretariat's reading of the comments: by passage, each with those most like it,
    and how far the answers are.
    """
    readings, progress = text_of(consultation)
    condition = Q(assigned_to=user) if which == "mios" else VIEWS.get(which, VIEWS["sin-respuesta"])
    rows = full(
        Comment.objects.filter(condition, consultation=consultation, parent=None)
    ).select_related("voice", "seat", "question", "response__written_by", "assigned_to")
    start = (page - 1) * IN_THE_ROOM
    found = list(
        rows.order_by("section_key", F("paragraph").asc(nulls_first=True), "number")[
            start : start + IN_THE_ROOM + 1
        ]
    )
    shown = found[:IN_THE_ROOM]
    near: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, ([row.pk for row in shown],))
        for pk, number in cursor.fetchall():
            near[pk].append(number)
    replies: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in (
        Comment.objects.filter(parent__in=shown, state=CommentState.PUBLISHED)
        .select_related("voice", "seat")
        .defer(*LIGHT)
        .order_by("number")[:MOST_REPLIES]
    ):
        replies[reply.parent_id].append(reply)
    names = {reading.section.key: reading.section.heading for reading in readings}
    groups: list[tuple[str, int | None, list[tuple[Comment, list[Comment], list[int]]]]] = []
    for row in shown:
        if not groups or groups[-1][:2] != (names.get(row.section_key, ""), row.paragraph):
            groups.append((names.get(row.section_key, ""), row.paragraph, []))
        groups[-1][2].append((row, replies[row.pk], near[row.pk]))
    return {
        "groups": groups,
        "progress": progress,
        "has_next": len(found) > IN_THE_ROOM,
        "to_approve": list(
            consultation.responses.filter(state=ResponseState.DRAFT)
            .select_related("written_by")
            .prefetch_related(numbers())
            .order_by("pk")[:IN_THE_ROOM]
        ),
        "due": due_on(consultation),
        "now": timezone.now(),
    }
