"""WHEN: the life of an assessment: private draft, window of factual review, then public; corrected
by edition. And that of what the institution says of its facts in that window.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class AssessmentState(States):
    """The states of an assessment."""

    DRAFT = State("draft", _("borrador"))
    FACTUAL_REVIEW = State("factual_review", _("en revisión de hechos"))
    PUBLISHED = State("published", _("publicada"))
    CORRECTED = State("corrected", _("reemplazada por otra edición"), final=True)


ASSESSMENT = Machine(
    AssessmentState,
    moves=(
        Move("open_factual_review", (AssessmentState.DRAFT,), AssessmentState.FACTUAL_REVIEW),
        Move("publish_assessment", (AssessmentState.FACTUAL_REVIEW,), AssessmentState.PUBLISHED),
        Move("correct_assessment", (AssessmentState.PUBLISHED,), AssessmentState.CORRECTED),
    ),
)
OPEN_ASSESSMENT = (AssessmentState.DRAFT, AssessmentState.FACTUAL_REVIEW)
PUBLIC_ASSESSMENT = (AssessmentState.PUBLISHED, AssessmentState.CORRECTED)


class RemarkState(States):
    """The states of what the institution says about a fact of an assessment."""

    DRAFT = State("draft", _("por confirmar"))
    CONFIRMED = State("confirmed", _("confirmada"))
    WITHDRAWN = State("withdrawn", _("retirada"), final=True)


REMARK = Machine(
    RemarkState,
    moves=(
        Move("confirm_remark", (RemarkState.DRAFT,), RemarkState.CONFIRMED, approves=True),
        Move("withdraw_remark", (RemarkState.DRAFT, RemarkState.CONFIRMED), RemarkState.WITHDRAWN),
    ),
)
