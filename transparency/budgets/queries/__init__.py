"""What the public pages of budgets ask: institutions, an institution's year, an account within it,
sheets, comparisons, findings.
"""

from transparency.budgets.queries.accounts import drill
from transparency.budgets.queries.findings import FindingQuestion, find_findings
from transparency.budgets.queries.institutions import compare, institution_page, institutions
from transparency.budgets.queries.sheets import sheet_page, sheets

__all__ = [
    "FindingQuestion",
    "compare",
    "drill",
    "find_findings",
    "institution_page",
    "institutions",
    "sheet_page",
    "sheets",
]
