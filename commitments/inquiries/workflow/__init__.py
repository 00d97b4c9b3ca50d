"""Every write on questions and objections: received without an account, looked at by the published
rules, answered by two people.
"""

from commitments.inquiries.workflow.answering import approve_answer, prepare_answer, return_answer
from commitments.inquiries.workflow.intake import (
    Receipt,
    confirm_email,
    erase_inquiries,
    find_by_code,
    receive,
    withdraw,
)
from commitments.inquiries.workflow.moderating import (
    forget,
    publish_inquiry,
    recompute_deadlines,
    refuse_inquiry,
)

__all__ = [
    "Receipt",
    "approve_answer",
    "confirm_email",
    "erase_inquiries",
    "find_by_code",
    "forget",
    "prepare_answer",
    "publish_inquiry",
    "receive",
    "recompute_deadlines",
    "refuse_inquiry",
    "return_answer",
    "withdraw",
]
