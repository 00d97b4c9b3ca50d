"""Progress month by month: what was done, beside what the dates in force and those first promised
asked for. The records are read once, whatever the number of months.

Of a commitment it is its progress, the weighted mean of its milestones; of a plan, how many of its
milestones are complete. Planned is the part of those weights, or of those milestones, whose date
has come: by the dates in force as they are known, and by the first ones.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commitments.plans import definitions, reporting
from commitments.plans.fulfilment import ALL
from commitments.plans.models import Commitment, Plan
from commitments.plans.timeline import Clocks
from commitments.timeline.queries import standing
from commitments.timeline.queries.amended import Amended
from commitments.timeline.queries.standing import CommitmentThen, MilestoneThen, Records

MOST_MONTHS = 60
Stood = dict[int, CommitmentThen]
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Month:
    """A month by its first day: percent planned by the dates in force, by the first dates, and
    done by its last day (None of a month to come).
    """

    month: datetime.date
    planned: int
    promised: int
    done: int | None


@dataclass(frozen=True)
class Progress:
    """The months of a plan or a commitment; `done` and `planned` are of the day `on`, percent."""

    months: tuple[Month, ...]
    on: datetime.date
    done: int
    planned: int


class Past:
    """How commitments stood on each day that is asked, as known at one instant: worked out once."""

    def __init__(self, records: Records, at: Clocks) -> None:
        """Keep the records and the instant."""
        self.at = at
        self._records = records
        self._days: dict[datetime.date, Stood] = {}

    def on(self, day: datetime.date) -> Stood:
        """Return the commitments by key as they stood on a day."""
        if day not in self._days:
            clocks = Clocks(day, self.at.known_at, self.at.zone)
            then = standing.stand(self._records, clocks)
            self._days[day] = {row.row.pk: row for row in then}
        return self._days[day]


def plan_months(
    plan: Plan, at: Clocks, records: Records | None = None
) -> tuple[Progress | None, dict[int, Progress]]:
    """Return the months of a plan, and those of its commitments by key; nothing of those without
    milestones that count, nor of a historical plan. The same number of queries whatever the months,
    none where the `records` of the plan were read before (`standing.read_plan`).
    """
    if plan.is_historical:
        return None, {}
    records = records or standing.read_plan(plan)
    past = Past(records, at)
    now = past.on(at.on)
    own = {pk: _of_commitment(then, past) for pk, then in now.items()}
    parts = _of_plan(now)

    def done(day: datetime.date) -> int:
        then = _of_plan(past.on(day))
        return _percent(sum(part.is_complete for part in then), len(then))

    stood = Amended(records.changes, at).as_it_stood(plan)
    whole = _progress(parts, [1] * len(parts), (stood.starts_on, stood.ends_on), at, done)
    return whole, {pk: months for pk, months in own.items() if months}


def commitment_months(row: Commitment, at: Clocks) -> Progress | None:
    """Return the months of a commitment, None where it has no milestones that count, was not public
    or is of a historical plan.
    """
    past = Past(standing.read([row]), at)
    then = past.on(at.on).get(row.pk)
    return _of_commitment(then, past) if then and not row.plan.is_historical else None


def _of_commitment(then: CommitmentThen, past: Past) -> Progress | None:
    parts = [part for part in then.milestones if part.counts]

    def done(day: datetime.date) -> int:
        stood = past.on(day).get(then.row.pk)
        return (stood.measure.progress or 0) if stood else 0

    weights = [part.weight for part in parts]
    term = (then.row.published_on or then.row.starts_on, then.row.ends_on)
    return _progress(parts, weights, term, past.at, done)


def _of_plan(stood: Stood) -> list[MilestoneThen]:
    """Return the milestones that count in a plan: those of what was not withdrawn."""
    return [
        part
        for then in stood.values()
        if not definitions.is_withdrawn(then.state)
        for part in then.milestones
        if part.counts
    ]


def _progress(
    parts: Sequence[MilestoneThen],
    weights: Sequence[int],
    term: tuple[datetime.date | None, datetime.date | None],
    at: Clocks,
    done: Callable[[datetime.date], int],
) -> Progress | None:
    if not parts:
        return None
    due = [part.stood.due_on for part in parts]
    first = [part.row.first_due_on for part in parts]

    def planned(days: Sequence[datetime.date], on: datetime.date) -> int:
        come = sum(weight for day, weight in zip(days, weights, strict=True) if day <= on)
        return _percent(come, sum(weights))

    months = [
        Month(
            month,
            planned(due, reporting.last_day(month)),
            planned(first, reporting.last_day(month)),
            done(min(reporting.last_day(month), at.on)) if month <= at.on else None,
        )
        for month in _span(term, [*due, *first], at.on)
    ]
    return Progress(tuple(months), at.on, done(at.on), planned(due, at.on))


def _span(
    term: tuple[datetime.date | None, datetime.date | None],
    due: Sequence[datetime.date],
    on: datetime.date,
) -> list[datetime.date]:
    """Return the months from the beginning to the end of a term, MOST_MONTHS at most; where a term
    has no ends, those of its dates. That of today is always among them: of a longer past it is the
    last.
    """
    began, ends = term
    month = reporting.first_day(min(began or min(due), on))
    last = max(ends or max(due), *due, on)  # what is done after the term is seen too
    months: list[datetime.date] = []
    while month <= last and (month <= on or len(months) < MOST_MONTHS):
        months.append(month)
        month = reporting.month_after(month)
    return months[-MOST_MONTHS:]


def _percent(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded half up; all of it only when nothing is missing."""
    if not whole:
        return 0
    return ALL if part == whole else min(int(Fraction(ALL * part, whole) + HALF), ALL - 1)
