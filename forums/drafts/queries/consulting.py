"""The consulted text with its comments, a page of them at a time, and the feedback report."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, QuerySet

from forums.drafts import comparison
from forums.drafts.models import Change, Comment, Concurrence, Consultation, Section
from forums.drafts.states import CommentKind, CommentState, ResponseState
from ogp_portal.foundation import workdays
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User

PER_PAGE = 12  # a phone shows three; the rest is asked for
MOST_REPLIES = 200
LIGHT = ("search", "appeal", "submission_key")


@dataclass(frozen=True)
class Question:
    """Which comments the address asks for."""

    section: str = ""
    paragraph: int | None = None
    asked: int | None = None
    kind: str = ""
    after: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out rather than
        refused.
        """
        kind = query.get("clase", "")
        return cls(
            query.get("parte", "").replace("\x00", "")[:60],
            _number(query.get("parrafo")),
            _number(query.get("pregunta")),
            kind if kind in CommentKind.values else "",
            _number(query.get("desde")) or 0,
        )

    def address(self, **changes: Any) -> str:
        """Return the query string with some parts changed; without `desde` it is the first page."""
        parts = {
            "parte": self.section,
            "parrafo": self.paragraph,
            "pregunta": self.asked,
            "clase": self.kind,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value not in ("", None)})


def _number(typed: str | None) -> int | None:
    return (
        int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 8 else None
    )


@dataclass
class Passage:
    """A paragraph as it is read: its number in its part, its words, how many comments it has."""

    at: int
    text: str
    comments: int = 0


@dataclass
class Reading:
    """A part as it is read."""

    section: Section
    passages: list[Passage] = field(default_factory=list)
    comments: int = 0


@dataclass(frozen=True)
class Progress:
    """How far the answering is: published roots, those with an approved response, those whose
    response waits.
    """

    comments: int
    answered: int
    drafted: int

    @property
    def waiting(self) -> int:
        """Return how many nobody has begun to answer."""
        return self.comments - self.answered - self.drafted


def text_of(consultation: Consultation) -> tuple[list[Reading], Progress]:
    """Return the consulted text with how many comments each part and paragraph has, and how far the
    answers are: three queries.
    """
    rows = (
        Comment.objects.filter(consultation=consultation, parent=None)
        .exclude(state=CommentState.WITHDRAWN)
        .order_by()
        .values_list("section_key", "paragraph", "state")
        .annotate(n=Count("pk"))
    )
    by_part: dict[str, int] = defaultdict(int)
    by_passage: dict[tuple[str, int | None], int] = defaultdict(int)
    published = 0
    for key, paragraph, state, n in rows:
        by_part[key] += n
        by_passage[key, paragraph] += n
        published += n if state == CommentState.PUBLISHED else 0
    begun = Comment.objects.filter(
        response__consultation=consultation, parent=None, state=CommentState.PUBLISHED
    ).order_by()
    responses = dict(begun.values_list("response__state").annotate(n=Count("pk")))
    readings = []
    for section in Section.objects.filter(version=consultation.version_id).order_by("position"):
        passages = [
            Passage(at, text, by_passage[section.key, at])
            for at, text in enumerate(comparison.paragraphs(section.text))
        ]
        if passages:
            readings.append(Reading(section, passages, by_part[section.key]))
    return readings, Progress(
        published, responses.get(ResponseState.APPROVED, 0), responses.get(ResponseState.DRAFT, 0)
    )


def comments_of(consultation: Consultation, question: Question, *, user: Person) -> dict[str, Any]:
    """Return one page of comments with their replies, responses and what `user` agrees with: at
    most four queries.
    """
    rows = Comment.objects.filter(consultation=consultation, parent=None, number__gt=question.after)
    if question.section:
        rows = rows.filter(section_key=question.section)
    if question.paragraph is not None:
        rows = rows.filter(paragraph=question.paragraph)
    if question.asked is not None:
        rows = rows.filter(question__position=question.asked)
    if question.kind:
        rows = rows.filter(kind=question.kind, state=CommentState.PUBLISHED)
    found = list(full(rows).order_by("number")[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    replies = list(
        Comment.objects.filter(parent__in=[row.pk for row in page])
        .select_related("voice", "seat")
        .defer(*LIGHT)
        .order_by("number")[:MOST_REPLIES]
    )
    by_root: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies:
        by_root[reply.parent_id].append(reply)
    own: set[int] = set()
    if isinstance(user, User):
        own = set(
            Concurrence.objects.filter(
                user=user, comment__in=[row.pk for row in (*page, *replies)]
            ).values_list("comment_id", flat=True)
        )
    return {
        "rows": [(row, by_root[row.pk]) for row in page],
        "agrees_with": own,
        "next": question.address(desde=page[-1].number) if len(found) > PER_PAGE else "",
    }


def full(rows: "QuerySet[Comment]") -> "QuerySet[Comment]":
    """Return comments with all that is shown of them."""
    changes = Prefetch(
        "response__changes",
        Change.objects.select_related("version").order_by("version__number", "number"),
    )
    return (
        rows.select_related("voice", "seat", "question", "response")
        .prefetch_related(changes)
        .defer(*LIGHT)
    )


def due_on(consultation: Consultation) -> Any:
    """Return the last day to answer: working days counted from the day it closes, with how it was
    worked out.
    """
    return workdays.after(consultation.last_day, consultation.answer_days)


def report_of(consultation: Consultation) -> dict[str, Any]:
    """Return the feedback report: every comment with its response and the changes it caused, by
    part, and the figures with their denominators.
    """
    rows = list(
        full(Comment.objects.filter(consultation=consultation, parent=None)).order_by("number")
    )
    order = {
        key: place
        for place, key in enumerate(
            Section.objects.filter(version=consultation.version_id)
            .order_by("position")
            .values_list("key", flat=True)
        )
    }
    names = dict(
        Section.objects.filter(version=consultation.version_id).values_list("key", "heading")
    )
    parts: dict[str, list[Comment]] = defaultdict(list)
    for row in rows:
        parts[row.section_key].append(row)
    published = [row for row in rows if row.state == CommentState.PUBLISHED]
    approved = [
        row.response
        for row in published
        if row.response and row.response.state == ResponseState.APPROVED
    ]
    return {
        "parts": [
            (names.get(key, ""), parts[key])
            for key in sorted(parts, key=lambda key: order.get(key, -1))
        ],
        "outcomes": _counted([response.get_outcome_display() for response in approved]),
        "kinds": _counted([row.get_kind_display() for row in published]),
        "received": len(rows),
        "published": len(published),
        "answered": len(approved),
        "replies": Comment.objects.filter(consultation=consultation, state=CommentState.PUBLISHED)
        .exclude(parent=None)
        .count(),
        "voices": consultation.voices.count(),
    }


def _counted(words: Sequence[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
