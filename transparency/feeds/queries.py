"""What opens, closes, falls due and meets: the rows that both the calendar for people and the
calendar files show, whole or of a plan, a forum or an institution.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.organizations.models import Organization
from commitments.plans import definitions, reporting
from commitments.plans.models import Milestone, Plan, PlanMember
from commitments.plans.states import AFTER_FORCE, CommitmentState, MilestoneState
from forums.bodies.models import Forum
from forums.drafts.models import Consultation
from forums.process.models import Stage
from forums.proposals.models import Call
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from forums.surveys.models import Survey
from ogp_portal.foundation import dates
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.events.topics import EVERYBODY
from ogp_portal.foundation.sentences import Sentence
from transparency.feeds.calendar_month import Month
from transparency.reports.models import ComplianceReport

MOST_EVENTS = 2_000
MOST_OF_A_KIND = 200  # on the page of a month
REPORTS_BEFORE, REPORTS_AFTER = 24, 2  # months whose reports are told, from that of today
JUST_BEFORE = datetime.timedelta(microseconds=1)
Opening = Call | Consultation | Survey
LATE, DONE, OFF = "late", "done", "off"
LEFT = (CommitmentState.CLOSED, CommitmentState.WITHDRAWN)


@dataclass(frozen=True)
class Dates:
    """The rows whose dates a calendar shows; none of those that are not named. Of `reported` plans
    it tells when the report of a month comes.
    """

    milestones: QuerySet[Milestone] = field(default_factory=Milestone.objects.none)
    stages: QuerySet[Stage] = field(default_factory=Stage.objects.none)
    sessions: QuerySet[Session] = field(default_factory=Session.objects.none)
    calls: QuerySet[Call] = field(default_factory=Call.objects.none)
    consultations: QuerySet[Consultation] = field(default_factory=Consultation.objects.none)
    surveys: QuerySet[Survey] = field(default_factory=Survey.objects.none)
    reported: QuerySet[Plan] = field(default_factory=Plan.objects.none)

    @property
    def openings(self) -> Iterator[Opening]:
        """Return the chances to take part, those that close last first."""
        yield from self.calls.order_by("-closes_at", "pk")[:MOST_EVENTS]
        yield from self.consultations.order_by("-closes_at", "pk")[:MOST_EVENTS]
        surveys = self.surveys.exclude(closes_at=None)
        yield from surveys.order_by("-closes_at", "pk")[:MOST_EVENTS]


def everything() -> Dates:
    """Return all the dates that everybody may see. Those of historical plans are not told: they
    were never followed here.
    """
    return Dates(
        Milestone.objects.allowing("view", EVERYBODY).exclude(commitment__plan__is_historical=True),
        Stage.objects.allowing("view", EVERYBODY).exclude(opens_on=None),
        Session.objects.allowing("view", EVERYBODY).exclude(starts_at=None),
        Call.objects.allowing("view", EVERYBODY),
        Consultation.objects.allowing("view", EVERYBODY),
        Survey.objects.allowing("view", EVERYBODY),
        Plan.objects.allowing("view", EVERYBODY),
    )


def of_plan(chosen: Dates, plan: Plan) -> Dates:
    """Keep what is of a plan."""
    return Dates(
        chosen.milestones.filter(commitment__plan=plan),
        chosen.stages.filter(plan=plan),
        chosen.sessions.filter(Q(forum__plan=plan) | Q(stage__plan=plan)),
        chosen.calls.filter(plan=plan),
        chosen.consultations.filter(version__draft__plan=plan),
        chosen.surveys.filter(plan=plan),
        chosen.reported.filter(pk=plan.pk),
    )


def of_forum(chosen: Dates, forum: Forum) -> Dates:
    """Keep what a forum holds."""
    return Dates(
        sessions=chosen.sessions.filter(forum=forum),
        calls=chosen.calls.filter(forum=forum),
        surveys=chosen.surveys.filter(session__forum=forum),
    )


def of_institution(chosen: Dates, organization: Organization) -> Dates:
    """Keep what an institution answers for, the sessions and calls of the forums that it convenes,
    and the chances to take part in the plans that it leads, with their reports; of one that closed,
    also those of the institutions that go on with what it did.
    """
    these = Organization.objects.going_on_from(organization.slug).values("pk")
    led = Plan.objects.filter(
        places__organization__in=these, places__part=PlanMember.Part.LEAD
    ).values("pk")
    return Dates(
        chosen.milestones.filter(Q(commitment__responsible__in=these) | Q(responsible__in=these)),
        sessions=chosen.sessions.filter(
            Q(forum__convener__in=these) | Q(forum__plan__in=led) | Q(stage__plan__in=led)
        ),
        calls=chosen.calls.filter(Q(forum__convener__in=these) | Q(plan__in=led)),
        consultations=chosen.consultations.filter(version__draft__plan__in=led),
        surveys=chosen.surveys.filter(plan__in=led),
        reported=chosen.reported.filter(pk__in=led),
    )


# The parameters of a calendar: their headings, what they name, and what belongs to it.
PARTS: dict[str, tuple[Sentence, Any, Callable[[Dates, Any], Dates]]] = {
    "plan": (gettext_lazy("Plan"), Plan, of_plan),
    "foro": (gettext_lazy("Foro"), Forum, of_forum),
    "institucion": (gettext_lazy("Institución"), Organization, of_institution),
}


def asked(query: Mapping[str, str]) -> tuple[Dates, dict[str, tuple[str, Model]]]:
    """Return the dates that the parameters of an address keep, and what each of them names: its
    heading and the row. Raises BadParameter for what there is not.
    """
    chosen, named = everything(), {}
    for name, (heading, model, of_row) in PARTS.items():
        slug = query.get(name)
        if slug is None:
            continue
        row = model.objects.allowing("view", EVERYBODY).filter(slug=slug).first()
        if row is None:
            detail = _("No hay nada que se llame «%(value)s».") % {"value": slug[:60]}
            raise BadParameter(name, detail)
        chosen = of_row(chosen, row)
        named[name] = (str(heading), row)
    return chosen, named


@dataclass(frozen=True)
class ReportDay:
    """When the report of a month of a plan comes: the day it was issued, or the last day on which
    it is reported for, after which it is issued.
    """

    plan: Plan
    month: datetime.date
    on: datetime.date
    is_issued: bool
    modified_at: datetime.datetime

    @property
    def uid(self) -> str:
        """Return its name in a calendar."""
        return f"report-{self.plan.slug}-{self.month:%Y-%m}"

    @property
    def title(self) -> str:
        """Return what the day is, in words."""
        words = (
            _("Informe de cumplimiento de %(month)s")
            if self.is_issued
            else _("Último día para informar %(month)s; después sale el informe")
        )
        return words % {"month": date_format(self.month, "YEAR_MONTH_FORMAT")}


def report_days(plans: QuerySet[Plan]) -> list[ReportDay]:
    """Return when the reports of the months of about now come, of plans that owe them: one
    query.
    """
    today = timezone.localdate()
    closes_on = {
        month: reporting.closes(month, days=settings.REPORTING_DAYS).due_on
        for month in _months_of_reports(today)
    }
    issued = ComplianceReport.objects.filter(
        state="issued", snapshot__plan=OuterRef("pk"), snapshot__month__in=closes_on
    ).values(report=JSONObject(month="snapshot__month", at="issued_at"))
    found = []
    owing = plans.filter(definitions.under_way() | Q(state__in=AFTER_FORCE, is_historical=False))
    for plan in owing.annotate(issued=ArraySubquery(issued)).order_by("slug"):
        first_issued = _first_issued(vars(plan)["issued"])
        for month, last_day in closes_on.items():
            at = first_issued.get(month)
            if at is not None:
                on = timezone.localdate(at)
                found.append(ReportDay(plan, month, on, is_issued=True, modified_at=at))
            elif last_day >= today and _will_report(plan, month):
                at = plan.modified_at
                found.append(ReportDay(plan, month, last_day, is_issued=False, modified_at=at))
    return found


def _first_issued(reports: list[dict[str, str]]) -> dict[datetime.date, datetime.datetime]:
    """Return when the first edition of the report of each month was issued."""
    found: dict[datetime.date, datetime.datetime] = {}
    for report in reports:
        month = datetime.date.fromisoformat(report["month"])
        at = datetime.datetime.fromisoformat(report["at"])
        found[month] = min(at, found.get(month, at))
    return found


def _will_report(plan: Plan, month: datetime.date) -> bool:
    is_over = plan.ends_on is not None and plan.ends_on < month
    return definitions.is_under_way(plan.state, is_historical=plan.is_historical) and not is_over


def _months_of_reports(today: datetime.date) -> list[datetime.date]:
    month = Month(today.replace(day=1))
    for _number in range(REPORTS_BEFORE):
        month = month.previous
    months = []
    for _number in range(REPORTS_BEFORE + REPORTS_AFTER):
        months.append(month.first)
        month = month.next
    return months


def is_off(milestone: Milestone) -> bool:
    """Say whether nobody does a milestone any more: cancelled, or open in what was closed or
    withdrawn. Reads the commitment.
    """
    return milestone.state == MilestoneState.CANCELLED or (
        milestone.is_open and milestone.commitment.state in LEFT
    )


@dataclass(frozen=True)
class Entry:
    """Something in a calendar: its name in the calendar files, what it is, from which day to which
    (its instants where it has an hour), the path of its page and of its own calendar file ("" where
    it has none), and how it stands: "", late, done or off.
    """

    uid: str
    kind: str
    title: str
    of: str
    first: datetime.date
    last: datetime.date
    path: str
    file: str = ""
    hours: str = ""
    state: str = ""
    at: datetime.datetime | None = None

    @property
    def order(self) -> tuple[datetime.date, bool, str, str]:
        """Return what puts entries in order: the day, those of the whole day first, the hour."""
        return self.first, bool(self.at), self.at.isoformat() if self.at else "", self.title


def entries(chosen: Dates, month: Month) -> list[Entry]:
    """Return what stands in a month, in order: eight queries, at most MOST_OF_A_KIND of a kind.

    A session stands on the day it begins.
    """
    begins_at = dates.first_instant(month.first)
    ends_at = dates.first_instant(month.next.first)
    milestones = (
        chosen.milestones.select_related("commitment")
        .filter(due_on__range=(month.first, month.last))
        .order_by("due_on", "pk")
    )
    stages = (
        chosen.stages.select_related("plan")
        .filter(opens_on__lte=month.last)
        .filter(Q(closes_on__gte=month.first) | Q(closes_on=None, opens_on__gte=month.first))
        .order_by("opens_on", "pk")
    )
    sessions = (
        chosen.sessions.select_related("forum")
        .filter(starts_at__gte=begins_at, starts_at__lt=ends_at)
        .order_by("starts_at", "pk")
    )
    found = [
        *map(_milestone, milestones[:MOST_OF_A_KIND]),
        *map(_stage, stages[:MOST_OF_A_KIND]),
        *map(_session, sessions[:MOST_OF_A_KIND]),
    ]
    opens_or_closes = Q(opens_at__gte=begins_at, opens_at__lt=ends_at) | Q(
        closes_at__gt=begins_at, closes_at__lte=ends_at
    )
    for rows in (chosen.calls, chosen.consultations, chosen.surveys):
        for row in rows.filter(opens_or_closes).order_by("closes_at", "pk")[:MOST_OF_A_KIND]:
            found += _window(row)
    found += map(_report, report_days(chosen.reported))
    kept = [entry for entry in found if entry.first <= month.last and entry.last >= month.first]
    return sorted(kept, key=lambda entry: entry.order)


def _milestone(row: Milestone) -> Entry:
    state = ""
    if is_off(row):
        state = OFF
    elif row.state == MilestoneState.COMPLETE:
        state = DONE
    elif row.is_late(on=timezone.localdate()):
        state = LATE
    commitment = row.commitment
    return Entry(
        str(row.public_id),
        "milestone",
        row.title,
        commitment.title,
        row.due_on,
        row.due_on,
        f"{reverse('commitment', args=[commitment.slug])}#hito-{row.position}",
        reverse("commitment_calendar", args=[commitment.slug]),
        state=state,
    )


def _stage(row: Stage) -> Entry:
    opens_on = row.opens_on or datetime.date.min  # `everything` leaves those without a day out
    return Entry(
        str(row.public_id),
        "stage",
        row.name,
        row.plan.title,
        opens_on,
        row.closes_on or opens_on,
        reverse("plan_process", args=[row.plan.slug]),
        reverse("plan_calendar", args=[row.plan.slug]),
    )


def _session(row: Session) -> Entry:
    starts_at = row.starts_at or row.modified_at  # `everything` leaves those without an hour out
    on = timezone.localdate(starts_at)
    return Entry(
        row.slug,
        "session",
        row.title,
        str(row.forum),
        on,
        on,
        reverse("session", args=[row.slug]),
        reverse("session_calendar", args=[row.slug]),
        dates.course(starts_at, row.ends_at),
        OFF if row.state == SessionState.NOT_HELD else "",
        starts_at,
    )


def _window(row: Opening) -> list[Entry]:
    """Return when a chance to take part opens, and the last day on which it is open."""
    name = row._meta.model_name or ""
    path, file = reverse(name, args=[row.slug]), reverse(f"{name}_calendar", args=[row.slug])
    state = OFF if getattr(row, "state", "") == "cancelled" else ""
    found = []
    if row.opens_at:
        on = timezone.localdate(row.opens_at)
        uid = f"{name}-{row.slug}-opens"
        words = dates.moment(row.opens_at)
        found.append(
            Entry(uid, "opens", row.title, "", on, on, path, file, words, state, row.opens_at)
        )
    if row.closes_at:
        on = timezone.localdate(row.closes_at - JUST_BEFORE)
        words, uid = dates.until(row.closes_at), f"{name}-{row.slug}"
        found.append(
            Entry(uid, "closes", row.title, "", on, on, path, file, words, state, row.closes_at)
        )
    return found


def _report(day: ReportDay) -> Entry:
    path = reverse("report_list")
    return Entry(day.uid, "report", day.title, day.plan.title, day.on, day.on, path)
