"""Letters sent by the calendar: before a session, and when a forum must meet soon."""

import datetime

from forums.bodies.models import Forum
from forums.sessions import emails, meetings
from forums.sessions.models import Session
from forums.sessions.states import SessionState

REMIND_BEFORE = datetime.timedelta(days=2)
WARN_BEFORE = datetime.timedelta(days=30)


def remind_seats(*, now: datetime.datetime) -> int:
    """Remind the seats of the sessions of the next two days, each once.

    Returns how many sessions there are.
    """
    sessions = Session.objects.filter(
        state=SessionState.CONVENED, starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE
    ).select_related("forum__plan")
    for session in sessions:
        emails.write_to_seats(
            session, template="session_reminder", key=f"reminder-{session.times_changed}"
        )
    return len(sessions)


def warn_quiet_forums(*, today: datetime.date) -> int:
    """Write to the secretariat of each forum that must meet within thirty days to keep its own
    pace, once for each date.

    Returns how many forums there are.
    """
    count = 0
    for forum in (
        Forum.objects.exclude(meets_every_months=None)
        .filter(ends_on=None)
        .select_related("convener")
    ):
        last_on = meetings.last_meeting_on(forum)
        due_on = meetings.next_meeting_due_on(forum, last_on=last_on)
        if due_on is None or due_on > today + WARN_BEFORE:
            continue
        count += 1
        emails.write_to_secretariat(forum, due_on=due_on, is_past=due_on < today)
    return count
