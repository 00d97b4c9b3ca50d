"""Calendars of milestones, stages, sessions and chances to take part: of the portal and of its
parts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from forums.bodies.models import Forum
from forums.drafts.models import Consultation
from forums.process.models import Stage
from forums.proposals.models import Call
from forums.sessions.models import Session
from forums.surveys.models import Survey
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.events.topics import EVERYBODY
from ogp_portal.foundation.sentences import Sentence
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


def _of_plan(dates: Dates, plan: Plan) -> Dates:
    return Dates(
        dates.milestones.filter(commitment__plan=plan),
        dates.stages.filter(plan=plan),
        dates.sessions.filter(Q(forum__plan=plan) | Q(stage__plan=plan)),
        dates.calls.filter(plan=plan),
        dates.consultations.filter(version__draft__plan=plan),
        dates.surveys.filter(plan=plan),
    )


def _of_forum(dates: Dates, forum: Forum) -> Dates:
    return Dates(
        sessions=dates.sessions.filter(forum=forum),
        calls=dates.calls.filter(forum=forum),
        surveys=dates.surveys.filter(session__forum=forum),
    )


def _of_institution(dates: Dates, organization: Organization) -> Dates:
    """Keep what an institution answers for, the sessions and calls of the forums that it convenes,
    and the chances to take part in the plans that it leads.
    """
    led = Plan.objects.filter(
        places__organization=organization, places__part=PlanMember.Part.LEAD
    ).values("pk")
    return Dates(
        dates.milestones.filter(
            Q(commitment__responsible=organization) | Q(responsible=organization)
        ),
        sessions=dates.sessions.filter(
            Q(forum__convener=organization) | Q(forum__plan__in=led) | Q(stage__plan__in=led)
        ),
        calls=dates.calls.filter(Q(forum__convener=organization) | Q(plan__in=led)),
        consultations=dates.consultations.filter(version__draft__plan__in=led),
        surveys=dates.surveys.filter(plan__in=led),
    )


# The parameters of the calendar of chances to take part: their headings, what they name, and what
# belongs to it.
PARTS: dict[str, tuple[Sentence, Any, Callable[[Dates, Any], Dates]]] = {
    "plan": (gettext_lazy("Plan"), Plan, _of_plan),
    "foro": (gettext_lazy("Foro"), Forum, _of_forum),
    "institucion": (gettext_lazy("Institución"), Organization, _of_institution),
}


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
    return _calendar(slug, plan.title, _of_plan(_everything(), plan))


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


@followed(reads=("plan", "foro", "institucion"))
def taking_part_calendar(request: HttpRequest) -> HttpResponse:
    """Give the sessions, and until when calls, consultations and surveys are open: all of them, or
    those of a plan, a forum or an institution. Raises BadParameter.
    """
    dates, named = _everything(), []
    for name, (heading, model, of_row) in PARTS.items():
        slug = request.GET.get(name)
        if slug is None:
            continue
        row = model.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
        if row is None:
            detail = _("No hay nada que se llame «%(value)s».") % {"value": slug[:60]}
            raise BadParameter(name, detail)
        dates = of_row(dates, row)
        named.append(f"{heading}: {row}")
    dates = replace(dates, milestones=Milestone.objects.none(), stages=Stage.objects.none())
    title = " · ".join((_("Para participar"), *named, settings.PORTAL_NAME))
    return _calendar("participa", title, dates)


@followed()
def institution_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the dates of what an institution answers for, convenes and leads."""
    organization = Organization.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if organization is None:
        raise Http404
    return _calendar(slug, organization.name, _of_institution(_everything(), organization))


@followed()
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the sessions of a forum, and until when its calls and the surveys of its sessions are
    open.
    """
    forum = Forum.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
    if forum is None:
        raise Http404
    return _calendar(slug, forum.name, _of_forum(_everything(), forum))


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
