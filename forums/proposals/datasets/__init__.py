"""Calls, proposals, their lineage and the working groups, as published data."""

from forums.proposals.datasets.call import CALLS
from forums.proposals.datasets.group import WORKING_GROUP_ATTENDANCE, WORKING_GROUPS
from forums.proposals.datasets.lineage import COMMITMENT_ORIGINS, PROPOSAL_LINEAGE
from forums.proposals.datasets.proposal import PROPOSAL_ATTACHMENTS, PROPOSALS

__all__ = [
    "CALLS",
    "COMMITMENT_ORIGINS",
    "PROPOSALS",
    "PROPOSAL_ATTACHMENTS",
    "PROPOSAL_LINEAGE",
    "WORKING_GROUPS",
    "WORKING_GROUP_ATTENDANCE",
]
