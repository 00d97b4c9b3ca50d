"""Whole numbers as offices and people write them, read for every door: forms, the admin, sheets,
accounts. Text in, numbers out.

What is written can be read in one way, or it is told with both ways: nothing is guessed. A column
is read at once: the usual case, digits and nothing else, costs one look; anything else is read cell
by cell, and each cell that is no whole number is told with its place and why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

CHILEAN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,0+)?|-?[0-9]+,0+")
INTERNATIONAL = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.0+)?|-?[0-9]+\.0+")
GROUPS = re.compile(r"-?[0-9]{1,3}(?:(?P<sign>[.,'])[0-9]{3})(?:(?P=sign)[0-9]{3})*")
ONE_OF_NOTHING = re.compile(r"-?[0-9]{1,3}(?P<sign>[.,])000")  # 45.000: of 45, or of 45 thousands
SPACED = re.compile(r"(?<=[0-9])[ \u00a0\u202f\u2009](?=[0-9]{3}(?![0-9]))")
TWO_NUMBERS = re.compile(r"[0-9]\s+[0-9]")
DIGITS = re.compile(r"-?[0-9]+")
FRACTION = re.compile(r"-?[0-9.,]*[.,][0-9]*[1-9][0-9]*")
EXPONENT = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
DASHES = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-"))
LARGEST = 2**63 - 1
LONGEST_SHOWN = 40
LONGEST_PLAIN = 18  # digits that surely fit in 64 bits

BLANK = _("vacío")
NOT_A_NUMBER = _("no es un número entero: %(text)s")
NOT_WHOLE = _("tiene decimales, y aquí van números enteros: %(text)s")
NEGATIVE_ZERO = _("es un cero negativo (%(text)s): escriba 0 o la cifra que corresponde")
TOO_LARGE = _("es un número imposible de tan grande: %(text)s")
SCIENTIFIC = _(
    "está en notación científica y puede haber perdido cifras (%(text)s): dé a la celda formato de "
    "número, o escriba todas sus cifras"
)
AMBIGUOUS = _(
    "%(text)s puede ser %(small)s o %(large)s: escríbalo sin separadores, como %(small_plain)s o "
    "%(large_plain)s"
)
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


UNKNOWN = Convention()


def convention(columns: Sequence[Sequence[str]]) -> Convention:
    """Return the convention that the numbers of a file show; a number that only one convention can
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
    if chilean or international:
        return Convention("." if chilean >= international else ",")
    return UNKNOWN


def read_column(
    column: Sequence[str], *, written: Convention
) -> tuple[list[int | None], list[Wrong]]:
    """Return the numbers of a column of text (None where a cell is blank) and the cells that cannot
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


def read(text: str) -> tuple[int | None, str]:
    """Return the whole number that somebody wrote alone, not in a column: see `read_cell`."""
    return read_cell(text, written=convention([[text]]))


def read_cell(text: str, *, written: Convention) -> tuple[int | None, str]:
    """Return the whole number of one cell and "", or None and why it cannot be read.

    A blank cell, or a lone dash as accountants write it, is None and no error: not given is not
    zero.
    """
    if len(text) <= LONGEST_PLAIN and text.isascii() and text.isdigit():
        return int(text), ""
    cell = _bare(text)
    if cell in {"", "-"}:
        return None, ""
    shown = {"text": text.strip()[:LONGEST_SHOWN]}
    if not written.thousands and (sentence := _ambiguity(cell, shown)):
        return None, sentence
    digits = _digits(cell, written=written)
    if digits is None:
        return None, str(_reason(cell, written=written)) % shown
    value = int(digits) if len(digits) <= len(str(LARGEST)) + 1 else LARGEST + 1
    if abs(value) > LARGEST:
        return None, str(TOO_LARGE) % shown
    if value == 0 and cell.startswith("-"):
        return None, str(NEGATIVE_ZERO) % shown
    return value, ""


def _reason(cell: str, *, written: Convention) -> object:
    if written.thousands and (CHILEAN.fullmatch(cell) or INTERNATIONAL.fullmatch(cell)):
        return MIXED
    if EXPONENT.fullmatch(cell):
        return SCIENTIFIC
    return NOT_WHOLE if FRACTION.fullmatch(cell) else NOT_A_NUMBER


def _ambiguity(cell: str, shown: dict[str, str]) -> str:
    """Return the sentence with both readings of 45,000 where the language writes decimals with that
    sign and nothing else in the file says how it writes thousands; "" where there is one reading.
    """
    found = ONE_OF_NOTHING.fullmatch(cell)
    if found is None or found["sign"] != get_format("DECIMAL_SEPARATOR"):
        return ""
    small = int(cell.partition(found["sign"])[0])
    if not small:
        return ""
    return str(AMBIGUOUS) % {
        **shown,
        "small": number_format(small),
        "large": number_format(small * 1000, force_grouping=True),
        "small_plain": small,
        "large_plain": small * 1000,
    }


def _bare(text: str) -> str:
    """Return a cell without spaces and sign of the currency, and with every minus of offices (long
    dashes, accountants' brackets, behind the number) as one before it.
    """
    cell = SPACED.sub("", text.strip()).translate(DASHES)
    if TWO_NUMBERS.search(cell):
        return cell
    is_negative, cell = _without_minus(cell.translate(SPACES))
    for sign in (settings.MONEY_SIGNS[0], settings.CURRENCY):
        cell = cell.removeprefix(sign) if cell.startswith(sign) else cell.removesuffix(sign)
    if not is_negative:
        is_negative, cell = _without_minus(cell)
    return f"-{cell}" if is_negative else cell


def _without_minus(cell: str) -> tuple[bool, str]:
    """Return whether a cell is negative, and the rest of it."""
    if len(cell) > 2 and cell.startswith("(") and cell.endswith(")"):
        return True, cell[1:-1]
    if cell.startswith("-"):
        return True, cell[1:]
    if cell.endswith("-"):
        return True, cell[:-1]
    return False, cell


def _digits(cell: str, *, written: Convention) -> str | None:
    """Return the digits of a whole number in the file's convention, None if it is none."""
    if DIGITS.fullmatch(cell):
        return cell
    if written.thousands == ",":
        return cell.replace(",", "").partition(".")[0] if INTERNATIONAL.fullmatch(cell) else None
    if written.thousands == ".":
        return cell.replace(".", "").partition(",")[0] if CHILEAN.fullmatch(cell) else None
    # nothing in the file says which; a group of three digits is thousands in both
    if found := GROUPS.fullmatch(cell):
        return cell.replace(found["sign"], "")
    return re.split("[.,]", cell)[0] if re.fullmatch(r"-?[0-9]+[.,]0+", cell) else None


MINUS = "−"


def write(value: float | Decimal) -> str:
    """Return a number as the reader's language writes it, grouped, with one sign of minus and no
    negative zero.
    """
    figure = number_format(value, force_grouping=True)
    has_sign = figure.startswith("-")
    bare = figure.removeprefix("-")
    return f"{MINUS}{bare}" if has_sign and bare.strip("0.,\u00a0") else bare
