"""Calls, proposals and working groups."""

from forums.proposals.models.call import Call
from forums.proposals.models.group import GroupHeadcount, WorkingGroup
from forums.proposals.models.proposal import Attachment, Lineage, Origin, Proposal, Support

__all__ = [
    "Attachment",
    "Call",
    "GroupHeadcount",
    "Lineage",
    "Origin",
    "Proposal",
    "Support",
    "WorkingGroup",
]
