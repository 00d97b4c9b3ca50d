"""What the pages of plans ask: promises by axis, totals of sources, the overview."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from commitments.plans import definitions, fulfilment
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember, PublishedTotal
from commitments.plans.states import Level
from ogp_portal.foundation.permissions.rights import Person

MOST_COMMITMENTS = 200


@dataclass(frozen=True)
class TotalBeside:
    """What a source states, and beside it what is registered: None where the portal counts none."""

    total: PublishedTotal
    registered: int | None

    @property
    def difference(self) -> int | None:
        """Return registered minus published; 0 means they agree."""
        return (
            None
            if self.registered is None
            else fulfilment.differs(self.total.value, self.registered)
        )


def plan_list(user: Person) -> list[Plan]:
    """Return the plans that `user` may see, those under way first: with how many commitments are
    registered and who promises them.
    """
    return list(
        Plan.objects.allowing("view", user)
        .annotate(registered=Count("commitments", filter=definitions.registered("commitments__")))
        .prefetch_related(
            Prefetch(
                "places", PlanMember.objects.select_related("organization").order_by("part", "pk")
            )
        )
        .order_by("is_historical", "-starts_on", "title")
    )


def find_plan(user: Person, slug: str) -> Plan | None:
    """Return the plan `slug` if `user` may see it."""
    plans: QuerySet[Plan] = Plan.objects.allowing("view", user).filter(slug=slug)
    return plans.select_related("source").first()


def plan_page(plan: Plan, *, user: Person, on: datetime.date) -> dict[str, object]:
    """Return what the page of a plan shows on the day `on`: six queries."""
    commitments = list(
        Commitment.objects.allowing("view", user)
        .filter(plan=plan)
        .select_related("plan", "axis", "responsible")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .defer("search")
        .order_by("axis__position", "number", "sort_key")[:MOST_COMMITMENTS]
    )
    figures = Commitment.objects.filter(plan=plan).aggregate(**definitions.counts(on=on))
    axes = list(
        Axis.objects.filter(plan=plan)
        .annotate(
            promised=Count("commitments", filter=definitions.promised("commitments__")),
            claimed=Count("commitments", filter=definitions.claimed_complete("commitments__")),
        )
        .order_by("position")
    )
    totals = _beside_registered(plan, axes, figures)
    return {
        "plan": plan,
        "copied_from": _copied_from(plan),
        "places": list(
            PlanMember.objects.filter(plan=plan)
            .select_related("organization")
            .order_by("part", "pk")
        ),
        "groups": _by_axis(axes, commitments),
        "axes": axes,
        "totals": totals,
        "stated": _stated(totals),
        "figures": figures,
        **(_overview(commitments, figures) if plan.kind == Plan.Kind.PROGRAMME else {}),
        "is_cut": len(commitments) >= MOST_COMMITMENTS,
        "today": on,
    }


def _copied_from(plan: Plan) -> Plan | None:
    """Return the plan that a plan was copied from, if anybody may read it."""
    if plan.copied_from_id is None:
        return None
    return Plan.objects.public().filter(pk=plan.copied_from_id).first()


def _stated(rows: Iterable[TotalBeside]) -> int | None:
    """Return how many commitments the first source that says so counts in the whole plan."""
    for row in rows:
        total = row.total
        if total.counts == PublishedTotal.Counts.COMMITMENTS and total.axis_id is None:
            return total.value
    return None


def _overview(commitments: list[Commitment], figures: dict[str, int]) -> dict[str, object]:
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
        "unexplained": figures["late"],
    }


def _by_axis(
    axes: Sequence[Axis], commitments: list[Commitment]
) -> list[tuple[Axis | None, list[Commitment]]]:
    groups: list[tuple[Axis | None, list[Commitment]]] = [
        (axis, [commitment for commitment in commitments if commitment.axis_id == axis.pk])
        for axis in axes
    ]
    rest = [commitment for commitment in commitments if commitment.axis_id is None]
    return [group for group in [*groups, (None, rest)] if group[1]]


def _beside_registered(plan: Plan, axes: list[Any], figures: dict[str, int]) -> list[TotalBeside]:
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
    totals = (
        PublishedTotal.objects.filter(plan=plan)
        .select_related("source", "axis")
        .order_by("axis__position", "counts")
    )
    return [TotalBeside(total, counted.get((total.axis_id, total.counts))) for total in totals]
