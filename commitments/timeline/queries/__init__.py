"""The state of a plan on a day, as known at an instant, and its rows as published of a past day."""

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
    commitment_state,
    commitments_then,
    figures,
    plan_commitments,
    plan_state,
    running,
)

__all__ = [
    "CommitmentThen",
    "MilestoneThen",
    "PlanThen",
    "StepThen",
    "commitment_state",
    "commitments_of_plan",
    "commitments_then",
    "figures",
    "milestones_of_plan",
    "plan_commitments",
    "plan_state",
    "plans_with_figures",
    "running",
    "silent_about",
]
