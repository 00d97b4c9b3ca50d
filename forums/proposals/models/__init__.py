"""Calls, proposals and working groups."""

from forums.proposals.models.attachment import Attachment
from forums.proposals.models.call import Call
from forums.proposals.models.group import GroupHeadcount, WorkingGroup
from forums.proposals.models.lineage import Lineage, Origin
from forums.proposals.models.proposal import Proposal
from forums.proposals.models.support import Support

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
