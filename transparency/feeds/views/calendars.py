"""Calendars of milestones, stages, sessions and chances to take part: of the portal and of its
parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan
from forums.bodies.models import Forum
from forums.drafts.models import Consultation
from forums.process.models import Stage
from forums.proposals.models import Call
from forums.sessions.models import Session
from forums.surveys.models import Survey
from ogp_portal.foundation.events.topics import EVERYBODY
from transparency.feeds import calendars
from transparency.feeds.views.asking import followed
from transparency.feeds.views.lists import COMMITMENTS

MOST_EVENTS = 2_000


@dataclass(frozen=True)
class Dates:
    """The rows whose dates a calendar shows; none of those that are not named."""

    milestones: QuerySet[Milestone] = field(default_factory=Milestone.objects.none)
    stages: QuerySet[Stage] = field(default_factory=Stage.objects.none)
    sessions: QuerySet[Session] = field(default_factory=Session.objects.none)
    calls: QuerySet[Call] = field(default_factory=Call.objects.none)
    consultations: QuerySet[Consultation] = field(default_factory=Consultation.objects.none)
    surveys: QuerySet[Survey] = field(default_factory=Survey.objects.none)

    @property
    def openings(self) -> Iterator[calendars.Opening]:
        """Return the chances to take part, those that close last first."""
        yield from self.calls.order_by("-closes_at", "pk")[:MOST_EVENTS]
        yield from self.consultations.order_by("-closes_at", "pk")[:MOST_EVENTS]
        surveys = self.surveys.exclude(closes_at=None)
        yield from surveys.order_by("-closes_at", "pk")[:MOST_EVENTS]


def _everything() -> Dates:
    """Return all the dates that everybody may see."""
    return Dates(
        Milestone.objects.allowing("view", EVERYBODY),
        Stage.objects.allowing("view", EVERYBODY),
        Session.objects.allowing("view", EVERYBODY),
        Call.objects.allowing("view", EVERYBODY),
        Consultation.objects.allowing("view", EVERYBODY),
        Survey.objects.allowing("view", EVERYBODY),
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
        openings=dates.openings,
    )
    disposition = f'attachment; filename="{name}.ics"'
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@followed()
def portal_calendar(request: HttpRequest) -> HttpResponse:
    """Give the dates of every plan."""
    return _calendar("calendario", settings.PORTAL_NAME, _everything())


@followed()
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
        dates.calls.filter(plan=plan),
        dates.consultations.filter(version__draft__plan=plan),
        dates.surveys.filter(plan=plan),
    )
    return _calendar(slug, plan.title, own)


@followed()
def commitment_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of a commitment."""
    commitment = (
        Commitment.objects.allowing("view", EVERYBODY).filter(slug=slug).defer("search").first()
    )
    if commitment is None:
        raise Http404
    milestones = _everything().milestones.filter(commitment=commitment)
    return _calendar(slug, commitment.title, Dates(milestones=milestones))


@followed(reads=COMMITMENTS.reads)
def commitments_calendar(request: HttpRequest) -> HttpResponse:
    """Give the dates of the commitments that the filters of their list keep. Raises
    BadParameter.
    """
    asked = COMMITMENTS.find({name: str(value) for name, value in request.GET.items()})
    milestones = _everything().milestones.filter(commitment__in=asked.rows.order_by().values("pk"))
    title = " · ".join((COMMITMENTS.titled(asked), settings.PORTAL_NAME))
    return _calendar("compromisos", title, Dates(milestones=milestones))


@followed()
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


@followed()
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sessions of a forum, and until when its calls receive."""
    forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if forum is None:
        raise Http404
    dates = _everything()
    own = Dates(sessions=dates.sessions.filter(forum=forum), calls=dates.calls.filter(forum=forum))
    return _calendar(slug, forum.name, own)


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
    rows = getattr(_everything(), name).filter(slug=slug).exclude(closes_at=None)
    row = rows.first()
    if row is None:
        raise Http404
    return _calendar(slug, row.title, Dates(**{name: rows}))
