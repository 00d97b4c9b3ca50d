"""The state of a plan on a day, as known at an instant: progress, level, dates in force, counts,
lateness, who reported and what was objected, from rows and what is kept of them.

The page of today is this day and this instant; a report is its cut-off and its issue.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from commitments.plans import definitions, fulfilment, punctuality, reporting, timeline
from commitments.plans.models import (
    Axis,
    Commitment,
    CommitmentVersion,
    Milestone,
    Plan,
    PlanMember,
    PromiseText,
)
from commitments.plans.states import (
    AFTER_FORCE,
    PUBLIC_COMMITMENT,
    CommitmentState,
    MilestoneState,
    PlanState,
)
from commitments.plans.timeline import Clocks
from commitments.progress import queries as progress
from commitments.progress.models import ProgressUpdate
from commitments.timeline.queries.amended import Amended, Changes, changes_of


@dataclass(frozen=True)
class MilestoneThen:
    """A milestone as it stood; `row` says what it said then (title, who answers, weight)."""

    row: Milestone
    stood: timeline.Standing
    moves: tuple[timeline.Moved, ...]
    delay: punctuality.Delay

    @property
    def weight(self) -> int:
        """Return what it weighed."""
        return self.row.weight

    @property
    def counts(self) -> bool:
        """Say whether it counts in progress and denominators."""
        return definitions.is_counted_milestone(self.stood.state)

    @property
    def is_open(self) -> bool:
        """Say whether it was still to be done."""
        return definitions.is_open_milestone(self.stood.state)

    @property
    def is_late(self) -> bool:
        """Say whether somebody owed it and its date in force had passed."""
        return self.is_open and self.delay.is_late

    @property
    def is_complete(self) -> bool:
        """Say whether it was complete."""
        return self.stood.state == MilestoneState.COMPLETE


@dataclass(frozen=True)
class CommitmentThen:
    """A commitment as it stood, with the text it had; `row` says what it said then (who answers,
    axis, dates).
    """

    row: Commitment
    text: PromiseText
    state: str
    milestones: tuple[MilestoneThen, ...]
    measure: fulfilment.Measure
    claimed_level: str
    last_report_on: datetime.date | None
    reported: frozenset[datetime.date]
    running: reporting.Running

    @property
    def state_reason(self) -> str:
        """Return the public reason of the state, "" of a state it has left since."""
        return self.row.state_reason if self.state == self.row.state else ""

    @property
    def open_due_on(self) -> datetime.date | None:
        """Return the nearest date in force of its open milestones."""
        return min((part.stood.due_on for part in self.milestones if part.is_open), default=None)

    @property
    def times_moved(self) -> int:
        """Return how many times some date of it had moved."""
        return sum(len(part.moves) for part in self.milestones)

    @property
    def is_late(self) -> bool:
        """Say whether one of its milestones was late."""
        return any(part.is_late for part in self.milestones)

    def owes(self, month: datetime.date) -> bool:
        """Say whether it owed a report of a month."""
        return not self.row.plan.is_historical and self.running.owes(month)

    def is_silent_about(self, month: datetime.date) -> bool:
        """Say whether it owed a report of a month and none had been approved: «no informado»."""
        return self.owes(month) and reporting.first_day(month) not in self.reported


@dataclass(frozen=True)
class PlanAsOf:
    """A plan as it stood: what it said, its state, its axes in order and who made it."""

    row: Plan
    state: str
    axes: list[Axis]
    members: list[PlanMember]


def plan_as_of(plan: Plan, at: Clocks) -> PlanAsOf:
    """Return a plan as it stood: a bounded number of queries."""
    amended = Amended(changes_of((), [plan.pk]), at)
    row = amended.as_it_stood(plan)
    return PlanAsOf(row, plan_state(row, at), amended.axes(plan), amended.members(plan))


def plans_as_they_stood(plans: Iterable[Plan], changes: Changes, at: Clocks) -> list[Plan]:
    """Return plans with what they said, from the changes read of them: no query."""
    amended = Amended(changes, at)
    return [amended.as_it_stood(plan) for plan in plans]


def plan_commitments(plan: Plan, at: Clocks) -> list[CommitmentThen]:
    """Return the commitments of a plan that were public, as they stood."""
    return plans_commitments([plan], at)


def plans_commitments(plans: Iterable[Plan], at: Clocks) -> list[CommitmentThen]:
    """Return the commitments of plans that were public, as they stood: the same number of queries
    whatever the number of plans.
    """
    return commitments_then(rows_of(plans), at)


def rows_of(plans: Iterable[Plan]) -> QuerySet[Commitment]:
    """Return the public commitments of plans as they stand, with all that is asked of them."""
    return (
        Commitment.objects.public()
        .filter(plan__in=[plan.pk for plan in plans])
        .select_related("axis", "responsible", "source", "contact", "plan")
        .defer("search")
        .order_by("axis__position", "number", "sort_key", "pk")
    )


def commitments_then(
    rows: Iterable[Commitment] | QuerySet[Commitment], at: Clocks
) -> list[CommitmentThen]:
    """Return commitments as they stood, in the same order, without those that were not public: a
    bounded number of queries.
    """
    return stand(read(rows), at)


@dataclass(frozen=True)
class Records:
    """All that is kept of commitments: how they stood on any day is worked out from it without
    another query.
    """

    rows: Sequence[Commitment]
    milestones: dict[int, list[Milestone]]
    histories: dict[int, timeline.History]
    reports: dict[int, list[ProgressUpdate]]
    versions: Sequence[CommitmentVersion]
    changes: Changes


def read(rows: Iterable[Commitment] | QuerySet[Commitment], plans: Iterable[Plan] = ()) -> Records:
    """Return what is kept of commitments, and what changed of their plans and of `plans`, which may
    have none: a bounded number of queries.
    """
    commitments = list(rows)
    keys = [row.pk for row in commitments]
    milestones = list(
        Milestone.objects.filter(commitment__in=keys)
        .order_by("position")
        .prefetch_related("reschedules")
    )
    steps: dict[int, list[Milestone]] = defaultdict(list)
    for part in milestones:
        steps[part.commitment_id].append(part)
    reports = progress.public_reports(keys)
    versions = CommitmentVersion.objects.filter(commitment__in=keys)
    return Records(
        commitments,
        steps,
        progress.histories(milestones, reports),
        reports,
        list(versions.order_by("commitment", "number")),
        changes_of(keys, {row.plan_id for row in commitments} | {plan.pk for plan in plans}),
    )


def read_plan(plan: Plan) -> Records:
    """Return what is kept of the public commitments of a plan."""
    return read(rows_of([plan]))


def stand(records: Records, at: Clocks) -> list[CommitmentThen]:
    """Return commitments as they stood, in the same order, without those that were not public: no
    query.
    """
    amended = Amended(records.changes, at)
    texts = _texts(records.versions, at)
    found = []
    for kept in records.rows:
        state = commitment_state(kept, at)
        if state is None:
            continue
        row = amended.as_it_stood(kept)
        parts = tuple(
            _milestone(amended.as_it_stood(part), records.histories[part.pk], state, at)
            for part in records.milestones.get(row.pk, ())
            if (Milestone, part.pk) not in amended.added
        )
        told = standing_reports(records.reports.get(row.pk, []), at)
        found.append(
            CommitmentThen(
                row,
                texts.get(row.pk, row),
                state,
                parts,
                fulfilment.measure(
                    fulfilment.Part(part.stood.progress, part.weight, part.stood.state)
                    for part in parts
                ),
                next((report.claimed_level for report in told if report.claimed_level), ""),
                told[0].period_ends_on if told else None,
                frozenset(reporting.first_day(report.period_starts_on) for report in told),
                _running(row, amended, at),
            )
        )
    return found


def commitment_state(row: Commitment, at: Clocks) -> str | None:
    """Return the state a commitment was in, None if nobody saw it."""
    if row.state in PUBLIC_COMMITMENT:
        if row.state != CommitmentState.PUBLISHED and at.reach(row.ended_at):
            return str(row.state)
        if at.know(row.published_at) and (row.published_on is None or row.published_on <= at.on):
            return CommitmentState.PUBLISHED
        unpublished = str(CommitmentState.DRAFT)
    else:
        unpublished = row.state
    was_proposed = row.proposed_on is None or row.proposed_on <= at.on
    return unpublished if row.is_proposed and was_proposed else None


def plan_state(plan: Plan, at: Clocks) -> str:
    """Return the state a plan was in: what came before it was in force is told as it is now."""
    if plan.state not in (PlanState.IN_FORCE, *AFTER_FORCE):
        return str(plan.state)
    if plan.in_force_at and not at.reach(plan.in_force_at):
        return PlanState.SUBMITTED
    if plan.state in AFTER_FORCE and plan.ends_on and plan.ends_on >= at.on:
        return PlanState.IN_FORCE
    return str(plan.state)


def runnings(rows: Collection[Commitment], at: Clocks) -> dict[int, reporting.Running]:
    """Return from when and until when promises run, as known, by key: one query."""
    amended = Amended(changes_of((), {row.plan_id for row in rows}), at)
    return {row.pk: _running(row, amended, at) for row in rows}


def _running(row: Commitment, amended: Amended, at: Clocks) -> reporting.Running:
    plan = row.plan
    is_running = row.state in PUBLIC_COMMITMENT and plan.state in (
        PlanState.IN_FORCE,
        *AFTER_FORCE,
    )
    if not is_running:
        return reporting.Running(datetime.date.max, None, None, None)
    is_left = row.state != CommitmentState.PUBLISHED and at.know(row.ended_at)
    left_on = at.day(row.ended_at) if row.ended_at else datetime.date.min
    force_on = at.day(plan.in_force_at) if plan.in_force_at else plan.starts_on

    def begins(starts_on: datetime.date | None) -> datetime.date | None:
        return max((day for day in (force_on, starts_on) if day), default=None)

    return reporting.Running(
        row.published_on,
        left_on if is_left else None,
        begins(plan.starts_on),
        plan.ends_on,
        tuple(
            replace(period, in_force_from=begins(period.in_force_from))
            for period in amended.periods(plan)
        ),
    )


def _milestone(
    row: Milestone, history: timeline.History, commitment_state: str, at: Clocks
) -> MilestoneThen:
    stood = timeline.standing(history, at)
    return MilestoneThen(
        row,
        stood,
        tuple(timeline.moved(history, at)),
        punctuality.delay(
            due_on=stood.due_on,
            first_due_on=row.first_due_on,
            completed_on=stood.completed_on,
            is_owed=definitions.is_owed_milestone(stood.state, commitment_state=commitment_state),
            on=at.on,
        ),
    )


def standing_reports(reports: Sequence[ProgressUpdate], at: Clocks) -> list[ProgressUpdate]:
    """Return the reports of a commitment that stood, that of the latest period first."""
    replaced = progress.replaced(reports)
    standing = [
        row
        for row in reports
        if at.know(row.approved_at)
        and not (row.pk in replaced and at.know(replaced[row.pk]))
        and progress.true_on(row) <= at.on
    ]
    return sorted(standing, key=lambda row: row.period_ends_on, reverse=True)


def _texts(versions: Iterable[CommitmentVersion], at: Clocks) -> dict[int, CommitmentVersion]:
    """Return the text of each commitment in force then: the first one, where none was yet."""
    found: dict[int, CommitmentVersion] = {}
    for version in versions:
        if version.commitment_id not in found or at.reach(version.at):
            found[version.commitment_id] = version
    return found


def figures(rows: Iterable[CommitmentThen]) -> dict[str, int]:
    """Return the figures of a plan, as `definitions.counts` gives them of today."""
    counts: Counter[str] = Counter(dict.fromkeys(definitions.counts(on=datetime.date.min), 0))
    for row in rows:
        level = row.measure.level
        state, proposed = row.state, row.row.is_proposed
        counts.update(
            {
                "registered": definitions.is_registered(state, is_proposed=proposed),
                "promised": definitions.is_promised(state),
                "proposed": definitions.is_proposal(state, is_proposed=proposed),
                "withdrawn": definitions.is_withdrawn(state),
                "advancing": definitions.is_advancing(
                    state, has_begun=row.measure.has_begun, computed_level=level
                ),
                "late": row.is_late,
                "complete": definitions.is_complete(state, computed_level=level),
                "claimed": definitions.is_claimed_complete(state, claimed_level=row.claimed_level),
            }
        )
    return dict(counts)
