"""Every write on assessments: judged in private, answered about facts, published, corrected."""

from commitments.assessments.workflow.judging import (
    REVIEW_DAYS,
    begin_assessment,
    correct_assessment,
    open_factual_review,
    publish_assessment,
    review_is_over,
    save_assessment,
)
from commitments.assessments.workflow.registering import (
    name_counterpart,
    register_assessment,
    register_counterpart,
    register_rubric,
    remove_counterpart,
    save_rubric,
)
from commitments.assessments.workflow.remarking import (
    add_remark,
    confirm_remark,
    save_remark,
    withdraw_remark,
)

__all__ = [
    "REVIEW_DAYS",
    "add_remark",
    "begin_assessment",
    "confirm_remark",
    "correct_assessment",
    "name_counterpart",
    "open_factual_review",
    "publish_assessment",
    "register_assessment",
    "register_counterpart",
    "register_rubric",
    "remove_counterpart",
    "review_is_over",
    "save_assessment",
    "save_remark",
    "save_rubric",
    "withdraw_remark",
]
