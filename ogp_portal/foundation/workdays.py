"""Deadlines in working days of Chile: Monday to Friday without the legal holidays of the country
and the Metropolitan Region.

Saturdays do not count (Ley 19.880, art. 25, as commonly applied). The calendar is that of the
`holidays` library, which a new law updates.
"""

import datetime
import functools
from dataclasses import dataclass

import holidays

SATURDAY = 5


@dataclass(frozen=True)
class Deadline:
    """A date and how it was found: the working days counted and the holidays stepped over on the
    way.
    """

    due_on: datetime.date
    days: int
    skipped: tuple[tuple[datetime.date, str], ...]


@functools.lru_cache(maxsize=16)
def _holidays(year: int) -> dict[datetime.date, str]:
    return dict(holidays.country_holidays("CL", subdiv="RM", years=year, language="es"))


def holiday(day: datetime.date) -> str:
    """Return the name of the holiday that falls on `day`, or ""."""
    return _holidays(day.year).get(day, "")


def is_working(day: datetime.date) -> bool:
    """Say whether `day` counts."""
    return day.weekday() < SATURDAY and not holiday(day)


def after(start: datetime.date, days: int) -> Deadline:
    """Return the date `days` working days after `start`; the day itself does not count."""
    day = start
    left = days
    skipped = []
    while left > 0:
        day += datetime.timedelta(days=1)
        if is_working(day):
            left -= 1
        elif day.weekday() < SATURDAY:
            skipped.append((day, holiday(day)))
    return Deadline(day, days, tuple(skipped))


def between(start: datetime.date, end: datetime.date) -> int:
    """Return how many working days after `start` the day `end` is (0 on the same day or before)."""
    day, count = start, 0
    while day < end:
        day += datetime.timedelta(days=1)
        count += is_working(day)
    return count
