"""The pages of calls, proposals and working groups."""

from forums.proposals.views.author import confirm, follow
from forums.proposals.views.call import call_detail, propose, similar
from forums.proposals.views.deciding import decide, split, transcribe
from forums.proposals.views.group import group_detail
from forums.proposals.views.proposal import (
    attachment_file,
    proposal_detail,
    proposal_list,
    support,
)

__all__ = [
    "attachment_file",
    "call_detail",
    "confirm",
    "decide",
    "follow",
    "group_detail",
    "proposal_detail",
    "proposal_list",
    "propose",
    "similar",
    "split",
    "support",
    "transcribe",
]
