"""The page of a comuna or region: what was promised there and how far it is, what was proposed,
sessions, the accounts of its institutions, and their own promises.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When

from commitments.organizations.models import Organization, Territory
from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from forums.proposals.models import Call
from forums.proposals.queries import LIGHT, matching
from forums.proposals.queries import Question as ProposalQuestion
from forums.sessions.models import Session
from ogp_portal.foundation.permissions.rights import Person
from transparency.budgets.queries import latest_accounts

MOST_CARDS = 6
MOST_ROWS = 60
FEW = 6


@dataclass(frozen=True)
class Stand:
    """How far some promises are: how many are promised, advance, are late, are complete; how many
    are only proposed.
    """

    promised: int
    advancing: int
    late: int
    complete: int
    proposed: int


def place_page(place: Territory, *, user: Person, on: datetime.date) -> dict[str, object]:
    """Return what the page of a place shows beside its map: nine queries.

    A region has what is of it and what is of its comunas.
    """
    is_of = Q(territory=place) | Q(territory__region=place)
    here = _located(place, user)
    institutions = list(
        Organization.objects.filter(is_of).order_by("territory__region_id", "sector", "name")[
            :MOST_ROWS
        ]
    )
    proposed = (
        matching(ProposalQuestion(), user=user)
        .filter(is_of)
        .select_related("call")
        .defer(*LIGHT)
        .order_by("-confirmed_at", "-pk")
    )
    rows = list(here[: MOST_ROWS + 1])
    shown, plans = rows[:MOST_ROWS], _plans(institutions, user)
    return {
        "place": place,
        "is_region": place.kind == Territory.Kind.REGION,
        "cards": shown[:MOST_CARDS],
        "others": shown[MOST_CARDS:],
        "is_more": len(rows) > MOST_ROWS,
        "stand": _stand(shown, on=on),
        "due": _due(shown),
        "answering": _answering(shown),
        "own": _own(place, [row.pk for row in shown], user),
        "plans": plans,
        "proposals": list(proposed[: FEW + 1]),
        "few": FEW,
        "sessions": _sessions(institutions, plans, user),
        "calls": _calls(plans, user),
        "accounts": latest_accounts(institutions),
        "institutions": institutions,
        "today": on,
    }


def _located(place: Territory, user: Person) -> QuerySet[Commitment]:
    """Return the commitments of a place, those that are late or run first."""
    through = Commitment.territories.through.objects
    ids = through.filter(Q(territory=place) | Q(territory__region=place)).values("commitment_id")
    running, proposed = definitions.running(), definitions.proposed()
    return (
        Commitment.objects.allowing("view", user)
        .filter(pk__in=ids)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .order_by(
            Case(When(running, then=0), When(proposed, then=1), default=2),
            F("open_due_on").asc(nulls_last=True),
            "sort_key",
            "pk",
        )
    )


def _stand(rows: Sequence[Commitment], *, on: datetime.date) -> Stand:
    """Return how far some commitments are, by the definitions of every other page."""
    return Stand(
        sum(definitions.is_promised(row.state) for row in rows),
        sum(
            definitions.is_advancing(
                row.state, has_begun=row.has_begun, computed_level=row.computed_level
            )
            for row in rows
        ),
        sum(definitions.is_late(row.state, open_due_on=row.open_due_on, on=on) for row in rows),
        sum(definitions.is_complete(row.state, computed_level=row.computed_level) for row in rows),
        sum(definitions.is_proposal(row.state, is_proposed=row.is_proposed) for row in rows),
    )


def _due(rows: Sequence[Commitment]) -> list[tuple[Milestone, Commitment]]:
    """Return the milestones that are owed, the first due first, with what they are part of."""
    owed = [
        (milestone, row)
        for row in rows
        for milestone in row.milestones.all()
        if definitions.is_owed_milestone(milestone.state, commitment_state=row.state)
    ]
    return sorted(owed, key=lambda pair: (pair[0].due_on, pair[0].pk))[:FEW]


def _answering(rows: Sequence[Commitment]) -> list[tuple[Organization, int]]:
    """Return who answers for some commitments and for how many, most first."""
    counted: dict[Organization, int] = {}
    for row in rows:
        if row.responsible:
            counted[row.responsible] = counted.get(row.responsible, 0) + 1
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].name))


def _own(place: Territory, shown: Sequence[int], user: Person) -> list[Commitment]:
    """Return what the institutions of a comuna promised without saying where: one query. Those of a
    region are on the pages of their comunas.
    """
    rows = (
        Commitment.objects.allowing("view", user)
        .filter(responsible__territory=place)
        .exclude(pk__in=shown)
        .select_related("plan", "responsible")
        .defer("search")
    )
    return list(rows.order_by("-plan__starts_on", "sort_key")[:FEW])


def _plans(institutions: Sequence[Organization], user: Person) -> list[PlanMember]:
    """Return the plans that some institutions make, the latest first, each with how many
    commitments its list has: one query.
    """
    visible = Plan.objects.allowing("view", user)
    shown = definitions.public("plan__commitments__")
    return list(
        PlanMember.objects.filter(organization__in=institutions, plan__in=visible)
        .annotate(listed=Count("plan__commitments", filter=shown))
        .select_related("plan", "organization")
        .order_by("-plan__starts_on", "plan_id", "part")[:MOST_ROWS]
    )


def _sessions(
    institutions: Sequence[Organization], plans: Sequence[PlanMember], user: Person
) -> list[Session]:
    """Return the sessions of the forums of a place: those to come, and the last ones: one query."""
    near = Q(forum__convener__in=institutions) | Q(forum__plan__in={row.plan_id for row in plans})
    rows = Session.objects.allowing("view", user).filter(near).select_related("forum")
    return list(rows.order_by(F("starts_at").desc(nulls_last=True), "-pk")[:FEW])


def _calls(plans: Sequence[PlanMember], user: Person) -> list[Call]:
    """Return the calls of some plans that are open now: one query."""
    rows = Call.objects.announced().open_now().allowing("view", user)
    return list(rows.filter(plan__in={row.plan_id for row in plans}).order_by("closes_at")[:FEW])
