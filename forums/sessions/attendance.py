"""Who is represented in a session: the voting seats whose holder or alternate was there."""

from collections.abc import Iterable

from forums.bodies.models import Seat
from forums.sessions.models import Attendance, Session

ATTENDED = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)


def represented_seats(rows: Iterable[tuple[int, str, int | None]]) -> set[int]:
    """Return the voting seats (their keys) that the seats that were there represent.

    Each row is (key, kind, key of the seat it stands in for).
    """
    return {stands_in_for or key for key, kind, stands_in_for in rows if kind != Seat.Kind.OBSERVER}


def represented_count(session: Session) -> int:
    """Return how many voting seats are represented in a session, by its attendance."""
    rows = Attendance.objects.filter(session=session, status__in=ATTENDED).values_list(
        "seat_id", "seat__kind", "seat__stands_in_for_id"
    )
    return len(represented_seats(rows))
