"""Percentages as the sources print them: kept as they were written, and how many decimals a source
gives. Text in, text out.
"""

import re
from collections.abc import Sequence

PERCENTAGE = re.compile(
    r"-?[0-9]{1,12}(?:[.,][0-9]{1,20})?(?:[eE]-[0-9]{1,2})?"
)  # programs write 0,000042 as 4.2e-05
WHOLE = re.compile(r"-?[0-9]+[.,]0")
NO_PERCENTAGE = {
    "-",
    "—",
    "nan",
    "inf",
    "-inf",
    "n/a",
    "s/i",
    "#div/0!",
    "#¡div/0!",
    "#n/a",
}  # a division by no budget, in several programs
LONGEST_PERCENTAGE = 30


def read_percentage(text: str) -> str | None:
    """Return a percentage as it is printed, without its sign and spaces;

    "" for a blank or what a program writes for "none", None when it is none.
    """
    if len(text) <= LONGEST_PERCENTAGE and PERCENTAGE.fullmatch(text):
        return text
    cell = text.strip().removesuffix("%").strip()
    if cell.casefold() in NO_PERCENTAGE:
        return ""
    return (
        cell
        if not cell or (len(cell) <= LONGEST_PERCENTAGE and PERCENTAGE.fullmatch(cell))
        else None
    )


def decimals_of(printed: Sequence[str]) -> int | None:
    """Return 0 when every percentage of a source is a whole number written with ".0" (a program
    rounded them); None when each has its own.
    """
    texts = [text for text in printed if text]
    return 0 if texts and all(WHOLE.fullmatch(text) for text in texts) else None
