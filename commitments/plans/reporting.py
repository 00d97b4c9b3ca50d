"""Which months a commitment owes a report for, and until when it is taken. Values in, values out.

A month is owed by a promise that ran the whole of it: published by its first day and neither closed
nor withdrawn by its last, in a plan that was in force all that time. Its report is taken until some
working days after the month's end; then the period of reporting closes.
"""

import datetime
from dataclasses import dataclass

from ogp_portal.foundation import workdays

A_DAY = datetime.timedelta(days=1)


def first_day(day: datetime.date) -> datetime.date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_day(month: datetime.date) -> datetime.date:
    """Return the last day of the month of `month`."""
    return (first_day(month) + datetime.timedelta(days=32)).replace(day=1) - A_DAY


def month_before(day: datetime.date) -> datetime.date:
    """Return the first day of the month before that of `day`."""
    return first_day(first_day(day) - A_DAY)


def month_after(day: datetime.date) -> datetime.date:
    """Return the first day of the month after that of `day`."""
    return last_day(day) + A_DAY


def closes(month: datetime.date, *, days: int) -> workdays.Deadline:
    """Return the last day on which the report of a month is taken in time, and how it was found."""
    return workdays.after(last_day(month), days)


def latest_closed(on: datetime.date, *, days: int) -> datetime.date:
    """Return the latest month whose period of reporting has closed before the day `on`."""
    month = month_before(on)
    while closes(month, days=days).due_on >= on:
        month = month_before(month)
    return month


@dataclass(frozen=True)
class Period:
    """From which day and until which a plan was said to be in force, before the day it was amended;
    None has no end.
    """

    amended_on: datetime.date
    in_force_from: datetime.date | None
    in_force_until: datetime.date | None


@dataclass(frozen=True)
class Running:
    """From which day and until which a promise runs, and its plan is in force; None has no end.

    `earlier` are the periods the plan had before it was amended, in order: what was due in a month
    is by the period that stood on its last day.
    """

    published_on: datetime.date | None
    ended_on: datetime.date | None
    in_force_from: datetime.date | None
    in_force_until: datetime.date | None
    earlier: tuple[Period, ...] = ()

    def owes(self, month: datetime.date) -> bool:
        """Say whether a report of the month is owed."""
        first, last = first_day(month), last_day(month)
        stood = next((period for period in self.earlier if period.amended_on > last), self)
        began = all(day is None or day <= first for day in (self.published_on, stood.in_force_from))
        return (
            began
            and (self.ended_on is None or self.ended_on > last)
            and (stood.in_force_until is None or stood.in_force_until >= last)
        )

    def owed(self, *, until: datetime.date) -> list[datetime.date]:
        """Return the months owed, the latest first, from the month of `until` back to the
        beginning: none where it is not known when it began.
        """
        begins = [self.in_force_from, *(period.in_force_from for period in self.earlier)]
        known = min((day for day in begins if day is not None), default=None)
        starts = [day for day in (self.published_on, known) if day is not None]
        months: list[datetime.date] = []
        month = first_day(until)
        while starts and month >= max(starts):
            if self.owes(month):
                months.append(month)
            month = month_before(month)
        return months
