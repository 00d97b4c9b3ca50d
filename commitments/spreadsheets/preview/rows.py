"""One row of a table read into values, with what is wrong in each of its cells."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from commitments.plans.datasets import TEXTS
from commitments.plans.models import Commitment
from commitments.plans.models.text import SHORT
from ogp_portal.foundation import numbers
from ogp_portal.foundation.documents.text import clean

MILESTONE = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}):?\s+(.+)$")
SERIAL = re.compile(r"[2-9]\d{4}")  # days since 1900, as spreadsheet programs keep dates
BEGINNING = datetime.date(1899, 12, 30)
SHAPES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
LONGEST_SLUG = 200
LONGEST_TITLE = 300
HIGHEST_NUMBER = 32_767
MOST_PESOS = 10**16
Values = dict[str, Any]  # of a row, by the name of the field


@dataclass(frozen=True)
class Problem:
    """Something wrong in a cell: the line as the spreadsheet program numbers it, the column, and a
    sentence.
    """

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One row ready to be written."""

    line: int
    slug: str
    values: Values
    milestones: list[tuple[datetime.date, str]] | None


class RowReader:
    """Reads the cells of one row, collecting what is wrong."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self.cells = cells
        self.problems: list[Problem] = []

    def wrong(self, column: str, sentence: str) -> None:
        """Note a problem in a cell."""
        self.problems.append(Problem(self.line, column, sentence))

    def row(self, plan_slug: str, axes: Mapping[str, int], organizations: Mapping[str, int]) -> Row:
        """Return the row; where a cell is wrong its value is left out and noted."""
        values: Values = {
            TEXTS[name]: clean(text) for name, text in self.cells.items() if name in TEXTS
        }
        if not values["title"] or len(values["title"]) > LONGEST_TITLE:
            self.wrong("titulo", _("El título va de 1 a 300 caracteres."))
        if len(values.get("summary", "")) > SHORT:
            self.wrong(
                "breve_descripcion",
                _("Tiene %(length)s caracteres y el límite es 140.")
                % {"length": len(values["summary"])},
            )
        self._numbers(values)
        self._dates(values)
        for name, key, ids in (
            ("eje", "axis_id", axes),
            ("institucion", "responsible_id", organizations),
        ):
            if name in self.cells:
                values[key] = self._id_of(name, self.cells[name], ids)
        self._validate(values)
        slug = (
            self.cells.get("direccion", "")
            or slugify(f"{plan_slug} {values['title']}")[:LONGEST_SLUG]
        )
        if not re.fullmatch(r"[-a-z0-9_]{1,200}", slug):
            self.wrong(
                "direccion", _("La dirección lleva solo minúsculas sin tilde, números y guiones.")
            )
        return Row(self.line, slug, values, self._milestones() if "hitos" in self.cells else None)

    def _validate(self, values: Values) -> None:
        """Hold each value against the rules of its own field, as a form does."""
        columns = {key: name for name, key in TEXTS.items()}
        for key, value in values.items():
            if key not in columns or not value:
                continue
            field = Commitment._meta.get_field(key)
            try:
                if isinstance(field, Field):
                    field.run_validators(value)
            except ValidationError as error:
                for sentence in error.messages:
                    self.wrong(columns[key], sentence)

    def _dates(self, values: Values) -> None:
        for name, key in (("inicio", "starts_on"), ("termino", "ends_on")):
            if name in self.cells:
                values[key] = self._date(name, self.cells[name])
        if (
            values.get("starts_on")
            and values.get("ends_on")
            and values["ends_on"] < values["starts_on"]
        ):
            self.wrong("termino", _("El término es anterior al inicio."))

    def _numbers(self, values: Values) -> None:
        for name, key, most in (
            ("numero", "number", HIGHEST_NUMBER),
            ("presupuesto", "budget_clp", MOST_PESOS),
        ):
            if name in self.cells:
                values[key], why = numbers.read(self.cells[name])
                if values[key] is not None and not 0 <= values[key] <= most:
                    values[key] = None
                    why = _("va de 0 a %(most)s: %(text)s") % {
                        "most": numbers.write(most),
                        "text": self.cells[name][:40],
                    }
                if why:
                    self.wrong(name, f"{capfirst(why)}.")

    def _date(self, column: str, text: str) -> datetime.date | None:
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

    def _id_of(self, column: str, text: str, ids: Mapping[str, int]) -> int | None:
        if text and text not in ids:
            self.wrong(
                column,
                _("«%(text)s» no está registrado: use su dirección o su nombre exacto.")
                % {"text": text[:60]},
            )
        return ids.get(text)

    def _milestones(self) -> list[tuple[datetime.date, str]]:
        rows = []
        for line in filter(None, (line.strip() for line in self.cells["hitos"].split("\n"))):
            match = MILESTONE.match(line)
            day = self._date("hitos", match.group(1)) if match else None
            if match is None:
                self.wrong(
                    "hitos",
                    _(
                        "«%(text)s» no es un hito: escriba su plazo y su título, como "
                        "«2026-06-30 Primer borrador»."
                    )
                    % {"text": line[:60]},
                )
            elif day:
                rows.append((day, match.group(2)[:LONGEST_TITLE]))
        return rows
