"""The cells of one row read into values, with what is wrong in each."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ogp_portal.foundation import numbers
from ogp_portal.foundation.characters import clean

SERIAL = re.compile(r"[2-9]\d{4}")  # days since 1900, as spreadsheet programs keep dates
BEGINNING = datetime.date(1899, 12, 30)
SHAPES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Problem:
    """Something wrong in a cell: the line as the spreadsheet program numbers it, the column, and a
    sentence; `sheet` is the name of the sheet where it is not the first.
    """

    line: int
    column: str
    sentence: str
    sheet: str = ""


@dataclass(frozen=True)
class Change:
    """A value before and after, as people read it: "" where there was or will be none."""

    heading: str
    before: str
    after: str


class RowReader:
    """Reads the cells of one row, collecting what is wrong."""

    def __init__(self, line: int, cells: Mapping[str, str], *, sheet: str = "") -> None:
        self.line = line
        self.cells = cells
        self.sheet = sheet
        self.problems: list[Problem] = []

    def wrong(self, column: str, sentence: str) -> None:
        """Note a problem in a cell."""
        self.problems.append(Problem(self.line, column, sentence, self.sheet))

    def text(self, column: str) -> str:
        """Return the text of a cell, cleaned."""
        return clean(self.cells.get(column, ""))

    def number(self, column: str, *, most: int) -> int | None:
        """Return the whole number in a cell, from 0 to `most`; None, noted, for what is none."""
        text = self.cells[column]
        value, why = numbers.read(text)
        if value is not None and not 0 <= value <= most:
            value = None
            why = _("va de 0 a %(most)s: %(text)s") % {
                "most": numbers.write(most),
                "text": text[:40],
            }
        if why:
            self.wrong(column, f"{capfirst(why)}.")
        return value

    def date(self, column: str, text: str) -> datetime.date | None:
        """Return the day that a text says; None, noted, for one that says none."""
        for shape in SHAPES:
            try:
                return datetime.datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        if SERIAL.fullmatch(text):
            day = BEGINNING + datetime.timedelta(days=int(text))
            self.wrong(
                column,
                _(
                    "«%(text)s» parece el %(day)s como lo guarda la planilla: dé a la celda "
                    "formato de fecha."
                )
                % {"text": text, "day": date_format(day, "SHORT_DATE_FORMAT")},
            )
        elif text:
            self.wrong(
                column,
                _("«%(text)s» no es una fecha: escríbala como 2026-12-31 o 31-12-2026.")
                % {"text": text[:40]},
            )
        return None

    def id_of(self, column: str, ids: Mapping[str, int]) -> int | None:
        """Return the id of what a cell names by its address or its exact name."""
        text = self.cells[column]
        if text and text not in ids:
            self.wrong(
                column,
                _("«%(text)s» no está registrado: use su dirección o su nombre exacto.")
                % {"text": text[:60]},
            )
        return ids.get(text)
