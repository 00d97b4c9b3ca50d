"""The rows of plans, commitments and milestones of a past day, as they are published."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from commitments.plans.models import Plan
from commitments.progress import queries as progress
from commitments.timeline.queries import standing
from commitments.timeline.queries.standing import CommitmentThen, MilestoneThen


@dataclass(frozen=True)
class PlanThen:
    """A plan as it stood a day, with its figures."""

    row: Plan
    state: str
    figures: dict[str, int]


@dataclass(frozen=True)
class StepThen:
    """A milestone with the commitment it is of."""

    of: CommitmentThen
    part: MilestoneThen


def plans_with_figures(
    chosen: dict[str, str], on: datetime.date, known_at: datetime.datetime
) -> list[PlanThen]:
    """Return the public plans, or the one that is named, with their figures: a bounded number of
    queries, whatever the number of plans.
    """
    at = progress.clocks(on, known_at)
    plans = Plan.objects.allowing("view", AnonymousUser()).order_by("slug")
    if "plan" in chosen:
        plans = plans.filter(slug=chosen["plan"])
    records = standing.read(standing.rows_of(plans), plans)
    rows: dict[int, list[CommitmentThen]] = defaultdict(list)
    for then in standing.stand(records, at):
        rows[then.row.plan_id].append(then)
    return [
        PlanThen(plan, standing.plan_state(plan, at), standing.figures(rows[plan.pk]))
        for plan in standing.plans_as_they_stood(plans, records.changes, at)
    ]


def commitments_of_plan(
    chosen: dict[str, str], on: datetime.date, known_at: datetime.datetime
) -> list[CommitmentThen]:
    """Return the commitments of a plan as they stood."""
    at = progress.clocks(on, known_at)
    return [
        then
        for plan in Plan.objects.allowing("view", AnonymousUser()).filter(slug=chosen["plan"])
        for then in standing.plan_commitments(plan, at)
    ]


def milestones_of_plan(
    chosen: dict[str, str], on: datetime.date, known_at: datetime.datetime
) -> list[StepThen]:
    """Return the milestones of a plan as they stood."""
    return [
        StepThen(then, part)
        for then in commitments_of_plan(chosen, on, known_at)
        for part in then.milestones
    ]
