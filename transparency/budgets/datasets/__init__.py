"""Budgets as published data: programmes, the accounts of each period, their lines, the words of
accounts, and what was found.
"""

from transparency.budgets.datasets.accounts import ACCOUNTS
from transparency.budgets.datasets.findings import FINDINGS
from transparency.budgets.datasets.lines import LINES
from transparency.budgets.datasets.periods import PERIODS
from transparency.budgets.datasets.programs import PROGRAMS

__all__ = ["ACCOUNTS", "FINDINGS", "LINES", "PERIODS", "PROGRAMS"]
