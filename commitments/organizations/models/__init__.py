"""Territories, organizations with what becomes of them, and the memberships from which all rights
come.
"""

from commitments.organizations.models.change import OrganizationChange
from commitments.organizations.models.membership import (
    Membership,
    MembershipQuerySet,
    RoleProposal,
)
from commitments.organizations.models.organization import (
    Organization,
    OrganizationQuerySet,
    Territory,
)

__all__ = [
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationChange",
    "OrganizationQuerySet",
    "RoleProposal",
    "Territory",
]
