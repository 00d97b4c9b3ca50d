"""Every write on what becomes of an institution: proposed by one person, confirmed by an
administrator, undone by two while nothing rests on it.
"""

from commitments.institutions.workflow.confirming import confirm_change
from commitments.institutions.workflow.proposing import (
    forget_changes,
    propose_closure,
    propose_rename,
    propose_undoing,
    withdraw_change,
)

__all__ = [
    "confirm_change",
    "forget_changes",
    "propose_closure",
    "propose_rename",
    "propose_undoing",
    "withdraw_change",
]
