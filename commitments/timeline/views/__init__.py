"""What is late; a plan as it was on a day; and progress month by month."""

from commitments.timeline.views.delays import delay_list
from commitments.timeline.views.months import (
    commitment_drawing,
    commitment_progress,
    plan_drawing,
    plan_on_day,
    plan_progress,
    plan_timeline,
    plan_timeline_drawing,
)

__all__ = [
    "commitment_drawing",
    "commitment_progress",
    "delay_list",
    "plan_drawing",
    "plan_on_day",
    "plan_progress",
    "plan_timeline",
    "plan_timeline_drawing",
]
