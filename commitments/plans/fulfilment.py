"""How progress becomes a percentage and a level (/como-medimos/). Values in, values out.

Progress of a commitment is the weighted mean of its milestones' progress, cancelled ones left out,
rounded half up to a whole percent; 100 only when every milestone is complete. Nothing is averaged
between the government's and others' word.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from commitments.plans.states import Level

SUBSTANTIAL_FROM = 50
ALL = 100


@dataclass(frozen=True)
class Part:
    """One milestone as the arithmetic sees it: progress in whole percent 0–100, positive weight,
    state.
    """

    progress: int
    weight: int
    state: str


@dataclass(frozen=True)
class Measure:
    """What is computed: percent (None without milestones that count), whether anything began,
    counts.
    """

    progress: int | None
    has_begun: bool
    counted: int
    complete: int

    @property
    def level(self) -> str:
        """Return the completion level, or "" where nothing can be computed."""
        return level_of(self.progress, has_begun=self.has_begun)


def measure(parts: Iterable[Part]) -> Measure:
    """Return the measure of a commitment from its milestones."""
    counted = [part for part in parts if part.state != "cancelled"]
    complete = sum(part.state == "complete" for part in counted)
    begun = any(part.state in {"in_progress", "complete"} or part.progress > 0 for part in counted)
    if not counted:
        return Measure(None, has_begun=False, counted=0, complete=0)
    weight = sum(part.weight for part in counted)
    total = sum(part.progress * part.weight for part in counted)
    percent = (2 * total + weight) // (2 * weight)  # half up, in whole numbers
    if complete < len(counted):
        percent = min(percent, ALL - 1)
    return Measure(percent, has_begun=begun, counted=len(counted), complete=complete)


def level_of(progress: int | None, *, has_begun: bool) -> str:
    """Return the level of a percentage: a commitment that has begun is never "not started", even at
    0 %.
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


def differs(published: int, registered: int) -> int:
    """Return registered minus published: what the portal shows beside a source's total; 0 means
    they agree.
    """
    return registered - published
