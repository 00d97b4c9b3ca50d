"""The front page: the plan under way, progress at a glance, what is due, what is open, the latest
changes.
"""

import datetime

from django.db.models import OuterRef, Prefetch, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember, PublishedTotal
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import JournalEntry
from transparency.reports.models import ComplianceReport

FEW = 6
SOON = datetime.timedelta(days=30)


@public(cache=60)
def front(request: HttpRequest) -> HttpResponse:
    """Show the portal at a glance."""
    today = timezone.localdate()
    user = request.user
    under_way = _under_way(user, on=today)
    axes = _axes(user)
    context = {
        "under_way": under_way,
        "glance": {
            name: sum(getattr(plan, name) for plan in under_way)
            for name in definitions.counts(on=today)
        },
        "stated_alone": sum(
            getattr(plan, "stated", None) or 0
            for plan in under_way
            if not getattr(plan, "registered", 0)
        ),
        "measured": axes[0].plan if axes else None,
        "axes": axes,
        "complete": sum(getattr(axis, "complete", None) or 0 for axis in axes),
        "promised": sum(getattr(axis, "promised", None) or 0 for axis in axes),
        "featured": _featured(user),
        "due": _due(user, on=today),
        "changes": JournalEntry.objects.filter(is_public=True)
        .exclude(act__in=journal.loading_acts())
        .order_by("-at", "-id")[:FEW],
        "report": ComplianceReport.objects.filter(state="issued")
        .select_related("snapshot__plan")
        .order_by("-snapshot__month", "-issued_at")
        .first(),
        "today": today,
    }
    return render(request, "home.html", context)


def _under_way(user: Person, *, on: datetime.date) -> list[Plan]:
    """Return the plans being made or carried out, with what each counts on a day and the total of
    commitments its source states.
    """
    stated = (
        PublishedTotal.objects.filter(
            plan=OuterRef("pk"), axis=None, counts=PublishedTotal.Counts.COMMITMENTS
        )
        .order_by("pk")
        .values("value")[:1]
    )
    places = PlanMember.objects.select_related("organization").order_by("part", "pk")
    return list(
        Plan.objects.allowing("view", user)
        .under_way()
        .annotate(stated=Subquery(stated), **definitions.counts("commitments__", on=on))
        .prefetch_related(Prefetch("places", places))
        .order_by("state", "-starts_on")
    )


def _axes(user: Person) -> list[Axis]:
    """Return the axes of the latest plan of which a source states totals by axis, with those of
    each: one query.
    """
    measured = Plan.objects.allowing("view", user).filter(axes__published_totals__isnull=False)
    latest = measured.order_by("-ends_on", "-pk").values("pk")[:1]
    of_axis, total = "published_totals__value", PublishedTotal.Counts
    return list(
        Axis.objects.filter(plan=Subquery(latest))
        .select_related("plan")
        .annotate(
            complete=Sum(of_axis, filter=Q(published_totals__counts=total.COMPLETE)),
            promised=Sum(of_axis, filter=Q(published_totals__counts=total.COMMITMENTS)),
        )
        .order_by("position")
    )


def _featured(user: Person) -> list[Commitment]:
    """Return a few commitments: those proposed, judged by their government, or running."""
    return list(
        Commitment.objects.allowing("view", user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .filter(
            definitions.proposed()
            | ~Q(claimed_level="")
            | (definitions.running() & Q(plan__is_historical=False))
        )
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .order_by("open_due_on", "-is_proposed", "-claimed_level", "number")[:FEW]
    )


def _due(user: Person, *, on: datetime.date) -> list[Milestone]:
    """Return the open milestones that are late or soon due."""
    return list(
        Milestone.objects.allowing("view", user)
        .filter(definitions.owed_milestones(), due_on__lte=on + SOON)
        .select_related("commitment")
        .order_by("due_on")[:FEW]
    )
