"""From a file to a table of text, its cells trimmed and without the quotes that exports put before
what looks like a formula.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ogp_portal.foundation.documents import cells, sheets

LARGEST = 10 * 1024 * 1024
LIMITS = sheets.Limits(
    size=LARGEST, rows=20_000, columns=60, fills_merged=True, beside=("hitos", "milestones")
)
FARTHEST_HEADER = 20  # rows above it: the name of the plan, who made the sheet, its date


@dataclass(frozen=True)
class Line:
    """A row below the header: its number as the spreadsheet program shows it, as many cells as the
    header, and those beyond it that are not empty.
    """

    number: int
    cells: list[str]
    beyond: list[str]


@dataclass(frozen=True)
class Table:
    """What a sheet holds: its header, its rows as text, and what whoever loads it ought to know.

    `beside` is the sheet of milestones of the same file, `name` what a sheet beside is called.
    """

    header: list[str]
    lines: list[Line]
    header_number: int = 1
    notes: tuple[str, ...] = ()
    name: str = ""
    beside: "Table | None" = None


def read(content: bytes, *, is_header: Callable[[list[str]], bool]) -> Table:
    """Return the table in a CSV or XLSX file, below the first row that `is_header` knows, or else
    below the first one of several cells. Raises Refusal with what to do.
    """
    sheet = sheets.read(content, limits=LIMITS)
    table = _table(sheet, is_header)
    beside = _table(sheet.beside, lambda _row: False) if sheet.beside else None
    notes = _notes(table.header_number, sheet.others)
    return dataclasses.replace(table, notes=notes, beside=beside)


def _table(sheet: sheets.Sheet, is_header: Callable[[list[str]], bool]) -> Table:
    rows = [[cell.strip() for cell in line] for line in sheet.lines]
    above = range(min(FARTHEST_HEADER, len(rows)))
    known = [place for place in above if rows[place] and is_header(rows[place])]
    several = [place for place in above if len(list(filter(None, rows[place]))) > 1]
    place = (known + several + [0])[0]
    header = rows[place]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    lines = [
        Line(
            sheet.first + number,
            [_cell(cell) for cell in (row + [""] * width)[:width]],
            [cell for cell in row[width:] if cell],
        )
        for number, row in enumerate(rows)
        if number > place and row
    ]
    return Table(header, lines, sheet.first + place, name=sheet.name)


def _notes(header_number: int, others: tuple[str, ...]) -> tuple[str, ...]:
    notes = []
    if header_number > 1:
        notes.append(_("Los títulos de las columnas se leyeron de la fila %s.") % header_number)
    if others:
        notes.append(
            _("Se lee solo la primera hoja del archivo; estas otras no: %s.") % ", ".join(others)
        )
    return tuple(notes)


def _cell(value: str) -> str:
    return cells.without_quote(value[: sheets.LONGEST_CELL])
