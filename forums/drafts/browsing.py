"""What the pages of drafts ask of the database, each in a bounded number of queries whatever the number of comments."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from forums.drafts import comparison
from forums.drafts.models import Change, Comment, Concurrence, Consultation, Draft, DraftVersion, Placement, Response, Section
from forums.drafts.states import SHOWN, CommentKind
from ogp_portal.foundation import workdays
from ogp_portal.foundation.rights import Person
from ogp_portal.models import User

PER_PAGE = 12  # a phone shows three; the rest is asked for
IN_THE_ROOM = 20
MOST_REPLIES = 200
MOST_CARRIED = 2_000
PER_PASSAGE = 8
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
        """Return the question of a query string; whatever makes no sense is left out rather than refused."""
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
        parts = {"parte": self.section, "parrafo": self.paragraph, "pregunta": self.asked, "clase": self.kind, **changes}
        return urlencode({name: value for name, value in parts.items() if value not in ("", None)})


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 8 else None


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
    """How far the answering is: published roots, those with an approved response, those whose response waits."""

    comments: int
    answered: int
    drafted: int

    @property
    def waiting(self) -> int:
        """Return how many nobody has begun to answer."""
        return self.comments - self.answered - self.drafted


def text_of(consultation: Consultation) -> tuple[list[Reading], Progress]:
    """Return the consulted text with how many comments each part and paragraph has, and how far the answers are: three queries."""
    rows = (
        Comment.objects.filter(consultation=consultation, parent=None)
        .exclude(state="withdrawn")
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
        published += n if state == "published" else 0
    begun = Comment.objects.filter(response__consultation=consultation, parent=None, state="published").order_by()
    responses = dict(begun.values_list("response__state").annotate(n=Count("pk")))
    readings = []
    for section in Section.objects.filter(version=consultation.version_id).order_by("position"):
        passages = [Passage(at, text, by_passage[section.key, at]) for at, text in enumerate(comparison.paragraphs(section.text))]
        if passages:
            readings.append(Reading(section, passages, by_part[section.key]))
    return readings, Progress(published, responses.get("approved", 0), responses.get("draft", 0))


def comments_of(consultation: Consultation, question: Question, *, user: Person) -> dict[str, Any]:
    """Return one page of comments with their replies, responses and what `user` agrees with: at most four queries."""
    rows = Comment.objects.filter(consultation=consultation, parent=None, number__gt=question.after)
    if question.section:
        rows = rows.filter(section_key=question.section)
    if question.paragraph is not None:
        rows = rows.filter(paragraph=question.paragraph)
    if question.asked is not None:
        rows = rows.filter(question__position=question.asked)
    if question.kind:
        rows = rows.filter(kind=question.kind, state="published")
    found = list(_full(rows).order_by("number")[: PER_PAGE + 1])
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
            Concurrence.objects.filter(user=user, comment__in=[row.pk for row in (*page, *replies)]).values_list("comment_id", flat=True)
        )
    return {
        "rows": [(row, by_root[row.pk]) for row in page],
        "agrees_with": own,
        "next": question.address(desde=page[-1].number) if len(found) > PER_PAGE else "",
    }


def _full(rows: "QuerySet[Comment]") -> "QuerySet[Comment]":
    changes = Prefetch("response__changes", Change.objects.select_related("version").order_by("version__number", "number"))
    return rows.select_related("voice", "seat", "question", "response").prefetch_related(changes).defer(*LIGHT)


def due_on(consultation: Consultation) -> Any:
    """Return the last day to answer: working days counted from the day it closes, with how it was worked out."""
    return workdays.after(consultation.last_day, consultation.answer_days)


def report_of(consultation: Consultation) -> dict[str, Any]:
    """Return the feedback report: every comment with its response and the changes it caused, by part, and the figures with their denominators."""
    rows = list(_full(Comment.objects.filter(consultation=consultation, parent=None)).order_by("number"))
    order = {
        key: place
        for place, key in enumerate(
            Section.objects.filter(version=consultation.version_id).order_by("position").values_list("key", flat=True)
        )
    }
    names = dict(Section.objects.filter(version=consultation.version_id).values_list("key", "heading"))
    parts: dict[str, list[Comment]] = defaultdict(list)
    for row in rows:
        parts[row.section_key].append(row)
    published = [row for row in rows if row.state == "published"]
    approved = [row.response for row in published if row.response and row.response.state == "approved"]
    return {
        "parts": [(names.get(key, ""), parts[key]) for key in sorted(parts, key=lambda key: order.get(key, -1))],
        "outcomes": _counted([response.get_outcome_display() for response in approved]),
        "kinds": _counted([row.get_kind_display() for row in published]),
        "received": len(rows),
        "published": len(published),
        "answered": len(approved),
        "replies": Comment.objects.filter(consultation=consultation, state="published").exclude(parent=None).count(),
        "voices": consultation.voices.count(),
    }


def _counted(words: Sequence[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def version_page(version: DraftVersion) -> dict[str, Any]:
    """Return a version as it is read: its parts, what changed with the comments behind each change, what became of earlier comments."""
    sections = list(version.sections.order_by("position"))
    behind: Any = Prefetch("responses", Response.objects.filter(state="approved").prefetch_related(numbers()))
    changes = list(version.changes.prefetch_related(behind).order_by("number"))
    carried = dict(Placement.objects.filter(version=version).order_by().values_list("outcome").annotate(n=Count("pk")))
    lost = Placement.objects.filter(version=version, outcome="changed", comment__state="published").select_related("comment__consultation")
    here = _carried_to(version)
    return {
        "sections": [
            (
                section,
                here[section.key, None],
                [(text, here[section.key, at]) for at, text in enumerate(comparison.paragraphs(section.text))],
            )
            for section in sections
            if section.text.strip()
        ],
        "changes": [(change, pieces(change.before, change.after) if change.kind == "changed" else []) for change in changes],
        "carried": carried,
        "lost": list(lost.defer("comment__search").order_by("comment__number")[:IN_THE_ROOM]),
    }


def _carried_to(version: DraftVersion) -> dict[tuple[str, int | None], list[tuple[str, int]]]:
    """Return for each passage of a version the earlier comments that are on it: consultation and number, the first of each."""
    rows = Placement.objects.filter(version=version, comment__state="published").exclude(outcome="changed")
    found: dict[tuple[str, int | None], list[tuple[str, int]]] = defaultdict(list)
    for key, at, slug, number in rows.order_by("comment__number").values_list(
        "section_key", "paragraph", "comment__consultation__slug", "comment__number"
    )[:MOST_CARRIED]:
        if len(found[key, at]) < PER_PASSAGE:
            found[key, at].append((slug, number))
    return found


def numbers() -> Prefetch:
    """Return the comments of responses, without their words."""
    return Prefetch(
        "comments",
        Comment.objects.filter(state="published").select_related("consultation").defer(*LIGHT, "text", "wording").order_by("number"),
    )


@lru_cache(maxsize=2_048)
def pieces(before: str, after: str) -> list[comparison.Piece]:
    """Return a changed paragraph word by word; both texts never change, so it is worked out once."""
    return comparison.pieces(before, after)


@dataclass(frozen=True)
class Compared:
    """One paragraph of a comparison, with its words where it changed."""

    step: comparison.Step
    pieces: list[comparison.Piece]


def compared(old: DraftVersion, new: DraftVersion) -> list[tuple[str, list[Compared], int]]:
    """Return two versions side by side, part by part: heading, paragraphs, and how many of them differ."""
    before = {row.key: row for row in old.sections.order_by("position")}
    after = {row.key: row for row in new.sections.order_by("position")}
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        steps = comparison.compare(before[key].text if key in before else "", after[key].text if key in after else "")
        if steps:
            rows = [Compared(step, pieces(step.before, step.after) if step.kind == "changed" else []) for step in steps]
            found.append(((after.get(key) or before[key]).heading, rows, sum(step.kind != "same" for step in steps)))
    return found


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
    "sin-respuesta": Q(state="published", response=None), "por-aprobar": Q(response__state="draft"), "respondidos": Q(response__state="approved"),
    "reservados": Q(state="hidden"), "todos": Q(),
}  # fmt: skip


def room(consultation: Consultation, *, which: str, page: int, user: User) -> dict[str, Any]:
    """Return the secretariat's reading of the comments: by passage, each with those most like it, and how far the answers are."""
    readings, progress = text_of(consultation)
    condition = Q(assigned_to=user) if which == "mios" else VIEWS.get(which, VIEWS["sin-respuesta"])
    rows = _full(Comment.objects.filter(condition, consultation=consultation, parent=None)).select_related(
        "voice", "seat", "question", "response__written_by", "assigned_to"
    )
    start = (page - 1) * IN_THE_ROOM
    found = list(rows.order_by("section_key", F("paragraph").asc(nulls_first=True), "number")[start : start + IN_THE_ROOM + 1])
    shown = found[:IN_THE_ROOM]
    near: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, ([row.pk for row in shown],))
        for pk, number in cursor.fetchall():
            near[pk].append(number)
    replies: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in (
        Comment.objects.filter(parent__in=shown, state="published")
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
            consultation.responses.filter(state="draft")
            .select_related("written_by")
            .prefetch_related(numbers())
            .order_by("pk")[:IN_THE_ROOM]
        ),
        "due": due_on(consultation),
        "now": timezone.now(),
    }


def versions_of(draft: Draft) -> list[DraftVersion]:
    """Return the published versions of a draft, the last first."""
    return list(draft.versions.filter(number__isnull=False).order_by("-number"))


def consultations_of(draft: Draft) -> list[Consultation]:
    """Return the announced consultations of a draft, the last first."""
    return list(Consultation.objects.filter(version__draft=draft, state__in=SHOWN).select_related("version").order_by("-opens_at"))
