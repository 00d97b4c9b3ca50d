"""A session as an iCalendar event (RFC 5545): the same in the invitation, on the session's page and
in the portal's calendars.

To a seat it is an invitation to a meeting (RFC 5546): asked for with REQUEST, again with a higher
sequence when it changes, and taken back with CANCEL. Its only attendee is whoever the letter goes
to, so nobody learns another's address. Elsewhere it is published.
"""

import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from forums.sessions.models import Session
from forums.sessions.states import SessionState
from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.runtime import example

USUAL_LENGTH = datetime.timedelta(hours=2)


def event(session: Session, *, with_link: bool = False) -> Event:
    """Return the event of a session; its remote link only `with_link`, for those who take part.

    Raises ValueError for a session without a date.
    """
    if session.starts_at is None:
        raise ValueError(session.slug)
    ends_at = session.ends_at or session.starts_at + USUAL_LENGTH
    is_called_off = session.state == SessionState.NOT_HELD
    vevent = Event()
    vevent.add("uid", f"{session.slug}@{urlsplit(settings.PORTAL_URL).hostname}")
    vevent.add("dtstamp", session.modified_at)
    vevent.add("last-modified", session.modified_at)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    vevent.add("organizer", organizer(str(session.forum), sender))
    vevent.add("summary", f"{session.forum}: {session.title}")
    vevent.add("dtstart", session.starts_at.astimezone(datetime.UTC))
    vevent.add("dtend", ends_at.astimezone(datetime.UTC))
    vevent.add("location", session.place)
    vevent.add("sequence", session.times_changed + is_called_off)
    vevent.add("status", "CANCELLED" if is_called_off else "CONFIRMED")
    vevent.add("url", f"{settings.PORTAL_URL}{reverse('session', args=[session.slug])}")
    vevent.add("categories", [_("Sesión")])
    lines = [session.purpose, session.state_reason, session.remote_url if with_link else ""]
    if text := "\n".join(line for line in lines if line):
        vevent.add("description", text)
    return vevent


def calendar(session: Session) -> str:
    """Return the calendar file of one session, as everybody may have it."""
    return _one(event(session), method="PUBLISH")


def invitation(session: Session, *, to: str) -> str:
    """Return the invitation of an address to a session, or that there is none any more. Nobody
    reads what a calendar would answer: who comes is written down at the session.
    """
    vevent = event(session, with_link=True)
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    vevent.add("attendee", attendee)
    is_called_off = session.state == SessionState.NOT_HELD
    return _one(vevent, method="CANCEL" if is_called_off else "REQUEST")


def organizer(name: str, address: str) -> vCalAddress:
    """Return who organizes an event."""
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(name)
    return found


def _one(vevent: Event, *, method: str) -> str:
    ics = Calendar()
    ics.add("prodid", f"-//{settings.PORTAL_NAME}//ES")
    ics.add("version", "2.0")
    ics.add("calscale", "GREGORIAN")
    ics.add("method", method)
    ics.add_component(vevent)
    return written(ics)


def written(calendar: Calendar) -> str:
    """Return a calendar as its file, without the control characters that no reader takes; one of
    the example says what it is.
    """
    if settings.IS_EXAMPLE:
        calendar.add("x-wr-caldesc", example.NOTICE)
        calendar.add("description", example.NOTICE)
    body: bytes = calendar.to_ical()
    return printable(body.decode())
