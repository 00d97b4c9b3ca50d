"""The state of a plan on a day, as known at an instant, and its rows as published of a past day."""

from commitments.timeline.queries.drawings import progress_chart
from commitments.timeline.queries.months import (
    Month,
    Progress,
    commitment_months,
    plan_months,
)
from commitments.timeline.queries.past import (
    PlanThen,
    StepThen,
    commitments_of_plan,
    milestones_of_plan,
    plans_with_figures,
)
from commitments.timeline.queries.silence import silent_about
from commitments.timeline.queries.standing import (
    CommitmentThen,
    MilestoneThen,
    PlanAsOf,
    commitment_state,
    commitments_then,
    figures,
    plan_as_of,
    plan_commitments,
    plan_state,
    read_plan,
    runnings,
    stand,
)

__all__ = [
    "CommitmentThen",
    "MilestoneThen",
    "Month",
    "PlanAsOf",
    "PlanThen",
    "Progress",
    "StepThen",
    "commitment_months",
    "commitment_state",
    "commitments_of_plan",
    "commitments_then",
    "figures",
    "milestones_of_plan",
    "plan_as_of",
    "plan_commitments",
    "plan_months",
    "plan_state",
    "plans_with_figures",
    "progress_chart",
    "read_plan",
    "runnings",
    "silent_about",
    "stand",
]
