"""Every write on territories, organizations and memberships."""

from commitments.organizations.workflow.institution import (
    refuse_closed,
    register_organization,
    register_territory,
    save_organization,
    save_territory,
)
from commitments.organizations.workflow.people import forget_who_served, register_person
from commitments.organizations.workflow.roles import (
    confirm_role,
    end_delegations_to,
    end_role,
    end_roles,
    erase_proposals,
    forget_proposals,
    hand_over_role,
    invite_editor,
    lock_roles,
    propose_delegation,
    propose_role,
    propose_undoing,
    roles_going_on,
    save_membership,
    withdraw_role,
)

__all__ = [
    "confirm_role",
    "end_delegations_to",
    "end_role",
    "end_roles",
    "erase_proposals",
    "forget_proposals",
    "forget_who_served",
    "hand_over_role",
    "invite_editor",
    "lock_roles",
    "propose_delegation",
    "propose_role",
    "propose_undoing",
    "refuse_closed",
    "register_organization",
    "register_person",
    "register_territory",
    "roles_going_on",
    "save_membership",
    "save_organization",
    "save_territory",
    "withdraw_role",
]
