"""What the page of an institution asks: what it answers for and what it takes part in."""

import datetime

from django.db.models import Prefetch

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, PlanMember
from ogp_portal.foundation.permissions.rights import Person

MOST = 48


def find_institution(slug: str) -> Organization | None:
    """Return the organization `slug`; all of them are public."""
    return Organization.objects.select_related("territory", "source").filter(slug=slug).first()


def institution_page(
    organization: Organization, *, user: Person, on: datetime.date
) -> dict[str, object]:
    """Return what the page of an institution shows: four queries."""
    visible = (
        Commitment.objects.allowing("view", user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
        .order_by("sort_key")
    )
    return {
        "organization": organization,
        "answers_for": list(
            visible.filter(responsible=organization).prefetch_related(
                Prefetch("milestones", Milestone.objects.order_by("position"))
            )[:MOST]
        ),
        "takes_part": list(visible.filter(actors__organization=organization).distinct()[:MOST]),
        "places": PlanMember.objects.filter(organization=organization)
        .select_related("plan")
        .order_by("-plan__starts_on"),
        "today": on,
    }
