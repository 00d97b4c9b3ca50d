"""What is late or was moved, today and on a past day.

Today is asked of the database by the definitions of all (`plans.definitions`); a past day is worked
out by the two clocks (`standing`). Both give the same rows.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from commitments.plans import definitions, punctuality
from commitments.plans.models import Commitment, Milestone, MilestoneQuerySet
from commitments.plans.states import DelayCause
from commitments.plans.timeline import Clocks
from commitments.timeline import delays
from commitments.timeline.delays import Delayed, Named, Question
from commitments.timeline.queries import standing
from commitments.timeline.queries.standing import CommitmentThen, MilestoneThen, Records
from ogp_portal.foundation import dates
from ogp_portal.foundation.events.topics import EVERYBODY

MOST_COUNTED = 5_000
CAUSES = {delays.NOT_MOVED: "", **{str(cause): str(cause) for cause in DelayCause.values}}
PATHS = {
    "plan": "commitment__plan__slug",
    "eje": "commitment__axis__slug",
    "institucion": "commitment__responsible__slug",
    "causa": "last_cause",
}
NAMES = ("commitment__plan__title", "commitment__axis__name", "commitment__responsible__name")
COLUMNS = (
    "pk",
    "commitment_id",
    "due_on",
    "late_now",
    "times_moved",
    "last_moved_at",
    "commitment__plan__state",
    "commitment__plan__is_historical",
    *PATHS.values(),
    *NAMES,
)


@dataclass(frozen=True)
class Stood:
    """A milestone that is late or was moved, as it stood: with its state, and the name and the
    state of its commitment.
    """

    row: Delayed
    milestone: Milestone
    commitment: Commitment
    title: str
    state: str
    commitment_state: str
    completed_on: datetime.date | None
    delay: punctuality.Delay


def delayed_today(question: Question, *, on: datetime.date) -> list[Delayed]:
    """Return what everybody sees late on the day `on`, or moved, that a question keeps, in order:
    MOST_COUNTED + 1 at most. One query.
    """
    rows = _asked(question, on=on).order_by("-late_now", "due_on", "pk").values(*COLUMNS)
    return [_delayed(row) for row in rows[: MOST_COUNTED + 1]]


def latest_today(question: Question, *, on: datetime.date, most: int) -> list[Delayed]:
    """Return what came to be late, or was moved, last, of what a question keeps: two queries."""
    rows = _asked(question, on=on)
    late = rows.filter(late_now=True).order_by("-due_on", "-pk")
    moved = rows.exclude(last_moved_at=None).order_by("-last_moved_at", "-pk")
    found = {row["pk"]: row for kept in (late, moved) for row in kept.values(*COLUMNS)[:most]}
    latest = [_delayed(row) for row in found.values()]
    latest.sort(key=lambda row: (changed_at(row), row.milestone), reverse=True)
    return latest[:most]


def changed_at(row: Delayed) -> datetime.datetime:
    """Return when it last came to be so: the first instant it was late, or its last move."""
    instants = [row.moved_at] if row.moved_at else []
    if row.late_since:
        instants.append(dates.first_instant(row.late_since))
    return max(instants)


def _asked(question: Question, *, on: datetime.date) -> QuerySet[Any]:
    """Return the milestones that a question keeps, with what `_delayed` reads; none where it names
    what there is not.
    """
    rows: MilestoneQuerySet = Milestone.objects.allowing("view", EVERYBODY)
    kept: dict[str, Callable[[], MilestoneQuerySet]] = {
        "": lambda: rows.late_or_moved(on=on),
        delays.LATE: lambda: rows.late(on=on),
        delays.MOVED: rows.moved,
    }
    chosen = dict(question.chosen)
    late_now = ExpressionWrapper(definitions.late_milestones(on=on), output_field=BooleanField())
    rows = kept.get(chosen.pop("estado", ""), rows.none)().with_moves().annotate(late_now=late_now)
    if chosen.get("planes") == delays.UNDER_WAY:
        del chosen["planes"]
        rows = rows.filter(definitions.under_way("commitment__plan__"))
    for name, value in chosen.items():
        if name not in PATHS or (name == "causa" and value not in CAUSES):
            return rows.none()
        rows = rows.filter(**{PATHS[name]: CAUSES[value] if name == "causa" else value})
    return rows


def _delayed(row: dict[str, Any]) -> Delayed:
    plan, axis, institution = (
        Named(row[path] or "", row[name] or "")
        for path, name in zip(list(PATHS.values())[:3], NAMES, strict=True)
    )
    state, is_historical = row["commitment__plan__state"], row["commitment__plan__is_historical"]
    return Delayed(
        row["pk"],
        row["commitment_id"],
        plan,
        axis,
        institution,
        row["last_cause"],
        row["times_moved"],
        row["late_now"],
        row["due_on"],
        row["last_moved_at"],
        definitions.is_under_way(state, is_historical=is_historical),
    )


def stood_today(rows: Sequence[Delayed], *, on: datetime.date) -> list[Stood]:
    """Return how the milestones of some rows stand on the day `on`, in their order: two
    queries."""
    milestones: QuerySet[Milestone] = (
        Milestone.objects.select_related(
            "commitment__plan", "commitment__responsible", "responsible"
        )
        .prefetch_related("reschedules")
        .defer("commitment__search")
    )
    found = milestones.in_bulk([row.milestone for row in rows])
    return [
        Stood(
            row,
            milestone,
            milestone.commitment,
            milestone.commitment.title,
            milestone.state,
            milestone.commitment.state,
            milestone.completed_on,
            milestone.delay(on=on),
        )
        for row in rows
        if (milestone := found.get(row.milestone)) is not None
    ]


def stood_on_day(records: Records, at: Clocks) -> list[Stood]:
    """Return the milestones, of a plan's `records`, that were late or had been moved, as they
    stood, in order: no query.
    """
    found = {}
    for row in standing.stand(records, at):
        for part in row.milestones:
            if part.is_late or part.moves:
                delayed = _delayed_then(row, part, at)
                found[delayed] = _stood(delayed, row, part)
    return [found[delayed] for delayed in delays.in_order(found)]


def _delayed_then(row: CommitmentThen, part: MilestoneThen, at: Clocks) -> Delayed:
    last = part.moves[-1].at if part.moves else None
    causes = {move.at: move.cause for move in part.row.reschedules.all()}
    axis, institution, plan = row.row.axis, row.row.responsible, row.row.plan
    return Delayed(
        part.row.pk,
        row.row.pk,
        Named(plan.slug, plan.title),
        Named(axis.slug, axis.name) if axis else Named(),
        Named(institution.slug, institution.name) if institution else Named(),
        causes[last] if last else "",
        len(part.moves),
        part.is_late,
        part.stood.due_on,
        last,
        definitions.is_under_way(standing.plan_state(plan, at), is_historical=plan.is_historical),
    )


def _stood(delayed: Delayed, row: CommitmentThen, part: MilestoneThen) -> Stood:
    return Stood(
        delayed,
        part.row,
        row.row,
        row.text.title,
        part.stood.state,
        row.state,
        part.stood.completed_on,
        part.delay,
    )
