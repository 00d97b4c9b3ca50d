"""The consulted text with its comments, a page of them at a time, and the feedback report."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, QuerySet

from forums.drafts.models import Change, Comment, Concurrence, Consultation, Section
from forums.drafts.states import CommentKind, CommentState, ResponseState
from ogp_portal.foundation import workdays
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passage_html import Laid, laid_out
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User

READS = ("parte", "parrafo", "pregunta", "clase", "desde")  # the parameters of the page
PER_PAGE = 12  # a phone shows three; the rest is asked for
MOST_REPLIES = 200
LIGHT = ("search", "appeal", "submission_key")


@dataclass(frozen=True)
class Question:
    """Which comments the address asks for."""

    section: str = ""
    paragraph: int | None = None
    position: int | None = None
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
            typed_number(query.get("parrafo")),
            typed_number(query.get("pregunta")),
            kind if kind in CommentKind.values else "",
            typed_number(query.get("desde")) or 0,
        )

    def address(self, **changes: object) -> str:
        """Return the query string with some parts changed; without `desde` it is the first page."""
        parts = {
            "parte": self.section,
            "parrafo": self.paragraph,
            "pregunta": self.position,
            "clase": self.kind,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value not in ("", None)})


def typed_number(typed: str | None) -> int | None:
    """Return a number of at most seven figures as it was typed, None for anything else."""
    is_number = typed and typed.isascii() and typed.isdecimal() and len(typed) < 8
    return int(typed) if typed and is_number else None


@dataclass
class Passage:
    """A paragraph in its place: its number in its part, how it is shown, how many comments it
    has.
    """

    at: int
    laid: Laid
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
    counts = (
        Comment.objects.filter(consultation=consultation, parent=None)
        .exclude(state=CommentState.WITHDRAWN)
        .order_by()
        .values_list("section_key", "paragraph", "state")
        .annotate(n=Count("pk"))
    )
    by_part: dict[str, int] = defaultdict(int)
    by_passage: dict[tuple[str, int | None], int] = defaultdict(int)
    published = 0
    for key, paragraph, state, n in counts:
        by_part[key] += n
        by_passage[key, paragraph] += n
        published += n if state == CommentState.PUBLISHED else 0
    with_response = Comment.objects.filter(
        response__consultation=consultation, parent=None, state=CommentState.PUBLISHED
    ).order_by()
    responses = dict(with_response.values_list("response__state").annotate(n=Count("pk")))
    readings = []
    for section in Section.objects.filter(version=consultation.version_id).order_by("position"):
        rows = [
            Passage(laid.passage.at, laid, by_passage[section.key, laid.passage.at])
            for laid in laid_out(passages.read(section.text).passages)
        ]
        if rows:
            readings.append(Reading(section, rows, by_part[section.key]))
    return readings, Progress(
        published, responses.get(ResponseState.APPROVED, 0), responses.get(ResponseState.DRAFT, 0)
    )


def comments_of(
    consultation: Consultation, question: Question, *, user: Person
) -> dict[str, object]:
    """Return one page of comments with their replies, responses and what `user` agrees with: at
    most four queries.
    """
    rows = Comment.objects.filter(consultation=consultation, parent=None, number__gt=question.after)
    if question.section:
        rows = rows.filter(section_key=question.section)
    if question.paragraph is not None:
        rows = rows.filter(paragraph=question.paragraph)
    if question.position is not None:
        rows = rows.filter(question__position=question.position)
    if question.kind:
        rows = rows.filter(kind=question.kind, state=CommentState.PUBLISHED)
    roots = list(with_all_shown(rows).order_by("number")[: PER_PAGE + 1])
    page = roots[:PER_PAGE]
    replies = list(
        Comment.objects.filter(parent__in=[row.pk for row in page])
        .select_related("voice", "seat")
        .defer(*LIGHT)
        .order_by("number")[:MOST_REPLIES]
    )
    by_root: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies:
        by_root[reply.parent_id].append(reply)
    agreed: set[int] = set()
    if isinstance(user, User):
        agreed = set(
            Concurrence.objects.filter(
                user=user, comment__in=[row.pk for row in (*page, *replies)]
            ).values_list("comment_id", flat=True)
        )
    return {
        "rows": [(row, by_root[row.pk]) for row in page],
        "agrees_with": agreed,
        "next": question.address(desde=page[-1].number) if len(roots) > PER_PAGE else "",
    }


def with_all_shown(rows: "QuerySet[Comment]") -> "QuerySet[Comment]":
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


def due_on(consultation: Consultation) -> workdays.Deadline:
    """Return the last day to answer: working days counted from the day it closes, with how it was
    worked out.
    """
    return workdays.after(consultation.last_day, consultation.answer_days)


@dataclass(frozen=True)
class Report:
    """The feedback report: its comments by part, each with its response and the changes it caused,
    and the figures with their denominators.
    """

    parts: list[tuple[str, list[Comment]]]  # heading, "" for the whole text
    outcomes: list[tuple[str, int]]
    kinds: list[tuple[str, int]]
    received: int
    published: int
    answered: int
    replies: int
    voices: int


def report_of(consultation: Consultation) -> Report:
    """Return the feedback report of a consultation."""
    comments = list(
        with_all_shown(Comment.objects.filter(consultation=consultation, parent=None)).order_by(
            "number"
        )
    )
    sections = Section.objects.filter(version=consultation.version_id).order_by("position")
    headings = dict(sections.values_list("key", "heading"))
    order = {key: position for position, key in enumerate(headings)}
    by_part: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_part[comment.section_key].append(comment)
    published = [comment for comment in comments if comment.state == CommentState.PUBLISHED]
    approved = [
        comment.response
        for comment in published
        if comment.response and comment.response.state == ResponseState.APPROVED
    ]
    replies = Comment.objects.filter(
        consultation=consultation, state=CommentState.PUBLISHED, parent__isnull=False
    )
    return Report(
        parts=[
            (headings.get(key, ""), by_part[key])
            for key in sorted(by_part, key=lambda key: order.get(key, -1))
        ],
        outcomes=_counted([response.get_outcome_display() for response in approved]),
        kinds=_counted([comment.get_kind_display() for comment in published]),
        received=len(comments),
        published=len(published),
        answered=len(approved),
        replies=replies.count(),
        voices=consultation.voices.count(),
    )


def _counted(words: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))
