"""Calendars of milestones, stages and sessions: of the portal and of its parts."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan
from forums.bodies.models import Forum
from forums.process.models import Stage
from forums.sessions.models import Session
from ogp_portal.foundation.events.topics import EVERYBODY
from ogp_portal.foundation.permissions.decorators import public
from transparency.feeds import calendars

MOST_EVENTS = 2_000


@dataclass(frozen=True)
class Dates:
    """The rows whose dates a calendar shows; none of those that are not named."""

    milestones: QuerySet[Milestone] = field(default_factory=Milestone.objects.none)
    stages: QuerySet[Stage] = field(default_factory=Stage.objects.none)
    sessions: QuerySet[Session] = field(default_factory=Session.objects.none)


def _everything() -> Dates:
    """Return all the dates that everybody may see."""
    return Dates(
        Milestone.objects.allowing("view", EVERYBODY),
        Stage.objects.allowing("view", EVERYBODY),
        Session.objects.allowing("view", EVERYBODY),
    )


def _calendar(name: str, title: str, dates: Dates) -> HttpResponse:
    body = calendars.draw(
        title,
        milestones=dates.milestones.select_related("commitment__plan")
        .exclude(commitment__plan__is_historical=True)
        .order_by("-due_on", "pk")[:MOST_EVENTS],
        stages=dates.stages.exclude(opens_on=None)
        .select_related("plan")
        .order_by("opens_on", "pk")[:MOST_EVENTS],
        sessions=dates.sessions.exclude(starts_at=None)
        .select_related("forum")
        .order_by("-starts_at", "pk")[:MOST_EVENTS],
    )
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@public(cache=300)
def portal_calendar(request: HttpRequest) -> HttpResponse:
    """Give the dates of every plan."""
    return _calendar("calendario", settings.PORTAL_NAME, _everything())


@public(cache=300)
def plan_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a plan."""
    plan = Plan.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if plan is None:
        raise Http404
    dates = _everything()
    own = Dates(
        dates.milestones.filter(commitment__plan=plan),
        dates.stages.filter(plan=plan),
        dates.sessions.filter(Q(forum__plan=plan) | Q(stage__plan=plan)),
    )
    return _calendar(slug, plan.title, own)


@public(cache=300)
def commitment_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a commitment."""
    commitment = (
        Commitment.objects.allowing("view", EVERYBODY).filter(slug=slug).defer("search").first()
    )
    if commitment is None:
        raise Http404
    milestones = _everything().milestones.filter(commitment=commitment)
    return _calendar(slug, commitment.title, Dates(milestones=milestones))


@public(cache=300)
def institution_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of what an institution answers for."""
    organization = Organization.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if organization is None:
        raise Http404
    milestones = _everything().milestones
    own = milestones.filter(commitment__responsible=organization) | milestones.filter(
        responsible=organization
    )
    return _calendar(slug, organization.name, Dates(milestones=own))


@public(cache=300)
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sessions of a forum."""
    forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if forum is None:
        raise Http404
    sessions = _everything().sessions.filter(forum=forum)
    return _calendar(slug, forum.name, Dates(sessions=sessions))
