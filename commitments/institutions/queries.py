"""What the pages of institutions ask: each with what it answers for, carries out, takes part in,
makes and judges, and what became of it.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from commitments.assessments.models import Assessment, AssessmentKind, Counterpart
from commitments.organizations.models import Organization, OrganizationChange
from commitments.plans.models import Actor, Commitment, Milestone, Plan, PlanMember
from ogp_portal.foundation.permissions.rights import Person

MOST = 48
EVERYBODY = AnonymousUser()


@dataclass(frozen=True)
class Sector:
    """Organizations that speak for the same part of society, with its words."""

    label: str
    organizations: list[Organization]


def institution_list(user: Person) -> dict[str, object]:
    """Return what the list of institutions shows: one query. What each answers for is what the list
    of commitments finds by it.
    """
    seen = Commitment.objects.allowing("view", EVERYBODY)
    plans = Plan.objects.allowing("view", EVERYBODY)
    rows = list(
        Organization.objects.allowing("view", user)
        .annotate(
            answers_for=_counted(seen.filter(responsible=OuterRef("pk")), "responsible"),
            takes_part=_counted(
                Actor.objects.filter(organization=OuterRef("pk"), commitment__in=seen),
                "organization",
                "commitment",
            ),
            in_plans=_counted(
                PlanMember.objects.filter(organization=OuterRef("pk"), plan__in=plans),
                "organization",
                "plan",
            ),
        )
        .select_related("territory", "successor")
        .order_by("name", "pk")
    )
    open_ones = [row for row in rows if row.closed_on is None]
    sectors = [
        Sector(str(label), [row for row in open_ones if row.sector == code])
        for code, label in Organization.Sector.choices
    ]
    return {
        "sectors": [sector for sector in sectors if sector.organizations],
        "closed": [row for row in rows if row.closed_on is not None],
    }


def _counted(rows: QuerySet[Any], by: str, each: str = "pk") -> Coalesce:
    """Return how many different `each` the rows of an organization have, 0 for none."""
    counted = rows.order_by().values(by).annotate(n=Count(each, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def find_institution(slug: str) -> Organization | None:
    """Return the organization `slug`; all of them are public, also those that closed."""
    rows = Organization.objects.select_related("territory", "source", "successor")
    return rows.filter(slug=slug).first()


def institution_page(
    organization: Organization, *, user: Person, on: datetime.date
) -> dict[str, object]:
    """Return what the page of an institution shows: nine queries."""
    visible = (
        Commitment.objects.allowing("view", user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .order_by("sort_key")
    )
    changes = OrganizationChange.objects.filter(confirmed_at__isnull=False)
    of_it = list(
        changes.filter(organization=organization)
        .select_related("successor", "undoes")
        .order_by("-confirmed_at")
    )
    return {
        "organization": organization,
        "answers_for": list(
            visible.filter(responsible=organization).prefetch_related(
                Prefetch("milestones", Milestone.objects.order_by("position"))
            )[:MOST]
        ),
        "carries_out": list(
            visible.filter(Q(implementer=organization) | Q(milestones__responsible=organization))
            .exclude(responsible=organization)
            .distinct()[:MOST]
        ),
        "takes_part": list(visible.filter(actors__organization=organization).distinct()[:MOST]),
        "places": PlanMember.objects.filter(
            organization=organization, plan__in=Plan.objects.allowing("view", user)
        )
        .select_related("plan")
        .order_by(F("plan__starts_on").desc(nulls_first=True)),
        "counterpart_of": list(
            visible.filter(
                pk__in=Counterpart.objects.filter(organization=organization).values("commitment")
            )[:MOST]
        ),
        "monitors": list(
            visible.filter(
                pk__in=Assessment.objects.allowing("view", EVERYBODY)
                .filter(organization=organization, kind=AssessmentKind.INDEPENDENT)
                .values("commitment")
            )[:MOST]
        ),
        "changes": of_it,
        "former": [
            row
            for row in sorted(of_it, key=lambda row: row.effective_on, reverse=True)
            if row.kind == OrganizationChange.Kind.RENAME and not row.undone_at and not row.undoes
        ],
        "predecessors": list(
            Organization.objects.filter(successor=organization).order_by("-closed_on", "pk")
        ),
        "today": on,
    }
