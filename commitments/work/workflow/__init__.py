"""Reminders, and the work of who leaves given to a successor."""

from commitments.work.workflow.delegating import propose_delegation, revoke_delegation
from commitments.work.workflow.reminding import remind
from commitments.work.workflow.succeeding import (
    confirm_succession,
    erase_successions,
    forget_successions,
    propose_succession,
    withdraw_succession,
)

__all__ = [
    "confirm_succession",
    "erase_successions",
    "forget_successions",
    "propose_delegation",
    "propose_succession",
    "remind",
    "revoke_delegation",
    "withdraw_succession",
]
