"""The card of a thing, read from the data as anybody reads: bounded queries.

There is no clock in it but `late`, which turns when a date passes.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from commitments.plans.states import Level
from forums.sessions.models import Attendance, Session
from transparency.budgets.models import BudgetPeriod, Finding, Side
from transparency.budgets.queries.sheets import read_sheet
from transparency.infographics.cards import LEVELS, Card, Kind, Layout
from transparency.reports import queries as reports
from transparency.reports import snapshot
from transparency.reports.models import ComplianceReport

EVERYBODY = AnonymousUser()
MONTH = re.compile(r"(?P<plan>.+)-(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")
MOST_BARS = 5  # of a sheet


def find_card(kind: str, slug: str, *, on: datetime.date) -> Card | None:
    """Return the card of a thing as anybody may see it today, None where there is none."""
    if kind == Kind.COMMITMENT:
        commitment = commitment_rows().filter(slug=slug).first()
        return commitment_card(commitment, on=on) if commitment else None
    if kind == Kind.PLAN:
        plans = Plan.objects.allowing("view", EVERYBODY).select_related("source")
        plan = plans.filter(slug=slug).first()
        return plan_card(plan, on=on) if plan else None
    if kind == Kind.SESSION:
        sessions = Session.objects.allowing("view", EVERYBODY)
        session = sessions.select_related("forum__convener", "source").filter(slug=slug).first()
        return session_card(session) if session else None
    if kind == Kind.SHEET:
        periods = BudgetPeriod.objects.allowing("view", EVERYBODY).select_related(
            "program__organization", "program__source", "source"
        )
        period = periods.filter(slug=slug).first()
        return sheet_card(period) if period else None
    report = _report(slug)
    return month_card(report) if report else None


def _report(slug: str) -> ComplianceReport | None:
    """Return the latest edition of the report that "plan-2026-10" names."""
    named = MONTH.fullmatch(slug)
    if named is None:
        return None
    month = datetime.date(int(named["year"]), int(named["month"]), 1)
    editions = reports.issued().filter(snapshot__plan__slug=named["plan"], snapshot__month=month)
    return editions.order_by("-snapshot__edition").first()


def commitment_rows() -> QuerySet[Commitment]:
    """Return the public commitments with all that their cards ask for: two queries for many."""
    return (
        Commitment.objects.allowing("view", EVERYBODY)
        .select_related("plan", "responsible", "axis", "source")
        .prefetch_related(
            Prefetch(
                "milestones",
                Milestone.objects.filter(definitions.counted_milestones()).order_by("position"),
            )
        )
        .defer("search", "problem", "relevance", "ambition", "additional_information")
    )


def commitment_card(row: Commitment, *, on: datetime.date) -> Card:
    """Return the card of a commitment on the day `on`."""
    layout = _layout(row, on=on)
    has_reason = layout in {Layout.WITHDRAWN, Layout.UNFULFILLED}
    return Card(
        kind=Kind.COMMITMENT.value,
        slug=row.slug,
        path=f"/compromisos/{row.slug}/",
        layout=layout,
        title=row.title,
        sentence=row.sentence,
        context=row.plan.title + (f" · {row.axis.name}" if row.axis else ""),
        owner=str(row.responsible.name) if row.responsible else "",
        done=row.complete_count,
        total=row.milestone_count,
        progress=row.computed_progress,
        level=row.computed_level,
        claimed=row.claimed_level,
        steps=tuple(
            (
                milestone.title,
                Layout.LATE if milestone.is_late(on=on) else milestone.state,
                str(milestone.completed_on or milestone.due_on),
            )
            for milestone in row.milestones.all()
        ),
        late_since=str(row.open_due_on) if layout == Layout.LATE and row.open_due_on else "",
        day=str(row.open_due_on or ""),
        moved=row.times_moved,
        reason=row.state_reason if has_reason else "",
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
    )


def _layout(row: Commitment, *, on: datetime.date) -> Layout:
    """Return the state that a commitment's card shows: the same card for all of them."""
    if definitions.is_withdrawn(row.state):
        return Layout.WITHDRAWN
    if not definitions.is_promised(row.state):
        return Layout.PROPOSED
    if row.plan.is_historical:
        return Layout.TOLD
    if definitions.is_complete(row.state, computed_level=row.computed_level):
        return Layout.COMPLETE
    if definitions.is_unfulfilled(row.state, computed_level=row.computed_level):
        return Layout.UNFULFILLED
    if row.is_late(on=on):
        return Layout.LATE
    return Layout.UNDER_WAY if row.has_begun else Layout.PROMISED


@dataclass(frozen=True)
class _Count:
    """How many commitments of a plan are in a state and at a level, and what holds of them."""

    state: str
    is_proposed: bool
    computed_level: str
    claimed_level: str
    n: int
    late: int
    moved: int


def plan_card(row: Plan, *, on: datetime.date) -> Card:
    """Return the card of a plan: how many of its commitments are at each level. Two queries."""
    return plan_cards([row], on=on)[0]


def plan_cards(rows: Sequence[Plan], *, on: datetime.date) -> list[Card]:
    """Return the cards of several plans: two queries, whatever their number."""
    counts = _counts(rows, on=on)
    members = _members(rows)
    return [_plan_card(row, counts[row.pk], members[row.pk]) for row in rows]


