"""Budgets: programmes and their accounts by period, what the portal found in them, and files on
their way in.
"""

from transparency.budgets.models.accounts import BudgetAccount, BudgetLink
from transparency.budgets.models.findings import Finding
from transparency.budgets.models.imports import BudgetImport
from transparency.budgets.models.lines import BudgetLine, BudgetSubtotal
from transparency.budgets.models.periods import BudgetPeriod
from transparency.budgets.models.programs import BudgetProgram
from transparency.budgets.models.references import ReferenceKind, ReferenceValue
from transparency.budgets.states import Side

__all__ = [
    "BudgetAccount",
    "BudgetImport",
    "BudgetLine",
    "BudgetLink",
    "BudgetPeriod",
    "BudgetProgram",
    "BudgetSubtotal",
    "Finding",
    "ReferenceKind",
    "ReferenceValue",
    "Side",
]
