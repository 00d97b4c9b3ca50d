"""Every write on surveys, their answers and the offers that came with them."""

from forums.surveys.workflow.answering import submit_answers
from forums.surveys.workflow.forgetting import forget_what_is_over
from forums.surveys.workflow.offers import decline_offer, finish_offer, take_up_offer
from forums.surveys.workflow.preparing import (
    announce_survey,
    discard_survey,
    register_survey,
    save_question,
    save_survey,
)
from forums.surveys.workflow.reporting import read_answer, report_survey

__all__ = [
    "announce_survey",
    "decline_offer",
    "discard_survey",
    "finish_offer",
    "forget_what_is_over",
    "read_answer",
    "register_survey",
    "report_survey",
    "save_question",
    "save_survey",
    "submit_answers",
    "take_up_offer",
]