def _counts(rows: Sequence[Plan], *, on: datetime.date) -> dict[int, list[_Count]]:
    """Return how many commitments of each plan there are, by state and level: one query."""
    counted = (
        Commitment.objects.allowing("view", EVERYBODY)
        .filter(plan__in=rows)
        .order_by()
        .values("plan_id", "state", "is_proposed", "computed_level", "claimed_level")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=definitions.late(on=on)),
            moved=Sum("times_moved", default=0),
        )
    )
    by_plan: dict[int, list[_Count]] = {row.pk: [] for row in rows}
    for count in counted:
        plan = count.pop("plan_id")
        by_plan[plan].append(_Count(**count))
    return by_plan


def _members(rows: Sequence[Plan]) -> dict[int, list[str]]:
    """Return the names of who promises together in each plan: one query."""
    members = (
        PlanMember.objects.filter(plan__in=rows)
        .exclude(part=PlanMember.Part.MONITOR)
        .select_related("organization")
        .order_by("part", "pk")
    )
    names: dict[int, list[str]] = {row.pk: [] for row in rows}
    for member in members:
        names[member.plan_id].append(member.organization.short_name or member.organization.name)
    return names


def _plan_card(row: Plan, counts: list[_Count], members: list[str]) -> Card:
    levels: Counter[str] = Counter()
    for count in counts:
        if definitions.is_promised(count.state):
            level = count.claimed_level if row.is_historical else count.computed_level
            levels[level] += count.n
    proposed = sum(
        count.n
        for count in counts
        if definitions.is_proposal(count.state, is_proposed=count.is_proposed)
    )
    return Card(
        kind=Kind.PLAN.value,
        slug=row.slug,
        path=f"/planes/{row.slug}/",
        layout=Layout.TOLD if row.is_historical else row.state,
        title=row.title,
        sentence=row.summary,
        owner=" · ".join(members),
        done=levels[Level.COMPLETE],
        total=sum(levels.values()),
        levels=tuple(levels[level] for level in LEVELS),
        figures=(proposed, sum(count.late for count in counts)),
        moved=sum(count.moved for count in counts),
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
    )


def month_card(report: ComplianceReport) -> Card:
    """Return the card of a month of a plan, from its frozen snapshot alone: no query."""
    facts = snapshot.parse(report.snapshot.body)
    totals = facts["totals"]
    last_day = timezone.localdate(report.snapshot.cut_off_at) - datetime.timedelta(days=1)
    return Card(
        kind=Kind.MONTH.value,
        slug=f"{report.snapshot.plan.slug}-{facts['month']}",
        path="/informes/",
        layout=Layout.LATE if totals["milestones_late"] else Layout.ISSUED,
        title=facts["plan"]["title"],
        day=f"{facts['month']}-01",
        done=totals["milestones_complete"],
        total=totals["milestones"],
        levels=tuple(
            totals[f"computed_{level}"] if level else totals["without_milestones"]
            for level in LEVELS
        ),
        figures=(
            totals["finished_this_month"],
            totals["milestones_late"],
            totals["moved_this_month"],
            totals["not_reported"],
            totals["registered"],
        ),
        owner=" · ".join(
            member["name"]
            for member in facts["plan"]["members"]
            if member["part"] != PlanMember.Part.MONITOR
        ),
        cut_off_on=str(last_day),
    )


def session_card(row: Session) -> Card:
    """Return the card of a session of a forum: three queries."""
    present = (Attendance.Status.PRESENT, Attendance.Status.REMOTE)
    seats = row.attendances.filter(status__in=present).count()
    return Card(
        kind=Kind.SESSION.value,
        slug=row.slug,
        path=f"/sesiones/{row.slug}/",
        layout=row.state,
        title=row.title,
        sentence=row.purpose,
        context=row.forum.name,
        owner=row.forum.convener.name,
        day=_days(row),
        figures=(seats, row.agreements.count()),
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
        reason=row.state_reason,
    )


def _days(row: Session) -> str:
    """Return the day of a session, or its first and last as an interval (ISO 8601)."""
    instants = (row.starts_at, row.ends_at) if row.starts_at else ()
    days = [str(timezone.localdate(at)) for at in instants if at]
    return "/".join(dict.fromkeys(days))


def sheet_card(period: BudgetPeriod) -> Card:
    """Return the card of a budget sheet: what its page shows, four queries."""
    sheet = read_sheet(period)
    largest = sorted(sheet.rows, key=lambda row: -row.accrued)[:MOST_BARS]
    is_grave = any(finding.severity == Finding.Severity.HIGH for finding in sheet.findings)
    return Card(
        kind=Kind.SHEET.value,
        slug=period.slug,
        path=f"/fichas/{period.slug}/",
        layout=Layout.LATE if is_grave else Layout.ISSUED,
        title=str(period.program.name),
        context=period.program.sheet_title,
        owner=str(period.program.organization.name),
        figures=(period.accrued_clp, period.current_clp, len(sheet.findings)),
        steps=tuple((row.label, str(row.current), str(row.accrued)) for row in largest),
        day=f"{period.year}-{period.month:02}-01" if period.month else "",
        done=period.year,
        source=str(period.source or period.file_name),
        cut_off_on=str(timezone.localdate(period.imported_at)),
        progress=1 if period.side == Side.INCOME else 0,
    )
