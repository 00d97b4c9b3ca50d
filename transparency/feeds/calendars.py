"""Milestones, stages, sessions and chances to take part as an iCalendar file (RFC 5545, published
as RFC 5546 says): moved ones with a higher sequence, cancelled ones said to be so.
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
from ogp_portal.foundation.dates import since, until
from transparency.feeds.queries import Opening, ReportDay, is_off

DAY = datetime.timedelta(days=1)
LAST_HOUR = datetime.timedelta(hours=1)
REFRESH = "PT6H"


def draw(
    title: str,
    *,
    milestones: Iterable[Milestone],
    stages: Iterable[Stage],
    sessions: Iterable[Session],
    openings: Iterable[Opening],
    beginnings: Iterable[Opening] = (),
    reports: Iterable[ReportDay] = (),
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
    for event in (
        *map(_milestone, milestones),
        *(_stage(stage, opens_on=stage.opens_on) for stage in stages if stage.opens_on),
        *map(ical.event, sessions),
        *(_deadline(row, closes_at=row.closes_at) for row in openings if row.closes_at),
        *(_beginning(row, opens_at=row.opens_at) for row in beginnings if row.opens_at),
        *map(_report, reports),
    ):
        calendar.add_component(event)
    return ical.written(calendar).encode()


def _report(day: ReportDay) -> Event:
    event = _begun(
        day,
        name=day.uid,
        summary=f"{day.title}: {day.plan.title}",
        address=reverse("report_list"),
        text="",
    )
    event.add("dtstart", day.on)
    event.add("dtend", day.on + DAY)
    event.add("categories", [_("Informe")])
    return event


def _event(
    row: Milestone | Stage,
    *,
    summary: str,
    first: datetime.date,
    last: datetime.date,
    address: str,
    text: str,
) -> Event:
    event = _begun(row, name=str(row.public_id), summary=summary, address=address, text=text)
    event.add("dtstart", first)
    event.add("dtend", last + DAY)  # the first day it is no longer
    return event


def _begun(
    row: Milestone | Stage | Opening | ReportDay,
    *,
    name: str,
    summary: str,
    address: str,
    text: str,
) -> Event:
    """Return an event with all but its dates: what it is called, what it is about, who
    publishes it.
    """
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", row.modified_at)
    event.add("last-modified", row.modified_at)
    event.add("sequence", _sequence(row))
    event.add("organizer", ical.organizer(settings.PORTAL_OWNER, settings.PORTAL_CONTACT))
    event.add("summary", summary)
    event.add("url", f"{settings.PORTAL_URL}{address}")
    event.add("transp", "TRANSPARENT")
    if text:
        event.add("description", text)
    return event


def _deadline(row: Opening, *, closes_at: datetime.datetime) -> Event:
    """Return the last hour in which one may take part: so that it stands on the last day, though
    the window closes with it.
    """
    address = reverse(row._meta.model_name or "", args=[row.slug])
    lines = [row.title, getattr(row, "state_reason", "")]
    if row.opens_at:
        times = {"from": since(row.opens_at), "until": until(closes_at)}
        lines.insert(1, _("Del %(from)s al %(until)s.") % times)
    event = _begun(
        row,
        name=f"{row._meta.model_name}-{row.slug}",
        summary=_("Último plazo para participar: %(title)s") % {"title": row.title},
        address=address,
        text="\n".join(line for line in lines if line),
    )
    begins_at = max(closes_at - LAST_HOUR, row.opens_at or closes_at - LAST_HOUR)
    event.add("dtstart", begins_at.astimezone(datetime.UTC))
    event.add("dtend", closes_at.astimezone(datetime.UTC))
    return _to_take_part(row, event)


def _beginning(row: Opening, *, opens_at: datetime.datetime) -> Event:
    """Return the first hour in which one may take part."""
    address = reverse(row._meta.model_name or "", args=[row.slug])
    event = _begun(
        row,
        name=f"{row._meta.model_name}-{row.slug}-opens",
        summary=_("Se abre: %(title)s") % {"title": row.title},
        address=address,
        text=row.title,
    )
    event.add("dtstart", opens_at.astimezone(datetime.UTC))
    event.add("dtend", (opens_at + LAST_HOUR).astimezone(datetime.UTC))
    return _to_take_part(row, event)


def _to_take_part(row: Opening, event: Event) -> Event:
    is_cancelled = getattr(row, "state", "") == "cancelled"
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("categories", [_("Para participar")])
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
    event.add("status", "CANCELLED" if is_off(row) else "CONFIRMED")
    event.add("categories", [_("Hito")])
    return event


def _sequence(row: Milestone | Stage | Opening | ReportDay) -> int:
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
