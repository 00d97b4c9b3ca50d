"""Calendars of milestones, stages, sessions and chances to take part: of the portal and of its
parts.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan
from forums.bodies.models import Forum
from forums.process.models import Stage
from ogp_portal.foundation.events.topics import EVERYBODY
from transparency.feeds import calendars, queries
from transparency.feeds.queries import (
    MOST_EVENTS,
    PARTS,
    Dates,
    everything,
    of_forum,
    of_institution,
    of_plan,
)
from transparency.feeds.views.asking import followed
from transparency.feeds.views.lists import COMMITMENTS


def _calendar(name: str, title: str, dates: Dates, *, is_whole: bool = False) -> HttpResponse:
    """Return a calendar file; a whole one tells when things open, and when reports come, too."""
    openings = list(dates.openings)
    body = calendars.draw(
        title,
        milestones=dates.milestones.select_related("commitment__plan").order_by("-due_on", "pk")[
            :MOST_EVENTS
        ],
        stages=dates.stages.select_related("plan").order_by("opens_on", "pk")[:MOST_EVENTS],
        sessions=dates.sessions.select_related("forum").order_by("-starts_at", "pk")[:MOST_EVENTS],
        openings=openings,
        beginnings=openings if is_whole else (),
        reports=queries.report_days(dates.reported) if is_whole else (),
    )
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@followed(reads=tuple(PARTS))
def portal_calendar(request: HttpRequest) -> HttpResponse:
    """Give what the page of the calendar shows, of every month: all of it, or of a plan, a forum or
    an institution. Raises BadParameter.
    """
    dates, named = queries.asked(request.GET.dict())
    title = " · ".join((*_words(named), settings.PORTAL_NAME))
    return _calendar("calendario", title, dates, is_whole=True)


def _words(named: Mapping[str, tuple[str, Model]]) -> list[str]:
    return [f"{heading}: {row}" for heading, row in named.values()]


@followed()
def plan_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a plan."""
    plan = Plan.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if plan is None:
        raise Http404
    return _calendar(slug, plan.title, of_plan(everything(), plan))


@followed()
def commitment_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a commitment."""
    commitment = (
        Commitment.objects.allowing("view", EVERYBODY).filter(slug=slug).defer("search").first()
    )
    if commitment is None:
        raise Http404
    milestones = everything().milestones.filter(commitment=commitment)
    return _calendar(slug, commitment.title, Dates(milestones=milestones))


@followed(reads=COMMITMENTS.reads)
def commitments_calendar(request: HttpRequest) -> HttpResponse:
    """Give the dates of the commitments that the filters of their list keep. Raises
    BadParameter.
    """
    asked = COMMITMENTS.find({name: str(value) for name, value in request.GET.items()})
    milestones = everything().milestones.filter(commitment__in=asked.rows.order_by().values("pk"))
    title = " · ".join((COMMITMENTS.titled(asked), settings.PORTAL_NAME))
    return _calendar("compromisos", title, Dates(milestones=milestones))


@followed(reads=tuple(PARTS))
def taking_part_calendar(request: HttpRequest) -> HttpResponse:
    """Give the sessions, and until when calls, consultations and surveys are open: all of them, or
    those of a plan, a forum or an institution. Raises BadParameter.
    """
    dates, named = queries.asked(request.GET.dict())
    dates = replace(dates, milestones=Milestone.objects.none(), stages=Stage.objects.none())
    title = " · ".join((_("Para participar"), *_words(named), settings.PORTAL_NAME))
    return _calendar("participa", title, dates)


@followed()
def institution_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of what an institution answers for, convenes and leads."""
    organization = Organization.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if organization is None:
        raise Http404
    return _calendar(slug, organization.name, of_institution(everything(), organization))


@followed()
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sessions of a forum, and until when its calls and the surveys of its sessions are
    open.
    """
    forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if forum is None:
        raise Http404
    return _calendar(slug, forum.name, of_forum(everything(), forum))


@followed()
def call_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give until when a call receives proposals."""
    return _opening("calls", slug)


@followed()
def consultation_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give until when a consultation takes comments."""
    return _opening("consultations", slug)


@followed()
def survey_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give until when a survey is answered."""
    return _opening("surveys", slug)


def _opening(name: str, slug: str) -> HttpResponse:
    """Return the calendar of a chance to take part; 404 where there is none, or no deadline."""
    rows = getattr(everything(), name).filter(slug=slug).exclude(closes_at=None)
    row = rows.first()
    if row is None:
        raise Http404
    return _calendar(slug, row.title, Dates(**{name: rows}))
