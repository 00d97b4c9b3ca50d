"""Index: where Django finds the admin of this app."""

from transparency.budgets.admin import (
    BudgetAccountAdmin,
    BudgetImportAdmin,
    BudgetLinkAdmin,
    BudgetPeriodAdmin,
    BudgetProgramAdmin,
    FindingAdmin,
    ReferenceValueAdmin,
)
from transparency.publications.admin import (
    DisseminationChannelAdmin,
    PublicationAdmin,
    PublicationVersionAdmin,
)
from transparency.reports.admin import ComplianceReportAdmin
from transparency.tokens.admin import ApiTokenAdmin
from transparency.webhooks.admin import WebhookAdmin

__all__ = [
    "ApiTokenAdmin",
    "BudgetAccountAdmin",
    "BudgetImportAdmin",
    "BudgetLinkAdmin",
    "BudgetPeriodAdmin",
    "BudgetProgramAdmin",
    "ComplianceReportAdmin",
    "DisseminationChannelAdmin",
    "FindingAdmin",
    "PublicationAdmin",
    "PublicationVersionAdmin",
    "ReferenceValueAdmin",
    "WebhookAdmin",
]
