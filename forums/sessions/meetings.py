"""When a forum last met, and by when it must meet again to keep its own pace."""

import datetime

from django.db.models import Max
from django.utils import timezone

from forums.bodies.models import Forum
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from ogp_portal.foundation import dates


def last_meeting_on(forum: Forum) -> datetime.date | None:
    """Return the local day of the last session held, None when none has a date.

    A row annotated with `last_session_at` costs no query.
    """
    held_at = getattr(forum, "last_session_at", None) or _last_session_at(forum)
    return timezone.localdate(held_at) if held_at else None


def next_meeting_due_on(forum: Forum) -> datetime.date | None:
    """Return the day by which a forum must meet again; None while it states no pace or never met on
    a known date.
    """
    last = last_meeting_on(forum)
    if last is None or not forum.meets_every_months:
        return None
    return dates.add_months(last, forum.meets_every_months)


def _last_session_at(forum: Forum) -> datetime.datetime | None:
    held = Session.objects.filter(forum=forum, state=SessionState.HELD)
    last: datetime.datetime | None = held.aggregate(last=Max("starts_at"))["last"]
    return last
