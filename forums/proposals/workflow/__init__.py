"""Every write on calls, proposals, supports and working groups."""

from forums.proposals.emails import tell_authors_of_commitment
from forums.proposals.workflow.attaching import attach
from forums.proposals.workflow.calls import announce_call, discard_call, move_call_window, save_call
from forums.proposals.workflow.deciding import (
    admit,
    merge,
    not_admit,
    not_select,
    put_in_commitment,
    select,
    split,
    take_to_table,
)
from forums.proposals.workflow.erasing import erase_proposals, erase_supports
from forums.proposals.workflow.following import appeal, find_by_code, withdraw
from forums.proposals.workflow.forgetting import forget_unconfirmed
from forums.proposals.workflow.groups import count_group, hold_group, report_group, save_group
from forums.proposals.workflow.intake import Receipt, confirm, propose, transcribe
from forums.proposals.workflow.supporting import support, withdraw_support

__all__ = [
    "Receipt",
    "admit",
    "announce_call",
    "appeal",
    "attach",
    "confirm",
    "count_group",
    "discard_call",
    "erase_proposals",
    "erase_supports",
    "find_by_code",
    "forget_unconfirmed",
    "hold_group",
    "merge",
    "move_call_window",
    "not_admit",
    "not_select",
    "propose",
    "put_in_commitment",
    "report_group",
    "save_call",
    "save_group",
    "select",
    "split",
    "support",
    "take_to_table",
    "tell_authors_of_commitment",
    "transcribe",
    "withdraw",
    "withdraw_support",
]
