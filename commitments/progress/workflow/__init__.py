"""Every write on progress: reported by the institution with evidence, reviewed by somebody else,
then public.
"""

from commitments.progress.workflow.evidence import (
    add_evidence,
    place_evidence,
    remove_evidence,
)
from commitments.progress.workflow.periods import stood_before
from commitments.progress.workflow.reporting import Claim, begin_update, save_update, submit_update
from commitments.progress.workflow.reviewing import (
    approve_update,
    note_reports,
    register_update,
    return_update,
)

__all__ = [
    "Claim",
    "add_evidence",
    "approve_update",
    "begin_update",
    "note_reports",
    "place_evidence",
    "register_update",
    "remove_evidence",
    "return_update",
    "save_update",
    "stood_before",
    "submit_update",
]
