"""What people are told of judgements, and of being asked for one."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import Assessment, Counterpart, FactualRemark
from commitments.assessments.states import AssessmentState, RemarkState
from commitments.organizations.access import COUNTERPART, MONITOR
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


def _judges(remark: FactualRemark) -> QuerySet[User]:
    """Return who judges for the organization whose assessment was answered."""
    members = Membership.objects.current().filter(
        role__in=(COUNTERPART, MONITOR), organization=remark.assessment.organization_id
    )
    return User.objects.filter(pk__in=members.values("user_id"))


def _page_of_remark(remark: FactualRemark) -> str:
    return reverse("factual_remark", args=[remark.public_id])


def _until(assessment: Assessment) -> str:
    """Return the commitment and the last day of its window of factual review."""
    closes_at = assessment.review_closes_at
    if closes_at is None:
        return str(assessment.commitment)
    return f"{assessment.commitment} ({dates.until(closes_at)})"


def _still_closes(assessment: Assessment, cause: str) -> bool:
    """Say whether a review is open and its last day is the one that its reminder was about."""
    last_day = assessment.last_day
    is_open = assessment.state == AssessmentState.FACTUAL_REVIEW
    return is_open and last_day is not None and last_day.isoformat() == cause


HAND_OVERS = (
    HandOver(
        "review_opened",
        Assessment,
        may="read_factual_review",
        among=_judged,
        acts=("open_factual_review",),
        happened=_("Se abrió la revisión de hechos de una evaluación"),
        follows=_("Léela y di qué hechos no son así; el juicio es de quien evalúa."),
        why=_("Te llega porque trabajas en el compromiso que se evalúa."),
        page=lambda assessment: reverse("factual_review", args=[assessment.public_id]),
        title=_until,
        stands=lambda assessment, cause: assessment.state == AssessmentState.FACTUAL_REVIEW,
        related=("commitment",),
    ),
    HandOver(
        "review_closing",
        Assessment,
        may="read_factual_review",
        among=_judged,
        happened=_("Está por cerrarse la revisión de hechos de una evaluación"),
        follows=_("Después de su último día ya no se agregan observaciones."),
        why=_("Te llega porque trabajas en el compromiso que se evalúa."),
        page=lambda assessment: reverse("factual_review", args=[assessment.public_id]),
        title=_until,
        stands=_still_closes,
        related=("commitment",),
        is_listed=False,
    ),
    HandOver(
        "remark_written",
        FactualRemark,
        may="confirm_remark",
        among=lambda remark: team.team(remark.assessment.commitment),
        acts=("add_remark", "edit"),
        happened=_("Una observación de hechos espera que otra persona la confirme"),
        follows=_("Léela y confírmala, o retírala: sin confirmar, no se publica."),
        why=_("Te llega porque coordinas el plan del compromiso que se evalúa."),
        page=_page_of_remark,
        title=lambda remark: _until(remark.assessment),
        related=("assessment__commitment",),
    ),
    HandOver(
        "remark_confirmed",
        FactualRemark,
        may="view",
        among=_judges,
        acts=("confirm_remark",),
        happened=_("La institución respondió a una línea de tu evaluación"),
        follows=_("Léela: el juicio es tuyo, y lo que cambies queda a la vista."),
        why=_("Te llega porque evalúas por tu organización."),
        page=lambda remark: reverse("judge", args=[remark.assessment.commitment.slug]),
        title=lambda remark: str(remark.assessment.commitment),
        stands=lambda remark, cause: remark.state == RemarkState.CONFIRMED,
        related=("assessment__commitment",),
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
