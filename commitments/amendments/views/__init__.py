"""The pages where what is published is changed: one thing at a time, or one field of many."""

from commitments.amendments.views.many import approve_many, write_many
from commitments.amendments.views.one import (
    amendable,
    review_amendment,
    review_plan_amendment,
    write_amendment,
    write_plan_amendment,
)

__all__ = [
    "amendable",
    "approve_many",
    "review_amendment",
    "review_plan_amendment",
    "write_amendment",
    "write_many",
    "write_plan_amendment",
]
