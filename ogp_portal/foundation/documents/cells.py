"""What a spreadsheet takes for a formula, in files that come in and in files that go out."""

import re

# Microsoft's and OWASP's lists, and the wide signs that Excel reads as the plain ones
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WORKED_OUT = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠]\S.*[|!(])", re.DOTALL)


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would work a cell out: more than a number with its sign, a list's
    dash or a name after @.
    """
    return _WORKED_OUT.match(cell) is not None


def without_quote(cell: str) -> str:
    """Return a cell without the quote that exports put before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell
