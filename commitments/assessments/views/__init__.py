"""The pages of judging and of answering about facts."""

from commitments.assessments.views.answering import factual_remark, factual_review
from commitments.assessments.views.judging import judge

__all__ = ["factual_remark", "factual_review", "judge"]
