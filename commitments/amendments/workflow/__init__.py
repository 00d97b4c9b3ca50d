"""Every write on amendments: written with what changes and why, approved by somebody else, then in
force for ever.
"""

from commitments.amendments.workflow.many import (
    amend_field,
    amend_field_of_each,
    approve_each,
    try_field_of_each,
)
from commitments.amendments.workflow.passing import give_back, pass_on
from commitments.amendments.workflow.reviewing import (
    adopt_text,
    approve_amendment,
    return_amendment,
)
from commitments.amendments.workflow.writing import (
    discard_amendment,
    save_amendment,
    submit_amendment,
)

__all__ = [
    "adopt_text",
    "amend_field",
    "amend_field_of_each",
    "approve_amendment",
    "approve_each",
    "discard_amendment",
    "give_back",
    "pass_on",
    "return_amendment",
    "save_amendment",
    "submit_amendment",
    "try_field_of_each",
]
