"""The public pages of plans, commitments and institutions."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization, Territory
from commitments.plans import definitions, fulfilment, queries
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    Milestone,
    Plan,
    PlanMember,
    PolicyArea,
    PublishedTotal,
    Reschedule,
    Value,
)
from commitments.plans.states import DelayCause, Level
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry

FEW = 12


@public(cache=60)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Show every public plan: those under way first, then the newest."""
    plans = (
        Plan.objects.allowing("view", request.user)
        .annotate(registered=Count("commitments", filter=definitions.registered("commitments__")))
        .prefetch_related(
            Prefetch(
                "places", PlanMember.objects.select_related("organization").order_by("part", "pk")
            )
        )
        .order_by("is_historical", "-starts_on", "title")
    )
    return render(request, "commitments/plans/plan_list.html", {"plans": list(plans)})


@public(cache=60)
def plan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan: what it promises by axis, what sources state, how it is made."""
    plan = (
        Plan.objects.allowing("view", request.user)
        .filter(slug=slug)
        .select_related("source")
        .first()
    )
    if plan is None:
        raise Http404(_("No hay un plan con esa dirección."))
    commitments = list(
        Commitment.objects.allowing("view", request.user)
        .filter(plan=plan)
        .select_related("plan", "axis", "responsible")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .defer("search")
        .order_by("axis__position", "number", "sort_key")[: fulfilment.ALL * 2]
    )
    today = timezone.localdate()
    figures = Commitment.objects.filter(plan=plan).aggregate(**definitions.counts(on=today))
    axes = list(
        Axis.objects.filter(plan=plan)
        .annotate(
            promised=Count("commitments", filter=definitions.promised("commitments__")),
            claimed=Count("commitments", filter=definitions.claimed_complete("commitments__")),
        )
        .order_by("position")
    )
    totals = _beside(
        PublishedTotal.objects.filter(plan=plan)
        .select_related("source", "axis")
        .order_by("axis__position", "counts"),
        axes,
        figures,
    )
    context = {
        "plan": plan,
        "places": list(
            PlanMember.objects.filter(plan=plan)
            .select_related("organization")
            .order_by("part", "pk")
        ),
        "groups": _by_axis(axes, commitments),
        "axes": axes,
        "totals": totals,
        "stated": next(
            (
                row["total"].value
                for row in totals
                if row["total"].counts == PublishedTotal.Counts.COMMITMENTS
                and row["total"].axis_id is None
            ),
            None,
        ),
        "figures": figures,
        **(
            {**_glance(commitments), "unexplained": figures["late"]}
            if plan.kind == Plan.Kind.PROGRAMME
            else {}
        ),
        "is_cut": len(commitments) >= fulfilment.ALL * 2,
        "today": today,
    }
    return render(request, "commitments/plans/plan.html", context)


def _glance(commitments: list[Commitment]) -> dict[str, Any]:
    """Return what the overview of a government programme shows: its promises by level, and the
    unfulfilled with their explanation.
    """
    counts = Counter(
        row.computed_level for row in commitments if definitions.is_promised(row.state)
    )
    ended = [
        row
        for row in commitments
        if definitions.is_withdrawn(row.state)
        or (
            definitions.is_unfulfilled(row.state, computed_level=row.computed_level)
            and row.state_reason
        )
    ]
    return {
        "overview": True,
        "glance": [
            (level, counts[level]) for level in (*reversed(Level.values), "") if counts[level]
        ],
        "unfulfilled": ended,
    }


def _by_axis(
    axes: Sequence[Axis], commitments: list[Commitment]
) -> list[tuple[Axis | None, list[Commitment]]]:
    groups: list[tuple[Axis | None, list[Commitment]]] = [
        (axis, [c for c in commitments if c.axis_id == axis.pk]) for axis in axes
    ]
    rest = [c for c in commitments if c.axis_id is None]
    return [group for group in [*groups, (None, rest)] if group[1]]


def _beside(totals: Any, axes: list[Any], figures: dict[str, int]) -> list[dict[str, Any]]:
    """Return each published total with what is registered and the difference.

    A source counts promises: beside it stand the promised and the claimed complete, never the
    proposals. What the portal does not count has none.
    """
    what = PublishedTotal.Counts
    counted: dict[tuple[int | None, str], int] = {
        (None, what.COMMITMENTS): figures["promised"],
        (None, what.COMPLETE): figures["claimed"],
        **{(axis.pk, what.COMMITMENTS): axis.promised for axis in axes},
        **{(axis.pk, what.COMPLETE): axis.claimed for axis in axes},
    }
    rows = []
    for total in totals:
        registered = counted.get((total.axis_id, total.counts))
        rows.append(
            {
                "total": total,
                "registered": registered,
                "difference": None
                if registered is None
                else fulfilment.differs(total.value, registered),
            }
        )
    return rows


@public(cache=30)
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Show the list of commitments that the address asks for."""
    answer = queries.browse(
        queries.Question.read(request.GET.dict()), user=request.user, on=timezone.localdate()
    )
    return render(
        request,
        "commitments/plans/commitment_list.html",
        {"answer": answer, "today": timezone.localdate()},
    )


