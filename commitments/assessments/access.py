"""WHO may judge: a counterpart its own commitments, a monitor the plans its organization monitors.

Nobody else edits their word. Who is judged answers about facts, by two people, while the factual
review is open.
"""

from django.db.models import Q
from django.db.models.functions import Now

from commitments.assessments.models import Assessment, Counterpart
from commitments.assessments.states import (
    OPEN_ASSESSMENT,
    PUBLIC_ASSESSMENT,
    AssessmentState,
    RemarkState,
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
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    everybody,
    is_anonymous,
    nobody,
    rule,
)

LABEL = "commitments.assessment"
REMARK = "commitments.factualremark"


def _own(user: Person, path: str = "") -> Q:
    by_kind = (
        (Assessment.Kind.COUNTERPART, COUNTERPART),
        (Assessment.Kind.INDEPENDENT, MONITOR),
    )
    own = Q()
    for kind, role in by_kind:
        organizations = organizations_of(user, role)
        own |= Q(**{f"{path}kind": kind, f"{path}organization__in": organizations})
    return own


def _judged(user: Person, path: str = "") -> Q:
    """Return what judges a commitment that `user` answers for."""
    return edits(user, path=f"{path}commitment__") | coordinates(
        user, path=f"{path}commitment__plan"
    )


def _open_review(path: str = "") -> Q:
    """Return what is in its factual review, by the clock of the database."""
    return Q(
        **{
            f"{path}state": AssessmentState.FACTUAL_REVIEW,
            f"{path}review_opens_at__lte": Now(),
            f"{path}review_closes_at__gt": Now(),
        }
    )


@rule(LABEL, "view")
def view_assessment(user: Person) -> Q:
    """Everybody sees published ones; in the factual review the institution sees it too; drafts only
    their own organization.
    """
    public = Q(state__in=PUBLIC_ASSESSMENT) & definitions.public("commitment__")
    if is_anonymous(user):
        return public
    reviewing = Q(state=AssessmentState.FACTUAL_REVIEW) & _judged(user)
    return public | reviewing | _own(user)


@rule(LABEL, "read_factual_review")
def read_factual_review(user: Person) -> Q:
    """Who answers for the commitment reads its factual review, also when its days are over."""
    return (
        nobody() if is_anonymous(user) else Q(state=AssessmentState.FACTUAL_REVIEW) & _judged(user)
    )


@rule(LABEL, "answer_facts")
def answer_facts(user: Person) -> Q:
    """Who answers for the commitment says what is wrong in fact, while the review is open."""
    return nobody() if is_anonymous(user) else _open_review() & _judged(user)


@rule(REMARK, "view")
def view_remark(user: Person) -> Q:
    """What was confirmed is published with the assessment; before, its judge reads it, too, and who
    is judged reads all.
    """
    confirmed = Q(state=RemarkState.CONFIRMED)
    public = (
        confirmed
        & Q(assessment__state__in=PUBLIC_ASSESSMENT)
        & definitions.public("assessment__commitment__")
    )
    if is_anonymous(user):
        return public
    return public | _judged(user, "assessment__") | confirmed & _own(user, "assessment__")


@rule(REMARK, "withdraw_remark")
def withdraw_remark(user: Person) -> Q:
    """Who is judged, while the review is open."""
    if is_anonymous(user):
        return nobody()
    return _open_review("assessment__") & _judged(user, "assessment__")


@rule(REMARK, "edit")
def edit_remark(user: Person) -> Q:
    """Who is judged writes over what nobody confirmed; what was confirmed is withdrawn."""
    return withdraw_remark(user) & Q(state=RemarkState.DRAFT)


@rule(REMARK, "confirm_remark")
def confirm_remark(user: Person) -> Q:
    """A coordinator of the plan who did not write it."""
    if is_anonymous(user):
        return nobody()
    return (
        coordinates(user, path="assessment__commitment__plan")
        & _open_review("assessment__")
        & by_another(user, REMARK, author="author")
    )


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


@rule("commitments.counterpart", "remove")
def remove_counterpart(user: Person) -> Q:
    """Coordinators take back one named by mistake, while the commitment is being made or carried
    out; that she judged nothing yet is asked when it is done.
    """
    return coordinates(user, path="commitment__plan") & Q(
        commitment__plan__is_historical=False,
        commitment__state__in=(*UNPUBLISHED, CommitmentState.PUBLISHED),
    )


@rule("commitments.rubric", "view")
def view_scale(user: Person) -> Q:
    """Everybody sees the scales."""
    return everybody()


@rule("commitments.rubric", "create")
@rule("commitments.rubric", "edit")
def keep_rubrics(user: Person) -> Q:
    """Administrators keep the scales: who is judged does not choose what by."""
    return administrators(user)


@rule("commitments.counterpart", "view")
def view_counterpart(user: Person) -> Q:
    """A counterpart is seen with its commitment, and by its own organization before."""
    return (
        definitions.public("commitment__")
        | edits(user, path="commitment__")
        | coordinates(user, path="commitment__plan")
        | Q(organization__in=organizations_of(user, COUNTERPART))
    )
