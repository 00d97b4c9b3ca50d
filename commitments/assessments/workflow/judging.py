"""Writing an assessment: drafted in private, shown to the institution for facts only, then public;
corrected by edition.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.assessments import queries
from commitments.assessments.models import Assessment, Rubric
from commitments.assessments.states import OPEN_ASSESSMENT, AssessmentState, RemarkState
from commitments.organizations.access import COUNTERPART, MONITOR, organizations_of, role_of
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

REVIEW_DAYS = 14


@transaction.atomic
def begin_assessment(commitment: Commitment, *, rubric: Rubric, by: User) -> Assessment:
    """Begin the judgement of `by`'s organization, as counterpart or as monitor; its open draft is
    returned if there is one.

    Raises NotAllowed, and Refusal for a rubric that does not serve this plan.
    """
    kind, role = _kind(commitment, by=by)
    organization = (
        Organization.objects.filter(pk__in=organizations_of(by, role)).order_by("pk").first()
    )
    if organization is None:
        raise rights.NotAllowed("assess")
    rows = Assessment.objects.filter(commitment=commitment, kind=kind, organization=organization)
    unpublished = rows.filter(state__in=OPEN_ASSESSMENT).first()
    if unpublished:
        return unpublished
    if rows.filter(state=AssessmentState.PUBLISHED).exists():
        raise Refusal(
            _("Su organización ya publicó su evaluación: corríjala con una nueva edición.")
        )
    if not queries.rubrics_for(commitment.plan, kind).filter(pk=rubric.pk).exists():
        raise Refusal(_("Esa pauta no sirve para este plan: elija otra."), field="rubric")
    assessment = Assessment.objects.create(
        commitment=commitment, kind=kind, organization=organization, rubric=rubric
    )
    _record("draft", assessment, by=by)
    return assessment


def _kind(commitment: Commitment, *, by: User) -> tuple[str, str]:
    if rights.may(by, "judge_as_counterpart", commitment):
        return Assessment.Kind.COUNTERPART, COUNTERPART
    if rights.may(by, "judge_as_monitor", commitment):
        return Assessment.Kind.INDEPENDENT, MONITOR
    raise rights.NotAllowed("assess")


@transaction.atomic
def save_assessment(
    assessment: Assessment,
    *,
    by: User,
    seen: str,
    ratings: dict[str, str],
    narrative: str,
    dissent: str = "",
) -> Assessment:
    """Save ratings (each from its rubric's options) and their grounds, over what was `seen`
    (`queries.digest_of`). Raises NotAllowed, ChangedMeanwhile, Refusal.
    """
    assessment = rights.fetch("edit", assessment, by=by)
    if queries.digest_of(assessment) != seen:
        raise ChangedMeanwhile(
            _("Otra persona de su organización guardó cambios mientras usted escribía.")
        )
    allowed = {
        criterion["key"]: {option["value"] for option in criterion["options"]}
        for criterion in assessment.rubric.criteria
    }
    for key, value in ratings.items():
        if value and value not in allowed.get(key, set()):
            raise Refusal(_("La calificación no está en la pauta."), field=key)
    assessment.ratings = {key: value for key, value in ratings.items() if value}
    assessment.narrative = narrative.strip()
    assessment.dissent = dissent.strip()
    assessment.save(update_fields=["ratings", "narrative", "dissent"])
    _record("edit", assessment, by=by)
    return assessment


@transaction.atomic
def open_factual_review(assessment: Assessment, *, by: User) -> Assessment:
    """Show it to the institution for fourteen days, for facts only.

    The window is half-open and ends at a local midnight.
    """
    assessment = rights.fetch_for_move("open_factual_review", assessment, by=by)
    if not assessment.ratings or not assessment.narrative:
        raise Refusal(
            _("Complete las calificaciones y su fundamento antes de abrir la revisión de hechos.")
        )
    opens = timezone.now()
    last_day = timezone.localdate(opens) + datetime.timedelta(days=REVIEW_DAYS)
    assessment.review_opens_at = opens
    assessment.review_closes_at = datetime.datetime.combine(
        last_day + datetime.timedelta(days=1),
        datetime.time.min,
        tzinfo=timezone.get_current_timezone(),
    )
    assessment.reviewed = {
        "ratings": assessment.ratings,
        "narrative": assessment.narrative,
        "dissent": assessment.dissent,
    }
    assessment.state = AssessmentState.FACTUAL_REVIEW
    assessment.save(update_fields=["state", "review_opens_at", "review_closes_at", "reviewed"])
    _record("open_factual_review", assessment, by=by)
    return assessment


@transaction.atomic
def publish_assessment(assessment: Assessment, *, by: User) -> Assessment:
    """Publish it once the window of factual review has closed; an earlier edition becomes
    "corrected" and stays readable.
    """
    assessment = rights.fetch_for_move("publish_assessment", assessment, by=by)
    if not review_is_over(assessment):
        raise Refusal(_("La revisión de hechos sigue abierta: se publica cuando termine."))
    if not assessment.ratings or not assessment.narrative:
        raise Refusal(_("Complete las calificaciones y su fundamento antes de publicar."))
    Assessment.objects.filter(
        commitment=assessment.commitment_id,
        kind=assessment.kind,
        organization=assessment.organization_id,
        state=AssessmentState.PUBLISHED,
    ).update(state=AssessmentState.CORRECTED)
    assessment.state = AssessmentState.PUBLISHED
    assessment.published_on = timezone.localdate()
    assessment.save(update_fields=["state", "published_on"])
    journal.record(
        "publish_assessment",
        assessment.commitment,
        role=role_of(by),
        plan_slug=assessment.commitment.plan.slug,
        after={
            "rubric": str(assessment.rubric),
            "ratings": assessment.ratings,
            "edition": assessment.edition,
            "remarks": assessment.remarks.filter(state=RemarkState.CONFIRMED).count(),
        },
        is_public=assessment.commitment.is_public,
    )
    return assessment


def review_is_over(assessment: Assessment) -> bool:
    """Say whether the days of the factual review have passed, so that it may be published."""
    return assessment.review_closes_at is not None and (
        timezone.now() >= assessment.review_closes_at
    )


@transaction.atomic
def correct_assessment(assessment: Assessment, *, by: User, reason: str) -> Assessment:
    """Begin a new edition of a published judgement, saying what it corrects.

    The old one stays public until the new is.
    """
    if not reason.strip():
        raise Refusal(_("Escriba qué corrige la nueva edición."), field="reason")
    assessment = rights.fetch_for_move("correct_assessment", assessment, by=by)
    edition = Assessment.objects.create(
        commitment=assessment.commitment,
        kind=assessment.kind,
        organization=assessment.organization,
        rubric=assessment.rubric,
        ratings=assessment.ratings,
        narrative=assessment.narrative,
        dissent=assessment.dissent,
        edition=assessment.edition + 1,
        correction_reason=reason.strip(),
    )
    _record("correct_assessment", edition, by=by)
    return edition


def _record(act: str, assessment: Assessment, *, by: User) -> None:
    journal.record(
        act,
        assessment,
        role=role_of(by),
        plan_slug=assessment.commitment.plan.slug,
        is_public=False,
    )
