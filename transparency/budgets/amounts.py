"""Amounts and percentages as offices write them: from text to whole pesos. Values in, values out.

A column is read at once: the usual case, digits and nothing else, costs one look; anything else is
read cell by cell, and each cell that cannot be a whole number of pesos is told with its place and
why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

CHILEAN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,0+)?|-?[0-9]+,0+")
INTERNATIONAL = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.0+)?|-?[0-9]+\.0+")
ONE_POINT = re.compile(r"-?[0-9]{1,3}\.000|-?[0-9]{1,3}(?:\.[0-9]{3})+")
ONE_COMMA = re.compile(r"-?[0-9]{1,3},000|-?[0-9]{1,3}(?:,[0-9]{3})+")
DIGITS = re.compile(r"-?[0-9]+")
FRACTION = re.compile(r"-?[0-9.,]*[.,][0-9]*[1-9][0-9]*")
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
LARGEST = 2**63 - 1
LONGEST_SHOWN = 40
LONGEST_PERCENTAGE = 30
LONGEST_PLAIN = 18  # digits that surely fit in 64 bits

BLANK = _("vacío")
NOT_A_NUMBER = _("no es un monto: %(text)s")
NOT_WHOLE = _("tiene fracciones de peso: %(text)s")
NEGATIVE_ZERO = _("es un cero negativo (%(text)s): escriba 0 o el monto que corresponde")
TOO_LARGE = _("es un monto imposible de tan grande: %(text)s")
MIXED = _(
    "está escrito con otra convención que el resto del archivo (puntos y comas al revés): %(text)s"
)


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be read: its place in the column (from 0), and why."""

    place: int
    sentence: str


@dataclass(frozen=True)
class Convention:
    """How a file writes numbers: which sign separates thousands, "" where no number of it says."""

    thousands: str = ""


def convention(columns: Sequence[Sequence[str]]) -> Convention:
    """Return the convention that the amounts of a file show; a number that only one convention can
    have written decides.
    """
    chilean = international = 0
    for column in columns:
        for text in column:
            if "." in text or "," in text:
                cell = _bare(text)
                is_chilean, is_international = (
                    bool(CHILEAN.fullmatch(cell)),
                    bool(INTERNATIONAL.fullmatch(cell)),
                )
                chilean += is_chilean and not is_international
                international += is_international and not is_chilean
    if chilean == international:
        return Convention("." if chilean else "")
    return Convention("." if chilean > international else ",")


def read_column(
    column: Sequence[str], *, written: Convention
) -> tuple[list[int | None], list[Wrong]]:
    """Return the pesos of a column of text (None where a cell is blank) and the cells that cannot
    be read.
    """
    plain = _plain(column)
    if plain is not None:
        return plain, []
    values: list[int | None] = []
    wrong: list[Wrong] = []
    for place, text in enumerate(column):
        value, sentence = read_cell(text, written=written)
        values.append(value)
        if sentence:
            wrong.append(Wrong(place, sentence))
    return values, wrong


def _plain(column: Sequence[str]) -> list[int | None] | None:
    """Return the numbers of a column of bare digits, None where any cell is written otherwise than
    Python writes its number back.
    """
    if max(map(len, column), default=0) > LONGEST_PLAIN:
        return None
    try:
        values = list(map(int, column))
    except ValueError:
        return None
    return [*values] if list(map(str, values)) == list(column) else None


def read_cell(text: str, *, written: Convention) -> tuple[int | None, str]:
    """Return the pesos of one cell and "", or None and why it cannot be read.

    A blank cell is None and no error: not given is not zero.
    """
    cell = _bare(text)
    if not cell:
        return None, ""
    shown = {"text": text.strip()[:LONGEST_SHOWN]}
    digits = _digits(cell, written=written)
    if digits is None:
        other = CHILEAN.fullmatch(cell) or INTERNATIONAL.fullmatch(cell)
        reason = (
            MIXED
            if other and written.thousands
            else NOT_WHOLE
            if FRACTION.fullmatch(cell)
            else NOT_A_NUMBER
        )
        return None, str(reason) % shown
    value = int(digits) if len(digits) <= len(str(LARGEST)) + 1 else LARGEST + 1
    if abs(value) > LARGEST:
        return None, str(TOO_LARGE) % shown
    if value == 0 and cell.startswith("-"):
        return None, str(NEGATIVE_ZERO) % shown
    return value, ""


def _bare(text: str) -> str:
    """Return a cell without spaces, currency sign, and with accountants' brackets and long dashes
    as a minus.
    """
    cell = (
        text.strip()
        .replace("\u2212", "-")
        .replace("\u00a0", "")
        .replace("\u202f", "")
        .replace(" ", "")
    )
    if cell.startswith("(") and cell.endswith(")"):
        cell = f"-{cell[1:-1]}"
    return cell.replace("$", "", 1) if cell.startswith(("$", "-$")) else cell


def _digits(cell: str, *, written: Convention) -> str | None:
    """Return the digits of a whole number in the file's convention, None if it is none."""
    if DIGITS.fullmatch(cell):
        return cell
    if written.thousands == ",":
        return cell.replace(",", "").partition(".")[0] if INTERNATIONAL.fullmatch(cell) else None
    if written.thousands == ".":
        return cell.replace(".", "").partition(",")[0] if CHILEAN.fullmatch(cell) else None
    # nothing in the file says which; a group of three digits is thousands in both
    if ONE_POINT.fullmatch(cell):
        return cell.replace(".", "")
    if ONE_COMMA.fullmatch(cell):
        return cell.replace(",", "")
    return re.split("[.,]", cell)[0] if re.fullmatch(r"-?[0-9]+[.,]0+", cell) else None


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
