"""How late something is: against the current date and against the first date promised.

Values in, values out.
"""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Delay:
    """Days late (0 when on time), against the date now in force and against the first one; times
    moved.
    """

    against_due: int
    against_first: int
    times_moved: int

    @property
    def is_late(self) -> bool:
        """Say whether the date now in force has passed."""
        return self.against_due > 0


def delay(
    *,
    due_on: datetime.date | None,
    first_due_on: datetime.date | None,
    completed_on: datetime.date | None,
    is_owed: bool,
    on: datetime.date,
    times_moved: int = 0,
) -> Delay:
    """Return the delay of a milestone on the day `on`.

    A finished one counts to the day it was finished. The due day itself is on time; the first late
    day is the next one. One that nobody owes (cancelled, or of a commitment that is proposed,
    closed or withdrawn) is not late.
    """
    until = completed_on or (on if is_owed else None)
    return Delay(_days(due_on, until), _days(first_due_on, until), times_moved)


def _days(promised: datetime.date | None, until: datetime.date | None) -> int:
    if promised is None or until is None:
        return 0
    return max(0, (until - promised).days)
