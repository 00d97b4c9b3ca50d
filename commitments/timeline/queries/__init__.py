"""The state of a plan on a day, as known at an instant, and its rows as published of a past day."""

from commitments.timeline.queries.delays import (
    Stood,
    changed_at,
    latest_today,
    stood_today,
)
from commitments.timeline.queries.drawings import progress_chart
from commitments.timeline.queries.explained import (
    Explained,
    delays_page,
    explained,
    named,
)
from commitments.timeline.queries.lines import Line, Step, plan_lines, timeline_chart
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
    "Explained",
    "Line",
    "MilestoneThen",
    "Month",
    "PlanAsOf",
    "PlanThen",
    "Progress",
    "Step",
    "StepThen",
    "Stood",
    "changed_at",
    "commitment_months",
    "commitment_state",
    "commitments_of_plan",
    "commitments_then",
    "delays_page",
    "explained",
    "figures",
    "latest_today",
    "milestones_of_plan",
    "named",
    "plan_as_of",
    "plan_commitments",
    "plan_lines",
    "plan_months",
    "plan_state",
    "plans_with_figures",
    "progress_chart",
    "read_plan",
    "runnings",
    "silent_about",
    "stand",
    "stood_today",
    "timeline_chart",
]
