"""WHO sees and runs the calendar of co-creation."""

from django.db.models import Q

from commitments.plans.access import coordinates
from commitments.plans.states import PUBLIC_PLAN
from forums.process.states import STAGE
from ogp_portal.foundation.permissions.rights import Person, rule

LABEL = "forums.stage"


@rule(LABEL, "view")
def view_stage(user: Person) -> Q:
    """Everybody sees the calendar of a public plan."""
    return Q(plan__state__in=PUBLIC_PLAN) | coordinates(user, path="plan")


@rule("forums.stageevidence", "view")
def view_evidence(user: Person) -> Q:
    """Everybody sees what proves the stages of a public plan."""
    return Q(stage__plan__state__in=PUBLIC_PLAN) | coordinates(user, path="stage__plan")


def run_stage(user: Person) -> Q:
    """Coordinators of the plan's consortium."""
    return coordinates(user, path="plan")


for act in ("edit", "create", "run", *sorted(STAGE.acts)):
    rule(LABEL, act)(run_stage)
