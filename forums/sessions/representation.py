"""Who is represented in a session, and until when a forum must meet again."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from forums.bodies.models import Forum, Seat
from forums.sessions.models import Attendance, Session
from forums.sessions.states import SessionState

THERE = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)


def represented(rows: Iterable[tuple[int, str, int | None]]) -> set[int]:
    """Return the voting seats represented by the seats that were there, given as (number, kind,
    number of the seat it stands in for).
    """
    return {
        stands_in_for or number
        for number, kind, stands_in_for in rows
        if kind != Seat.Kind.OBSERVER
    }


def count(session: Session) -> int:
    """Return how many voting seats are represented by attendance."""
    rows = Attendance.objects.filter(session=session, status__in=THERE).values_list(
        "seat_id", "seat__kind", "seat__stands_in_for_id"
    )
    return len(represented(rows))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day `months` later, or the last day of that month where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    return datetime.date(year, month + 1, 28)


def last_met(forum: Any) -> datetime.date | None:
    """Return the day of the last session held, if any has a date."""
    at = (
        getattr(forum, "last_session_at", None)
        or Session.objects.filter(forum=forum, state=SessionState.HELD).aggregate(
            last=Max("starts_at")
        )["last"]
    )
    return timezone.localdate(at) if at else None


def must_meet_by(forum: Forum) -> datetime.date | None:
    """Return the date by which a forum must meet again by its own pace;

    None while it has none or never met on a known date.
    """
    last = last_met(forum)
    return add_months(last, forum.meets_every_months) if last and forum.meets_every_months else None
