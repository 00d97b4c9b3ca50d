"""What the public pages of budgets ask: institutions, an institution's year, an account within it,
sheets, comparisons, findings.
"""

from transparency.budgets.browsing.accounts import drill
from transparency.budgets.browsing.findings import FindingQuestion, find_findings
from transparency.budgets.browsing.institutions import compare, institution_page, institutions
from transparency.budgets.browsing.sheets import sheet_page, sheets

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
