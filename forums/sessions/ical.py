"""A session as an iCalendar event (RFC 5545): the same in the invitation, on the session's page and
in the portal's calendars.
"""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from forums.sessions.states import SessionState

USUAL_LENGTH = datetime.timedelta(hours=2)


def event(session: Any, *, with_link: bool = False) -> Event:
    """Return the event of a session with a date; the remote link only for those who take part."""
    found = Event()
    found.add("uid", f"{session.slug}@{urlsplit(settings.PORTAL_URL).hostname}")
    found.add("dtstamp", session.modified_at)
    found.add("last-modified", session.modified_at)
    found.add("summary", f"{session.forum}: {session.title}")
    found.add("dtstart", session.starts_at.astimezone(datetime.UTC))
    found.add(
        "dtend", (session.ends_at or session.starts_at + USUAL_LENGTH).astimezone(datetime.UTC)
    )
    found.add("location", session.place)
    found.add("sequence", session.times_changed + (session.state == SessionState.NOT_HELD))
    found.add("status", "CANCELLED" if session.state == SessionState.NOT_HELD else "CONFIRMED")
    found.add("url", f"{settings.PORTAL_URL}{reverse('session', args=[session.slug])}")
    found.add("categories", [_("Sesión")])
    lines = [session.purpose, session.state_reason, session.remote_url if with_link else ""]
    if text := "\n".join(line for line in lines if line):
        found.add("description", text)
    return found


def calendar(session: Any, *, with_link: bool = False) -> str:
    """Return the calendar file of one session."""
    whole = Calendar()
    whole.add("prodid", f"-//{settings.PORTAL_NAME}//ES")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add_component(event(session, with_link=with_link))
    body: bytes = whole.to_ical()
    return body.decode()
