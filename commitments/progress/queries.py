"""What is known of each milestone from its reports, reopenings and moves, as the two clocks take it
(`plans.timeline`). A bounded number of queries, however many milestones.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Value
from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Reopening, Reschedule
from commitments.plans.states import DelayCause, MilestoneState
from commitments.plans.timeline import (
    ALWAYS,
    Clocks,
    History,
    Loaded,
    Moved,
    Standing,
    Statement,
    TakenBack,
    standing,
)
from commitments.progress.models import MilestoneClaim, ProgressUpdate
from commitments.progress.states import PUBLIC_UPDATE, UpdateState


def clocks(on: datetime.date, known_at: datetime.datetime) -> Clocks:
    """Return the two clocks in the portal's zone."""
    return Clocks(on, known_at, timezone.get_default_timezone())


def clocks_now() -> Clocks:
    """Return the clocks of the live page: today and now."""
    now = timezone.now()
    return clocks(timezone.localdate(now, timezone.get_default_timezone()), now)


def true_on(update: ProgressUpdate) -> datetime.date:
    """Return the day that a report is true of: the end of its period, or the day it was sent if the
    period was still running.
    """
    if update.submitted_at is None:
        return update.period_ends_on
    sent = timezone.localdate(update.submitted_at, timezone.get_default_timezone())
    return min(update.period_ends_on, sent)


def public_reports(commitments: Collection[int]) -> dict[int, list[ProgressUpdate]]:
    """Return the approved reports of commitments, the replaced ones too, by key: one query."""
    rows = ProgressUpdate.objects.filter(commitment__in=commitments, state__in=PUBLIC_UPDATE)
    found: dict[int, list[ProgressUpdate]] = defaultdict(list)
    for row in rows.defer("narrative", "results", "next_steps", "challenges").order_by("pk"):
        found[row.commitment_id].append(row)
    return found


def awaiting_review(commitments: Collection[int], month: datetime.date) -> set[int]:
    """Return the commitments whose report of a month was sent and waits for its review."""
    rows = ProgressUpdate.objects.filter(
        commitment__in=commitments,
        period_starts_on=month.replace(day=1),
        state=UpdateState.SUBMITTED,
    )
    return set(rows.values_list("commitment", flat=True))


def replaced(reports: Iterable[ProgressUpdate]) -> dict[int, datetime.datetime]:
    """Return when each report of a commitment was replaced: when the next one of its period was
    approved. Those that stand are left out.
    """
    rows = sorted(reports, key=lambda row: (row.period_starts_on, row.approved_at or ALWAYS))
    when: dict[int, datetime.datetime] = {}
    for row, following in itertools.pairwise(rows):
        if row.period_starts_on == following.period_starts_on:
            when[row.pk] = following.approved_at or ALWAYS
    return when


def histories(
    milestones: Iterable[Milestone],
    reports: Mapping[int, list[ProgressUpdate]] | None = None,
) -> dict[int, History]:
    """Return all that is known of milestones, by key: three queries, and one more for the public
    reports of their commitments unless these are given.
    """
    rows = {milestone.pk: milestone for milestone in milestones}
    if reports is None:
        reports = public_reports({row.commitment_id for row in rows.values()})
    stated = _statements(rows, reports)
    taken_back: dict[int, list[TakenBack]] = defaultdict(list)
    for back in Reopening.objects.filter(milestone__in=rows).order_by("at", "pk"):
        taken_back[back.milestone_id].append(TakenBack(back.at, back.completed_on, back.progress))
    moves: dict[int, list[Moved]] = defaultdict(list)
    for milestone, at, from_on, to_on, corrected_at in (
        Reschedule.objects.filter(milestone__in=rows)
        .order_by("at", "pk")
        .values_list("milestone_id", "at", "from_on", "to_on", "correction__at")
    ):
        moves[milestone].append(Moved(at, from_on, to_on, corrected_at))
    return {
        pk: History(
            row.due_on,
            _loaded(row, stated[pk], taken_back[pk]),
            tuple(stated[pk]),
            tuple(taken_back[pk]),
            tuple(moves[pk]),
            is_cancelled=row.state == MilestoneState.CANCELLED,
            cancelled_at=row.cancelled_at,
        )
        for pk, row in rows.items()
    }


def _statements(
    milestones: Mapping[int, Milestone], reports: Mapping[int, list[ProgressUpdate]]
) -> dict[int, list[Statement]]:
    updates = {row.pk: row for rows in reports.values() for row in rows}
    when = {pk: at for rows in reports.values() for pk, at in replaced(rows).items()}
    stated: dict[int, list[Statement]] = defaultdict(list)
    for claim in MilestoneClaim.objects.filter(milestone__in=milestones, update_of__in=updates):
        update = updates[claim.update_of_id]
        stated[claim.milestone_id].append(
            Statement(
                update.period_ends_on,
                claim.completed_on or true_on(update),
                update.approved_at,
                claim.progress,
                claim.completed_on,
                when.get(update.pk),
            )
        )
    return stated


def _loaded(row: Milestone, stated: list[Statement], taken_back: list[TakenBack]) -> Loaded:
    """Return how a milestone stood before any report: as its row says while none speaks of it."""
    if stated:
        return Loaded()
    if taken_back:
        return Loaded(MilestoneState.COMPLETE, 100, taken_back[0].completed_on)
    if row.state == MilestoneState.CANCELLED:
        return Loaded(progress=row.progress)
    return Loaded(row.state, row.progress, row.completed_on)


def standings(milestones: Iterable[Milestone], at: Clocks) -> dict[int, Standing]:
    """Return how milestones stand by two clocks, by key: four queries."""
    return {pk: standing(history, at) for pk, history in histories(milestones).items()}


def why(cause: str, reason: str = "") -> str:
    """Return a cause of delay in words, with its reason where one was given."""
    label = str(DelayCause(cause).label)
    return f"{label}: {reason}" if reason else label


def why_late(commitments: Collection[Commitment], *, on: datetime.date) -> dict[int, str]:
    """Return why each of some late commitments is late, by its key, as who answers for it said: the
    cause and reason of the last move of its earliest late milestone's date, else the cause that its
    latest report gives: an older one does not speak of today. Nothing for one of which nothing was
    said. One query.
    """
    keys = [commitment.pk for commitment in commitments]
    moves = (
        Reschedule.objects.filter(
            definitions.counted_moves(),
            definitions.late_milestones("milestone__", on=on),
            milestone__commitment__in=keys,
        )
        .order_by("milestone__commitment", "milestone__due_on", "milestone__position", "-at")
        .distinct("milestone__commitment")
        .values_list("milestone__commitment", "cause", "reason")
    )
    told = (
        ProgressUpdate.objects.filter(commitment__in=keys, state=UpdateState.APPROVED)
        .order_by("commitment", "-period_ends_on", "-pk")
        .distinct("commitment")
        .values_list("commitment", "delay_cause", Value(""))
    )
    found = [row for row in told.union(moves, all=True) if row[1]]
    ranked = sorted(found, key=lambda row: bool(row[2]))  # what a move says stands
    return {key: why(cause, reason) for key, cause, reason in ranked}
