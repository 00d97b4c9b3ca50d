"""A month as a calendar shows it: its weeks from Monday to Sunday, the months beside it, and on
which of its days things stand. Values in, values out.
"""

import calendar
import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

A_DAY = datetime.timedelta(days=1)
A_WEEK = 7
FARTHEST = 120  # months from today that a calendar goes
ThingT = TypeVar("ThingT")


@dataclass(frozen=True)
class Month:
    """A month, by its first day."""

    first: datetime.date

    @classmethod
    def read(cls, text: str, *, today: datetime.date) -> "Month":
        """Return the month that is written as 2026-11; that of today for what is none, or is
        further away than FARTHEST.
        """
        year, _dash, number = text.partition("-")
        this = cls(today.replace(day=1))
        is_written = (
            len(year) == len("2026")
            and len(number) == len("11")
            and f"{year}{number}".isascii()
            and f"{year}{number}".isdecimal()
        )
        if not is_written or not datetime.MINYEAR < int(year) < datetime.MAXYEAR:
            return this
        if not 1 <= int(number) <= len(calendar.month_abbr) - 1:
            return this
        month = cls(datetime.date(int(year), int(number), 1))
        return month if abs(month - this) <= FARTHEST else this

    def __sub__(self, other: "Month") -> int:
        """Return how many months after another it is."""
        return (self.first.year - other.first.year) * 12 + self.first.month - other.first.month

    @property
    def last(self) -> datetime.date:
        """Return its last day."""
        return self.next.first - A_DAY

    @property
    def next(self) -> "Month":
        """Return the month after it."""
        return Month((self.first + datetime.timedelta(days=32)).replace(day=1))

    @property
    def previous(self) -> "Month":
        """Return the month before it."""
        return Month((self.first - A_DAY).replace(day=1))

    @property
    def code(self) -> str:
        """Return it as it is written in addresses."""
        return f"{self.first:%Y-%m}"

    @property
    def days(self) -> list[datetime.date]:
        """Return its days."""
        return [self.first + place * A_DAY for place in range(self.last.day)]

    @property
    def weeks(self) -> list[list[datetime.date | None]]:
        """Return its weeks, from Monday; None for the days of another month."""
        days: list[datetime.date | None] = [
            *[None] * self.first.weekday(),
            *self.days,
            *[None] * (A_WEEK - 1 - self.last.weekday()),
        ]
        return [days[place : place + A_WEEK] for place in range(0, len(days), A_WEEK)]


def by_day(
    things: Iterable[ThingT],
    month: Month,
    span: Callable[[ThingT], tuple[datetime.date, datetime.date]],
) -> dict[datetime.date, Sequence[ThingT]]:
    """Return on which days of a month things stand, in the order they come: each on its first day
    in the month, however long it lasts (`span` gives its first and its last day); days without any
    are left out, and so is what is not of the month.
    """
    found: dict[datetime.date, list[ThingT]] = defaultdict(list)
    for thing in things:
        first, last = span(thing)
        if first <= month.last and last >= month.first:
            found[max(first, month.first)].append(thing)
    return {day: found[day] for day in sorted(found)}
