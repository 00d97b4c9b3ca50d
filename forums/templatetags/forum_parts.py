"""Pieces of pages that forums give: the calendar of co-creation, what is open today, where a
commitment comes from, small drawings.
"""

import datetime
from collections.abc import Iterable

from django import template
from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Plan
from forums.bodies.balance import Balance
from forums.bodies.models import Forum, Seat
from forums.drafts import queries as drafts
from forums.drafts.models import Consultation
from forums.drafts.states import BEING_ANSWERED
from forums.participation import queries
from forums.process.models import Stage
from forums.proposals.models import Proposal
from forums.proposals.queries import Answer
from forums.proposals.states import UNDER_REVIEW, ProposalState
from forums.sessions import queries as sessions
from forums.sessions.models import Agreement, Session
from forums.sessions.states import BallotState, MinutesState, SessionState
from forums.surveys.models import Survey
from forums.surveys.states import TextReading
from ogp_portal.foundation.documents import text
from ogp_portal.foundation.events.topics import EVERYBODY
from ogp_portal.foundation.permissions.rights import Person

register = template.Library()
BAR = 300
MOST = 20


@register.inclusion_tag("forums/process/_stages.html")
def stages_of(plan: Plan) -> dict[str, object]:
    """Show the stages of a plan's co-creation: one query."""
    return {
        "plan": plan,
        "stages": list(
            Stage.objects.filter(plan=plan).select_related("source").order_by("position")
        ),
    }


@register.inclusion_tag("forums/participation/_stages_today.html")
def stages_today(plan: Plan) -> dict[str, object]:
    """Show where the making of a plan stands: one query."""
    return queries.stages_today(plan)


@register.inclusion_tag("forums/bodies/_of_institution.html")
def forums_of(organization: Organization) -> dict[str, object]:
    """Show the forums that an institution convenes, and those where somebody sits for it: two
    queries.
    """
    today = timezone.localdate()
    sits = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), organization=organization)
    return {
        "convened": list(Forum.objects.filter(convener=organization).order_by("name")),
        "seated": list(Forum.objects.filter(pk__in=sits.values("forum_id")).order_by("name")),
    }


@register.inclusion_tag("forums/participation/_open_today.html")
def open_today(user: Person) -> dict[str, object]:
    """Show what anybody can do today: four queries."""
    return queries.open_today(user)


@register.inclusion_tag("forums/drafts/_path.html")
def path_to(commitment: Commitment, user: Person) -> dict[str, object]:
    """Show the proposals a commitment comes from and how its text was written: one query."""
    return drafts.path_to(commitment, user=user)


@register.inclusion_tag("forums/participation/_work.html")
def forum_work(user: Person) -> dict[str, object]:
    """Show what waits for a seat or a secretariat: five queries."""
    sessions = (
        Session.objects.allowing("enter", user)
        .filter(
            Q(state=SessionState.CONVENED)
            | Q(state=SessionState.HELD, minutes__isnull=True)
            | Q(minutes__state__in=(MinutesState.DRAFT, MinutesState.CIRCULATED))
        )
        .select_related("forum")
        .annotate(open_ballots=Count("ballots", filter=Q(ballots__state=BallotState.OPEN)))
    )
    appealed = Q(state=ProposalState.NOT_ADMITTED) & ~Q(appeal="")
    proposals = Proposal.objects.allowing("moderate", user).filter(
        Q(state__in=UNDER_REVIEW) | appealed
    )
    unread = Q(questions__answers__reading=TextReading.WAITING) & ~Q(questions__answers__text="")
    surveys = (
        Survey.objects.allowing("read_answers", user)
        .annotate(waiting=Count("questions__answers", filter=unread))
        .filter(waiting__gt=0)
    )
    consultations = Consultation.objects.allowing("respond", user).filter(state__in=BEING_ANSWERED)
    agreements = (
        Agreement.objects.allowing("run", user)
        .overdue(on=timezone.localdate())
        .select_related("session")
    )
    return {
        "sessions": list(sessions.order_by("starts_at")[:MOST]),
        "proposals": proposals.count(),
        "surveys": list(surveys.order_by("closes_at")[:MOST]),
        "consultations": list(consultations.order_by("closes_at")[:MOST]),
        "agreements": list(agreements.order_by("due_on")[:MOST]),
    }


@register.inclusion_tag("forums/participation/_balance.html")
def balance_bar(balance: Balance) -> dict[str, object]:
    """Draw the balance of voting seats."""
    width = BAR * balance.government // balance.voting if balance.voting else 0
    return {"balance": balance, "width": width, "rest": BAR - width if balance.voting else 0}


@register.inclusion_tag("forums/participation/_counts.html")
def count_table(title: str, rows: list[tuple[str, int]]) -> dict[str, object]:
    """Show counts as a table with bars."""
    most = max((n for _label, n in rows), default=0)
    return {
        "title": title,
        "rows": [(label, n, BAR * n // most if most else 0) for label, n in rows],
    }


@register.inclusion_tag("forums/participation/_funnel.html")
def funnel(published: list[tuple[str, int, str]]) -> dict[str, object]:
    """Draw the totals that a source publishes, one under the other, each in the middle."""
    most = max(value for _label, value, _source in published)
    widths = [(label, value, max(2, BAR * value // most)) for label, value, _source in published]
    return {"rows": [(label, value, (BAR - width) // 2, width) for label, value, width in widths]}


@register.inclusion_tag("components/select_field.html")
def filter_select(answer: Answer, name: str, label: str) -> dict[str, object]:
    """Show one filter of the list of proposals."""
    return {
        "name": name,
        "label": label,
        "choices": answer.choices[name],
        "chosen": answer.question.chosen.get(name, ""),
        "any": _("todas"),
        "is_capitalized": True,
    }


@register.filter
def seats_with_kind(seats: Iterable[Seat]) -> str:
    """Return seats with what each is: "Ana (titular); Luis (suplente)"."""
    return "; ".join(f"{seat} ({seat.get_kind_display()})" for seat in seats)


@register.filter
def holidays(skipped: Iterable[tuple[datetime.date, str]]) -> str:
    """Return the days that a clock left out: "18 de septiembre (Independencia), …"."""
    return ", ".join(f"{date_format(day, 'MONTH_DAY_FORMAT')} ({name})" for day, name in skipped)


@register.simple_tag
def schema_of_session(session: Session) -> SafeString:
    """Return a session as a schema.org Event."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "url": f"{settings.PORTAL_URL}{reverse('session', args=[session.slug])}",
        "organizer": {"@type": "GovernmentOrganization", "name": session.forum.convener.name},
    }
    if session.starts_at:
        data["startDate"] = session.starts_at.isoformat()
    if session.ends_at:
        data["endDate"] = session.ends_at.isoformat()
    if session.place:
        data["location"] = {"@type": "Place", "name": session.place}
    return text.json_for_page(data)


@register.inclusion_tag("forums/sessions/_overdue.html")
def overdue_agreements(today: datetime.date) -> dict[str, object]:
    """Show the agreements that everybody sees pending after their date: two queries."""
    rows = Agreement.objects.allowing("view", EVERYBODY).overdue(on=today)
    return {"agreements": sessions.agreements_of(rows), "today": today}
