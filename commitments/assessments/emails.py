"""What people are told of judgements, and of being asked for one."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import Assessment, Counterpart
from commitments.assessments.states import AssessmentState
from commitments.organizations.access import COUNTERPART
from commitments.organizations.models import Membership
from commitments.plans.models import Commitment
from commitments.plans.queries import team
from ogp_portal.foundation import dates
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import User


def _judged(assessment: Assessment) -> QuerySet[User]:
    return team.team(assessment.commitment)


def _counterparts(commitment: Commitment) -> QuerySet[User]:
    """Return who may judge a commitment for the organizations that are its counterparts."""
    named = Counterpart.objects.filter(commitment=commitment).values("organization_id")
    members = Membership.objects.current().filter(role=COUNTERPART, organization__in=named)
    return User.objects.filter(pk__in=members.values("user_id"))


def _until(assessment: Assessment) -> str:
    """Return the commitment and the last day of its window of factual review."""
    closes_at = assessment.review_closes_at
    if closes_at is None:
        return str(assessment.commitment)
    return f"{assessment.commitment} ({dates.until(closes_at)})"


HAND_OVERS = (
    HandOver(
        "review_opened",
        Assessment,
        may="view",
        among=_judged,
        acts=("open_factual_review",),
        happened=_("Se abrió la revisión de hechos de una evaluación"),
        follows=_("Léela y di qué hechos no son así; el juicio es de quien evalúa."),
        why=_("Te llega porque trabajas en el compromiso que se evalúa."),
        page=lambda assessment: reverse("my_work"),
        title=_until,
        stands=lambda assessment, cause: assessment.state == AssessmentState.FACTUAL_REVIEW,
        related=("commitment",),
    ),
    HandOver(
        "counterpart_named",
        Commitment,
        may="judge_as_counterpart",
        among=_counterparts,
        acts=("add_counterpart",),
        happened=_("Tu organización es contraparte de un compromiso"),
        follows=_("Puede publicar su propia evaluación, que nadie más edita."),
        why=_("Te llega porque evalúas por esa organización."),
        page=lambda commitment: reverse("judge", args=[commitment.slug]),
    ),
)
