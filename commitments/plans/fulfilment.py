"""How progress becomes a percentage and a level (/como-medimos/). Values in, values out.

Progress of a commitment is the weighted mean of its milestones' progress, cancelled ones left out,
rounded half up to a whole percent; 100 only when every milestone is complete. Nothing is averaged
between the government's and others' word. What the database computes by itself (the column of the
level, the sums shown by the API) is written here too, beside its twin in Python.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, Q, Sum, Value, When

from commitments.plans.definitions import (
    is_counted_milestone,
    is_promised,
    is_running,
    is_withdrawn,
)
from commitments.plans.states import BEGUN_MILESTONES, Level, MilestoneState

SUBSTANTIAL_FROM = 50
ALL = 100
FORMULA = (
    "round_half_up(sum(weight × progress) / sum(weight)); cancelled milestones left out; at most "
    "99 until every milestone is complete"
)


@dataclass(frozen=True)
class Part:
    """One milestone as the arithmetic sees it.

    Progress in whole percent 0–100, positive weight, state.
    """

    progress: int
    weight: int
    state: str


@dataclass(frozen=True)
class Measure:
    """What is computed of a commitment.

    The percentage (None without milestones that count), whether anything began, how many count and
    how many of them are complete; `weighted_sum` and `weight_sum` are what the percentage is made
    of.
    """

    progress: int | None
    has_begun: bool
    counted: int
    complete: int
    weighted_sum: int = 0
    weight_sum: int = 0

    @property
    def level(self) -> str:
        """Return the completion level, or "" where nothing can be computed."""
        return level_of(self.progress, has_begun=self.has_begun)


def measure(parts: Iterable[Part]) -> Measure:
    """Return the measure of a commitment from its milestones."""
    counted = [part for part in parts if is_counted_milestone(part.state)]
    complete = sum(part.state == MilestoneState.COMPLETE for part in counted)
    has_begun = any(part.state in BEGUN_MILESTONES or part.progress > 0 for part in counted)
    if not counted:
        return Measure(None, has_begun=False, counted=0, complete=0)
    weight = sum(part.weight for part in counted)
    total = sum(part.progress * part.weight for part in counted)
    percent = (2 * total + weight) // (2 * weight)  # half up, in whole numbers
    if complete < len(counted):
        percent = min(percent, ALL - 1)
    return Measure(
        percent,
        has_begun=has_begun,
        counted=len(counted),
        complete=complete,
        weighted_sum=total,
        weight_sum=weight,
    )


def sums_expressions() -> dict[str, Sum]:
    """Return `weighted_sum` and `weight_sum` in SQL, to aggregate over milestones that count."""
    return {"weighted_sum": Sum(F("weight") * F("progress")), "weight_sum": Sum("weight")}


def level_of(progress: int | None, *, has_begun: bool) -> str:
    """Return the level of a percentage, "" of none.

    A commitment that has begun is never "not started", even at 0 %.
    """
    if progress is None:
        return ""
    if progress >= ALL:
        return Level.COMPLETE
    if progress >= SUBSTANTIAL_FROM:
        return Level.SUBSTANTIAL
    if progress > 0 or has_begun:
        return Level.LIMITED
    return Level.NOT_STARTED


def level_expression() -> Case:
    """Return `level_of` in SQL, over the columns `computed_progress` and `has_begun`."""
    return Case(
        When(computed_progress=None, then=Value("")),
        When(computed_progress__gte=ALL, then=Value(Level.COMPLETE.value)),
        When(computed_progress__gte=SUBSTANTIAL_FROM, then=Value(Level.SUBSTANTIAL.value)),
        When(Q(computed_progress__gt=0) | Q(has_begun=True), then=Value(Level.LIMITED.value)),
        default=Value(Level.NOT_STARTED.value),
    )


def verdict(
    state: str,
    *,
    milestones: int,
    claimed_level: str,
    computed_level: str,
    has_begun: bool,
    is_late: bool,
) -> str:
    """Return in a word how far a commitment is: "proposed", "withdrawn", "declared" (its government
    alone says it), "unmeasured", "complete", "late", "unfulfilled" (closed before), "advancing" or
    "not_begun". What the milestones give goes before what is claimed.
    """
    if is_withdrawn(state):
        return "withdrawn"
    if not is_promised(state):
        return "proposed"
    if not milestones:
        return "declared" if claimed_level else "unmeasured"
    if computed_level == Level.COMPLETE:
        return "complete"
    if not is_running(state):
        return "unfulfilled"
    if is_late:
        return "late"
    return "advancing" if has_begun else "not_begun"


def differs(published: int, registered: int) -> int:
    """Return registered minus published, as the portal shows it beside a source's total."""
    return registered - published
