"""A draft's versions: the text, what changed and because of what, what became of earlier comments;
two of them side by side.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Prefetch

from forums.drafts import comparison
from forums.drafts.models import (
    Comment,
    Consultation,
    Draft,
    DraftVersion,
    Placement,
    Response,
    Section,
)
from forums.drafts.queries.consultation import LIGHT
from forums.drafts.sequences import Work
from forums.drafts.states import SHOWN, Carried, CommentState, ResponseState
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passage_html import laid_out

LOST_SHOWN = 20
MOST_SHOWN = 600_000  # characters of a comparison, each paragraph counted as AROUND more
AROUND = 200
MOST_CARRIED = 2_000
PER_PASSAGE = 8


def version_page(version: DraftVersion) -> dict[str, object]:
    """Return a version as it is read: its parts, what changed with the comments behind each change,
    what became of earlier comments.
    """
    sections = list(version.sections.order_by("position"))
    behind: Any = Prefetch(
        "responses",
        Response.objects.filter(state=ResponseState.APPROVED).prefetch_related(numbers()),
    )
    changes = list(version.changes.prefetch_related(behind).order_by("number"))
    carried = dict(
        Placement.objects.filter(version=version)
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("pk"))
    )
    lost = Placement.objects.filter(
        version=version, outcome=Carried.CHANGED, comment__state=CommentState.PUBLISHED
    ).select_related("comment__consultation")
    earlier = _carried_to(version)
    return {
        "sections": [
            (
                section,
                earlier[section.key, None],
                [
                    (laid, earlier[section.key, laid.passage.at])
                    for laid in laid_out(passages.read(section.text).passages)
                ],
            )
            for section in sections
            if section.text.strip()
        ],
        "changes": [
            (
                change,
                pieces(change.before, change.after) if change.kind == comparison.CHANGED else [],
            )
            for change in changes
        ],
        "carried": carried,
        "lost": list(lost.defer("comment__search").order_by("comment__number")[:LOST_SHOWN]),
    }


def _carried_to(version: DraftVersion) -> dict[tuple[str, int | None], list[tuple[str, int]]]:
    """Return for each passage of a version the earlier comments that are on it: consultation and
    number, the first of each.
    """
    rows = Placement.objects.filter(version=version, comment__state=CommentState.PUBLISHED).exclude(
        outcome=Carried.CHANGED
    )
    by_passage: dict[tuple[str, int | None], list[tuple[str, int]]] = defaultdict(list)
    for key, at, slug, number in rows.order_by("comment__number").values_list(
        "section_key", "paragraph", "comment__consultation__slug", "comment__number"
    )[:MOST_CARRIED]:
        if len(by_passage[key, at]) < PER_PASSAGE:
            by_passage[key, at].append((slug, number))
    return by_passage


def numbers() -> "Prefetch[str]":
    """Return the comments of responses, without their words."""
    return Prefetch(
        "comments",
        Comment.objects.filter(state=CommentState.PUBLISHED)
        .select_related("consultation")
        .defer(*LIGHT, "text", "wording")
        .order_by("number"),
    )


@lru_cache(maxsize=2_048)
def pieces(before: str, after: str) -> list[comparison.Piece]:
    """Return a changed paragraph word by word; both texts never change, so it is worked
    out once.
    """
    return comparison.pieces(before, after)


@dataclass(frozen=True)
class Row:
    """One paragraph of a comparison: what became of it, before, after, and its words where it
    changed; whether it is the head of a table; and of one that came from another part, its heading.
    """

    kind: str
    before: str
    after: str
    pieces: list[comparison.Piece]
    is_header: bool = False
    moved_from: str = ""


@dataclass(frozen=True)
class Part:
    """One part of both versions: its heading, its paragraphs, and how many of them differ."""

    heading: str
    rows: list[Row]
    differ: int


@dataclass(frozen=True)
class Compared:
    """Two versions side by side.

    Of texts that are too long to be shown at once, `has_same` says whether the paragraphs that did
    not change are there, and `is_cut` whether some that changed are not.
    """

    parts: list[Part]
    differ: int
    has_same: bool
    is_cut: bool


def compared(old: DraftVersion, new: DraftVersion) -> Compared:
    """Return two versions side by side, part by part, worked out in bounded work."""
    before = {row.key: row for row in old.sections.order_by("position")}
    after = {row.key: row for row in new.sections.order_by("position")}
    work = Work()
    steps = comparison.compare_parts(
        {key: row.text for key, row in before.items()},
        {key: row.text for key, row in after.items()},
        work,
    )
    has_same = sum(map(_weight, itertools.chain(*steps.values()))) <= MOST_SHOWN
    room = MOST_SHOWN
    parts = []
    for key, of_part in steps.items():
        rows = []
        for step in of_part:
            if room > 0 and (has_same or step.kind != comparison.SAME):
                room -= _weight(step)
                rows.append(_row(key, step, (before, after), work))
        differ = sum(step.kind != comparison.SAME for step in of_part)
        if rows:
            parts.append(Part((after.get(key) or before[key]).heading, rows, differ))
    every = sum(step.kind != comparison.SAME for of_part in steps.values() for step in of_part)
    return Compared(parts, every, has_same, is_cut=room <= 0)


def _weight(step: comparison.Step) -> int:
    """Return how much a paragraph takes to show: its characters and what stands around them."""
    return AROUND + len(step.before) + len(step.after)


def _row(
    key: str,
    step: comparison.Step,
    sides: tuple[dict[str, Section], dict[str, Section]],
    work: Work,
) -> Row:
    is_changed = step.kind == comparison.CHANGED
    words = comparison.pieces(step.before, step.after, work) if is_changed else []
    old, new = sides
    text, at = (
        (new[key].text, step.after_at)
        if step.after_at is not None
        else (old[key].text, step.before_at)
    )
    return Row(
        str(step.kind),
        step.before,
        step.after,
        words,
        is_header=passages.read(text).passages[at or 0].is_header,
        moved_from=old[step.moved_from].heading if step.moved_from not in {"", key} else "",
    )


def versions_of(draft: Draft) -> list[DraftVersion]:
    """Return the published versions of a draft, the last first."""
    return list(draft.versions.filter(number__isnull=False).order_by("-number"))


def consultations_of(draft: Draft) -> list[Consultation]:
    """Return the announced consultations of a draft, the last first."""
    return list(
        Consultation.objects.filter(version__draft=draft, state__in=SHOWN)
        .select_related("version")
        .order_by("-opens_at")
    )
