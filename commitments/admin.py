"""Index: where Django finds the admin of this app."""

from commitments.assessments.admin import CounterpartAdmin
from commitments.organizations.admin import (
    MembershipAdmin,
    OrganizationAdmin,
    OutboxAdmin,
    UserAdmin,
)
from commitments.plans.admin import CommitmentAdmin, MilestoneAdmin, PlanAdmin, VocabularyAdmin
from commitments.progress.admin import ProgressUpdateAdmin
from commitments.spreadsheets.admin import ImportJobAdmin

__all__ = [
    "CommitmentAdmin",
    "CounterpartAdmin",
    "ImportJobAdmin",
    "MembershipAdmin",
    "MilestoneAdmin",
    "OrganizationAdmin",
    "OutboxAdmin",
    "PlanAdmin",
    "ProgressUpdateAdmin",
    "UserAdmin",
    "VocabularyAdmin",
]
