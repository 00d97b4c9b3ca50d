"""Budgets: programmes and their accounts by period, what the portal found in them, and files on
their way in.
"""

from transparency.budgets.models.accounts import (
    BudgetAccount,
    BudgetLine,
    BudgetLink,
    BudgetPeriod,
    BudgetProgram,
    BudgetSubtotal,
    ReferenceValue,
    Side,
)
from transparency.budgets.models.findings import Finding
from transparency.budgets.models.imports import BudgetImport

__all__ = [
    "BudgetAccount",
    "BudgetImport",
    "BudgetLine",
    "BudgetLink",
    "BudgetPeriod",
    "BudgetProgram",
    "BudgetSubtotal",
    "Finding",
    "ReferenceValue",
    "Side",
]
