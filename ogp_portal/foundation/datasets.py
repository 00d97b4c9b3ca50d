"""Published columns, each declared once: name, where it comes from, type, unit, sentence, source of the rule."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One published column. `read` takes the row and returns text, a number or None."""

    name: str
    sentence: Any
    type: str
    read: Callable[[Any], Any]
    unit: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Dataset:
    """A table that is published: page, export, report and dictionary read the same columns."""

    name: str
    title: Any
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        """Return the names of the columns, in order."""
        return [column.name for column in self.columns]

    def values(self, row: Any) -> list[Any]:
        """Return the values of one row, in order."""
        return [column.read(row) for column in self.columns]


def neutral(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: a quote is put before text that begins like one."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def to_csv(header: list[str], rows: Iterable[list[Any]]) -> str:
    """Return CSV (RFC 4180, comma, UTF-8) with formulas neutralised."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return output.getvalue()
