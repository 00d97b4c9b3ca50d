"""What the public pages of budgets ask: institutions, an institution's year, an account within it,
sheets, comparisons, findings.
"""

from transparency.budgets.queries.accounts import account_page
from transparency.budgets.queries.choices import number
from transparency.budgets.queries.comparison import compare
from transparency.budgets.queries.findings import (
    FINDING_READS,
    FindingQuestion,
    findings_page,
    named,
)
from transparency.budgets.queries.institution import institution_page
from transparency.budgets.queries.institutions import institutions, latest_accounts
from transparency.budgets.queries.sheets import sheet_page, sheets

__all__ = [
    "FINDING_READS",
    "FindingQuestion",
    "account_page",
    "compare",
    "findings_page",
    "institution_page",
    "institutions",
    "latest_accounts",
    "named",
    "number",
    "sheet_page",
    "sheets",
]