@public(cache=30)
def commitment_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one commitment: in one screen what was promised, how far it is, who answers and what is
    late; the rest below.
    """
    commitment = (
        Commitment.objects.allowing("view", request.user)
        .filter(slug=slug)
        .select_related("plan", "axis", "theme", "responsible", "implementer", "source", "contact")
        .prefetch_related(
            Prefetch("actors", Actor.objects.select_related("organization").order_by("pk"))
        )
        .annotate(
            areas=ArraySubquery(
                PolicyArea.objects.filter(commitments=OuterRef("pk"))
                .order_by("name")
                .values("name")
            ),
            strengthens=ArraySubquery(
                Value.objects.filter(commitments=OuterRef("pk"))
                .order_by("scheme", "name")
                .values(said=JSONObject(name="name", slug="slug"))
            ),
            places=ArraySubquery(
                Territory.objects.filter(commitments=OuterRef("pk"))
                .order_by("name")
                .values(said=JSONObject(name="name", slug="slug"))
            ),
        )
        .defer("search")
        .first()
    )
    if commitment is None:
        raise Http404(_("No hay un compromiso con esa dirección."))
    today = timezone.localdate()
    milestones: list[Any] = list(
        commitment.milestones.all()
        .select_related("responsible")
        .annotate(
            moves=ArraySubquery(
                Reschedule.objects.filter(milestone=OuterRef("pk"))
                .order_by("at")
                .values(
                    said=JSONObject(
                        from_on="from_on", to_on="to_on", cause="cause", reason="reason"
                    )
                )
            )
        )
        .order_by("position")
    )
    rows = [
        (milestone, milestone.delay(on=today), [_moved(said) for said in milestone.moves])
        for milestone in milestones
    ]
    context = {
        "commitment": commitment,
        "milestones": rows,
        "late": [
            milestone for milestone, delay, _moves in rows if milestone.is_open and delay.is_late
        ],
        "history": JournalEntry.objects.filter(
            subject_type="commitments.commitment", subject_id=commitment.pk, is_public=True
        ).order_by("-at")[:FEW],
        "versions": list(commitment.versions.order_by("-number")),
        "today": today,
    }
    return render(request, "commitments/plans/commitment.html", context)


def _moved(said: dict[str, str]) -> dict[str, Any]:
    """Return a date that moved as the page shows it."""
    days = {name: datetime.date.fromisoformat(said[name]) for name in ("from_on", "to_on")}
    return {**days, "cause": DelayCause(said["cause"]).label, "reason": said["reason"]}


@public(cache=60)
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution: what it answers for and what it takes part in."""
    organization = (
        Organization.objects.select_related("territory", "source").filter(slug=slug).first()
    )
    if organization is None:
        raise Http404(_("No hay una institución con esa dirección."))
    visible = (
        Commitment.objects.allowing("view", request.user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .order_by("sort_key")
    )
    context = {
        "organization": organization,
        "answers_for": list(
            visible.filter(responsible=organization).prefetch_related(
                Prefetch("milestones", Milestone.objects.order_by("position"))
            )[: FEW * 4]
        ),
        "takes_part": list(visible.filter(actors__organization=organization).distinct()[: FEW * 4]),
        "places": PlanMember.objects.filter(organization=organization)
        .select_related("plan")
        .order_by("-plan__starts_on"),
        "today": timezone.localdate(),
    }
    return render(request, "commitments/plans/institution.html", context)
