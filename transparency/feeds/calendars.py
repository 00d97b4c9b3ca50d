"""Milestones, stages and sessions as an iCalendar file (RFC 5545): whole days, moved ones with a
higher sequence, cancelled ones said to be so.
"""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from commitments.plans.models import Milestone
from forums.process.models import Stage
from forums.sessions import ical
from forums.sessions.models import Session

DAY = datetime.timedelta(days=1)
REFRESH = "PT6H"


def draw(
    title: str,
    *,
    milestones: Iterable[Milestone],
    stages: Iterable[Stage],
    sessions: Iterable[Session],
) -> bytes:
    """Return the calendar called `title`."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PORTAL_NAME}//ES")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("name", title)
    calendar.add("x-published-ttl", REFRESH)
    for milestone in milestones:
        calendar.add_component(_milestone(milestone))
    for stage in stages:
        if stage.opens_on:
            calendar.add_component(_stage(stage, opens_on=stage.opens_on))
    for session in sessions:
        calendar.add_component(ical.event(session))
    return ical.written(calendar).encode()


def _event(
    row: Milestone | Stage,
    *,
    summary: str,
    first: datetime.date,
    last: datetime.date,
    address: str,
    text: str,
) -> Event:
    event = Event()
    event.add("uid", f"{row.public_id}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", row.modified_at)
    event.add("last-modified", row.modified_at)
    event.add("summary", summary)
    event.add("dtstart", first)
    event.add("dtend", last + DAY)  # the first day it is no longer
    event.add("url", f"{settings.PORTAL_URL}{address}")
    event.add("transp", "TRANSPARENT")
    if text:
        event.add("description", text)
    return event


def _milestone(row: Milestone) -> Event:
    lines = [row.commitment.title, row.deliverable, row.get_state_display()]
    if row.first_due_on != row.due_on:
        lines.append(_("Primer plazo prometido: %(date)s") % {"date": row.first_due_on.isoformat()})
    event = _event(
        row,
        summary=row.title,
        first=row.due_on,
        last=row.due_on,
        address=f"{reverse('commitment', args=[row.commitment.slug])}#hitos",
        text="\n".join(line for line in [*lines, row.state_reason] if line),
    )
    event.add("sequence", _sequence(row))
    event.add("status", "CANCELLED" if row.state == "cancelled" else "CONFIRMED")
    event.add("categories", [_("Hito")])
    return event


def _sequence(row: Milestone) -> int:
    """Return a number that grows with every change of the row, so that a reader replaces what it
    had: seconds of the last change, counted from late 2023.
    """
    return max(0, int(row.modified_at.timestamp()) - 1_700_000_000)


def _stage(row: Stage, *, opens_on: datetime.date) -> Event:
    text = "\n".join(line for line in (row.plan.title, row.description, row.date_note) if line)
    last = row.closes_on or opens_on
    event = _event(
        row,
        summary=row.name,
        first=opens_on,
        last=last,
        address=reverse("plan", args=[row.plan.slug]),
        text=text,
    )
    event.add("categories", [_("Etapa de cocreación")])
    return event
