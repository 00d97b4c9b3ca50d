"""WHO may judge: a counterpart its own commitments, a monitor the plans its organization monitors.

Nobody else edits their word.
"""

from django.db.models import Q

from commitments.assessments.models import Assessment, Counterpart
from commitments.assessments.states import (
    OPEN_ASSESSMENT,
    PUBLIC_ASSESSMENT,
    AssessmentState,
)
from commitments.organizations.access import COUNTERPART, MONITOR, organizations_of
from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from commitments.plans.models import PlanMember
from commitments.plans.states import (
    PUBLIC_COMMITMENT,
    UNPUBLISHED,
    CommitmentState,
)
from ogp_portal.foundation.permissions.rights import Person, everybody, is_anonymous, nobody, rule

LABEL = "commitments.assessment"


def _own(user: Person) -> Q:
    return Q(
        kind=Assessment.Kind.COUNTERPART, organization__in=organizations_of(user, COUNTERPART)
    ) | Q(kind=Assessment.Kind.INDEPENDENT, organization__in=organizations_of(user, MONITOR))


@rule(LABEL, "view")
def view_assessment(user: Person) -> Q:
    """Everybody sees published ones; in the factual review the institution sees it too; drafts only
    their own organization.
    """
    public = Q(state__in=PUBLIC_ASSESSMENT) & definitions.public("commitment__")
    if is_anonymous(user):
        return public
    reviewing = Q(state=AssessmentState.FACTUAL_REVIEW) & (
        edits(user, path="commitment__") | coordinates(user, path="commitment__plan")
    )
    return public | reviewing | _own(user)


@rule(LABEL, "edit")
def edit_assessment(user: Person) -> Q:
    """Only the judging organization writes, until it is published."""
    return nobody() if is_anonymous(user) else _own(user) & Q(state__in=OPEN_ASSESSMENT)


@rule(LABEL, "open_factual_review")
@rule(LABEL, "publish_assessment")
@rule(LABEL, "correct_assessment")
def run_assessment(user: Person) -> Q:
    """Only the judging organization moves its judgement on; the government can neither hold nor
    change it.
    """
    return nobody() if is_anonymous(user) else _own(user)


@rule("commitments.commitment", "judge_as_counterpart")
def judge_as_counterpart(user: Person) -> Q:
    """A member of an organization that answers for the commitment together with the institution."""
    if is_anonymous(user):
        return nobody()
    rows = Counterpart.objects.filter(organization__in=organizations_of(user, COUNTERPART)).values(
        "commitment_id"
    )
    return Q(pk__in=rows, state__in=PUBLIC_COMMITMENT)


@rule("commitments.commitment", "judge_as_monitor")
def judge_as_monitor(user: Person) -> Q:
    """A monitor whose organization monitors the plan from outside."""
    if is_anonymous(user):
        return nobody()
    plans = PlanMember.objects.filter(
        part=PlanMember.Part.MONITOR, organization__in=organizations_of(user, MONITOR)
    ).values("plan_id")
    return Q(plan_id__in=plans, state__in=PUBLIC_COMMITMENT)


@rule("commitments.commitment", "name_counterpart")
def name_counterpart(user: Person) -> Q:
    """Coordinators of the plan name the counterparts of what is being made or carried out."""
    return coordinates(user, path="plan") & Q(
        plan__is_historical=False, state__in=(*UNPUBLISHED, CommitmentState.PUBLISHED)
    )


@rule("commitments.counterpart", "create")
def create_counterpart(user: Person) -> Q:
    """Coordinators; for which commitment is asked of the commitment."""
    return coordinates(user, path="commitment__plan")


@rule("commitments.rubric", "view")
def view_scale(user: Person) -> Q:
    """Everybody sees the scales."""
    return everybody()


@rule("commitments.counterpart", "view")
def view_counterpart(user: Person) -> Q:
    """A counterpart is seen with its commitment, and by its own organization before."""
    return (
        definitions.public("commitment__")
        | edits(user, path="commitment__")
        | coordinates(user, path="commitment__plan")
        | Q(organization__in=organizations_of(user, COUNTERPART))
    )
