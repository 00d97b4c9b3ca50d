"""The front page: the plan under way in words, what is late and why, what one can do today, what
the plans before promised, what people changed last.
"""

import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember, PublishedTotal
from commitments.plans.states import PlanState
from commitments.progress import queries as progress
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import JournalEntry
from transparency.reports.models import ComplianceReport

FEW = 6
SOON = datetime.timedelta(days=30)
Counts = PublishedTotal.Counts
FIRST = (PlanState.IN_FORCE, PlanState.SUBMITTED, PlanState.CO_CREATION)  # the plan that leads


@public(cache=60)
def front(request: HttpRequest) -> HttpResponse:
    """Show the portal at a glance."""
    today = timezone.localdate()
    user = request.user
    under_way = _under_way(user, on=today)
    lead = under_way[0] if under_way else None
    context = {
        "lead": lead,
        "under_way": under_way,
        "glance": {name: getattr(lead, name, 0) for name in definitions.counts(on=today)},
        "late": _late(lead, user, on=today),
        "due": _due(user, on=today),
        "featured": _featured(lead, user),
        "before": _before(user, on=today),
        "changes": JournalEntry.objects.filter(journal.by_people(), is_public=True).order_by(
            "-at", "-id"
        )[:FEW],
        "today": today,
    }
    return render(request, "home.html", context)


def _under_way(user: Person, *, on: datetime.date) -> list[Plan]:
    """Return the plans being made or carried out, in their precedence, with what each counts on a
    day, who makes it, the total of commitments its source states and the month of its last report.
    """
    makers = PlanMember.objects.filter(plan=OuterRef("pk")).exclude(part=PlanMember.Part.MONITOR)
    reports = ComplianceReport.objects.filter(snapshot__plan=OuterRef("pk"), state="issued")
    plans = list(
        Plan.objects.allowing("view", user)
        .under_way()
        .annotate(
            stated=_stated(Counts.COMMITMENTS),
            makers=ArraySubquery(
                makers.order_by("part", "pk").values_list("organization__name", flat=True)
            ),
            reported=Subquery(reports.order_by("-snapshot__month").values("snapshot__month")[:1]),
            **definitions.counts("commitments__", on=on),
        )
        .order_by("-starts_on", "pk")
    )
    return sorted(plans, key=_precedence)


def _precedence(plan: Plan) -> int:
    """Return which plan leads, the smallest first: one of which nothing is registered says nothing
    yet, and goes last.
    """
    is_told = getattr(plan, "registered", 0)
    return FIRST.index(plan.state) if is_told else len(FIRST)


def _late(plan: Plan | None, user: Person, *, on: datetime.date) -> list[tuple[Commitment, str]]:
    """Return the commitments of a plan that are late, the longest first, each with why as was said
    ("" where nothing was).
    """
    if plan is None or not getattr(plan, "late", 0):
        return []
    rows = list(
        Commitment.objects.allowing("view", user)
        .filter(definitions.late(on=on), plan=plan)
        .defer("search")
        .order_by("open_due_on", "pk")[:FEW]
    )
    why = progress.why_late(rows, on=on)
    return [(row, why.get(row.pk, "")) for row in rows]


def _stated(counts: str) -> Subquery:
    """Return the total that the first source of a plan states of it as a whole."""
    totals = PublishedTotal.objects.filter(plan=OuterRef("pk"), axis=None, counts=counts)
    return Subquery(totals.order_by("pk").values("value")[:1])


def _stated_by_axis(counts: str) -> Subquery:
    """Return the sum of the totals that a source states of each axis of a plan."""
    totals = PublishedTotal.objects.filter(
        plan=OuterRef("pk"), axis__isnull=False, counts=counts
    ).order_by()
    return Subquery(totals.values("plan").annotate(sum=Sum("value")).values("sum"))


def _before(user: Person, *, on: datetime.date) -> list[Plan]:
    """Return the plans that are over, the latest first: what is registered of each, and what its
    sources state of it, as a whole and by axis, which may differ.
    """
    return list(
        Plan.objects.allowing("view", user)
        .exclude(definitions.under_way())
        .annotate(
            stated=Coalesce(_stated(Counts.COMMITMENTS), _stated_by_axis(Counts.COMMITMENTS)),
            stated_complete=_stated(Counts.COMPLETE),
            complete_by_axis=_stated_by_axis(Counts.COMPLETE),
            promised=definitions.counts("commitments__", on=on)["promised"],
        )
        .annotate(has_other_sum=~Q(stated_complete=F("complete_by_axis")))
        .order_by(F("ends_on").desc(nulls_last=True), "-starts_on", "pk")[:FEW]
    )


def _featured(plan: Plan | None, user: Person) -> list[Commitment]:
    """Return a few commitments of the plan that leads: those with the nearest dates first."""
    return list(
        Commitment.objects.allowing("view", user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .filter(definitions.registered(), plan=plan)
        .order_by("open_due_on", "number", "pk")[:FEW]
    )


def _due(user: Person, *, on: datetime.date) -> list[Milestone]:
    """Return the open milestones that fall due within thirty days: what is late has its place."""
    return list(
        Milestone.objects.allowing("view", user)
        .filter(definitions.owed_milestones(), due_on__gte=on, due_on__lte=on + SOON)
        .select_related("commitment")
        .order_by("due_on", "pk")[:FEW]
    )
