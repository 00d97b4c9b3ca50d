"""When a forum last met, and by when it must meet again to keep its own pace."""

import datetime

from django.db.models import Max
from django.utils import timezone

from forums.bodies.models import Forum
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from ogp_portal.foundation import dates


def last_meeting_on(forum: Forum) -> datetime.date | None:
    """Return the local day of the last session held, None when none has a date (one query)."""
    sessions = Session.objects.filter(forum=forum, state=SessionState.HELD)
    last: datetime.datetime | None = sessions.aggregate(last=Max("starts_at"))["last"]
    return timezone.localdate(last) if last else None


def next_meeting_due_on(forum: Forum, *, last_on: datetime.date | None) -> datetime.date | None:
    """Return the day by which a forum that last met on `last_on` must meet again.

    None while it states no pace, or never met on a known date.
    """
    if last_on is None or not forum.meets_every_months:
        return None
    return dates.add_months(last_on, forum.meets_every_months)
