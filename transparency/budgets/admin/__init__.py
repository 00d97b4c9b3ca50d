"""Money in the admin: load accounts with a preview, put accounts in plain words, join them to what
they pay for, answer findings.
"""

from transparency.budgets.admin.findings import BudgetPeriodAdmin, FindingAdmin
from transparency.budgets.admin.imports import BudgetImportAdmin
from transparency.budgets.admin.words import (
    BudgetAccountAdmin,
    BudgetLinkAdmin,
    BudgetProgramAdmin,
    ReferenceValueAdmin,
)

__all__ = [
    "BudgetAccountAdmin",
    "BudgetImportAdmin",
    "BudgetLinkAdmin",
    "BudgetPeriodAdmin",
    "BudgetProgramAdmin",
    "FindingAdmin",
    "ReferenceValueAdmin",
]
