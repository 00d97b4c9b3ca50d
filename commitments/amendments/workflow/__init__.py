"""Every write on amendments: written with what changes and why, approved by somebody else, then in
force for ever.
"""

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
    "approve_amendment",
    "discard_amendment",
    "return_amendment",
    "save_amendment",
    "submit_amendment",
]
