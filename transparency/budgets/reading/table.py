"""The cells of a file under our names of its columns, checked column by column."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import characters, numbers
from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import classifier
from transparency.budgets.percentages import read_percentage
from transparency.budgets.reading.columns import normalize
from transparency.budgets.reading.mapping import Mapping
from transparency.budgets.reading.problems import Problem
from transparency.budgets.reading.titles import LEVELS, PERCENTAGE
from transparency.budgets.states import Measure, Side

LONGEST_NAME = 300
LONGEST_CODE = 40
MEASURES = tuple(Measure.values)


@dataclass
class Table:
    """The cells of a file under our names of its columns, and what is wrong in them so far."""

    columns: dict[str, list[str]]
    titles: dict[str, str]
    rows: list[int]
    problems: list[Problem]

    def tell(self, line: int, name: str, sentence: str) -> None:
        """Remember what is wrong in a cell: its line (from 0), our name of its column."""
        self.problems.append(Problem(self.rows[line], self.titles[name], sentence))


def arrange(sheet: sheets.Sheet, header: Sequence[str], positions: dict[str, int]) -> Table:
    """Return the cells of our columns; empty rows left out, short ones filled, long ones told."""
    lines = sheet.lines
    places = [number for number in range(1, len(lines)) if lines[number]]
    width = len(header)
    body = [
        lines[number] if len(lines[number]) == width else [*lines[number], *[""] * width][:width]
        for number in places
    ]
    return Table(
        columns={name: [row[position] for row in body] for name, position in positions.items()},
        titles={name: header[position] for name, position in positions.items()},
        rows=[sheet.first + number for number in places],
        problems=[
            Problem(
                sheet.first + number,
                "—",
                gettext("tiene %(found)s celdas y los títulos son %(wanted)s")
                % {"found": len(lines[number]), "wanted": width},
            )
            for number in places
            if len(lines[number]) > width and any(cell.strip() for cell in lines[number][width:])
        ],
    )


def accounts_of(table: Table, mapping: Mapping) -> tuple[str, list[str]]:
    """Return the side of the file, and the account of each line ("" where there is none)."""
    first_rows: dict[str, int] = {}
    accounts = []
    names = table.columns.get("name")
    for line, code in enumerate(table.columns["code"]):
        parts = classifier.split(code)
        accounts.append(parts[1] if parts else "")
        if parts is None:
            table.tell(line, "code", _why_no_account(code, names[line] if names else ""))
        elif parts[0]:
            first_rows.setdefault(parts[0], table.rows[line])
    if len(first_rows) > 1:
        raise Refusal(
            _(
                "El archivo mezcla gastos (215) e ingresos (115); la fila %(row)s es la "
                "primera del otro lado. Sepárelos en dos archivos."
            )
            % {"row": max(first_rows.values())},
            field="file",
        )
    side = next(iter(first_rows), mapping.side or Side.EXPENSE.value)
    if mapping.side and mapping.side != side:
        raise Refusal(
            _(
                "El archivo de correspondencias y los códigos de las cuentas no dicen lo "
                "mismo: gastos o ingresos."
            ),
            field="mapping",
        )
    return side, accounts


def _why_no_account(code: str, name: str) -> str:
    """Return why a cell is no account, for the person who loads the file."""
    if "total" in normalize(f"{code} {name}"):
        return gettext("es una fila de totales: déjela fuera, el portal suma por su cuenta")
    if not code.strip():
        return gettext("falta el código de la cuenta")
    return gettext("no es un código de cuenta: %(text)s") % {"text": code.strip()[:LONGEST_CODE]}


def measures_of(table: Table, mapping: Mapping) -> dict[str, list[int | None]]:
    """Return the amounts of each measure that the file gives, in pesos."""
    names = [name for name in MEASURES if name in table.columns]
    written = numbers.convention([table.columns[name] for name in names])
    measures: dict[str, list[int | None]] = {}
    for name in names:
        values, wrong = numbers.read_column(table.columns[name], written=written)
        for cell in wrong:
            table.tell(cell.place, name, cell.sentence)
        if mapping.unit_clp > 1:
            values = [None if value is None else value * mapping.unit_clp for value in values]
            for line, value in enumerate(values):
                if value is not None and abs(value) > numbers.LARGEST:
                    text = table.columns[name][line]
                    table.tell(line, name, str(numbers.TOO_LARGE) % {"text": text})
        measures[name] = values
    return measures


def percentages_of(table: Table) -> list[str]:
    """Return the percentages as they are printed, "" where there is none."""
    percentages = []
    for line, text in enumerate(table.columns.get(PERCENTAGE, [""] * len(table.rows))):
        printed = read_percentage(text)
        if printed is None:
            sentence = gettext("no es un porcentaje: %(text)s") % {"text": text.strip()[:40]}
            table.tell(line, PERCENTAGE, sentence)
        percentages.append(printed or "")
    return percentages


@functools.lru_cache(maxsize=50_000)  # the same names come month after month
def one_line(text: str) -> str:
    """Return a name in one line; "_x000D_" is a line's end as spreadsheets save it."""
    cleaned = characters.one_line(text.replace("_x000D_", " "))
    return " ".join(cleaned.split())[:LONGEST_NAME]


def level_names(columns: dict[str, list[str]], accounts: list[str]) -> dict[str, str]:
    """Return the names of the accounts above the lines, as the file gives them."""
    names: dict[str, str] = {}
    for level, column in enumerate(LEVELS):
        for account, text in zip(accounts, columns.get(column, ()), strict=False):
            path = classifier.above(account)
            if len(path) > level and path[level] not in names and text.strip():
                names[path[level]] = one_line(text)
    return names
