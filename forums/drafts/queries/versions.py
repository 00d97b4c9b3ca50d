"""A draft's versions: the text, what changed and because of what, what became of earlier comments;
two of them side by side.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Prefetch

from forums.drafts import comparison
from forums.drafts.models import Comment, Consultation, Draft, DraftVersion, Placement, Response
from forums.drafts.queries.consultation import LIGHT
from forums.drafts.states import SHOWN, Carried, CommentState, ResponseState

LOST_SHOWN = 20
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
                    (text, earlier[section.key, at])
                    for at, text in enumerate(comparison.paragraphs(section.text))
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
class Compared:
    """One paragraph of a comparison, with its words where it changed."""

    step: comparison.Step
    pieces: list[comparison.Piece]


def compared(old: DraftVersion, new: DraftVersion) -> list[tuple[str, list[Compared], int]]:
    """Return two versions side by side, part by part: heading, paragraphs, and how many of them
    differ.
    """
    before = {row.key: row for row in old.sections.order_by("position")}
    after = {row.key: row for row in new.sections.order_by("position")}
    sections = []
    for key in [*after, *(key for key in before if key not in after)]:
        steps = comparison.compare(
            before[key].text if key in before else "", after[key].text if key in after else ""
        )
        if steps:
            rows = [
                Compared(
                    step, pieces(step.before, step.after) if step.kind == comparison.CHANGED else []
                )
                for step in steps
            ]
            sections.append(
                (
                    (after.get(key) or before[key]).heading,
                    rows,
                    sum(step.kind != comparison.SAME for step in steps),
                )
            )
    return sections


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
