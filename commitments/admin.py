"""Index: where Django finds the admin of this app."""

from commitments.organizations.admin import MembershipAdmin, OrganizationAdmin, OutboxAdmin, UserAdmin
from commitments.plans.admin import CommitmentAdmin, MilestoneAdmin, PlanAdmin
from commitments.progress.admin import ProgressUpdateAdmin
from commitments.spreadsheets.admin import ImportJobAdmin

__all__ = [
    "CommitmentAdmin", "ImportJobAdmin", "MembershipAdmin", "MilestoneAdmin", "OrganizationAdmin", "OutboxAdmin", "PlanAdmin",
    "ProgressUpdateAdmin", "UserAdmin",
]  # fmt: skip
