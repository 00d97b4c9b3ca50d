"""What a table would do to a plan, before anything is written: rows that are new, change or stay,
and errors by row and column.

Values in, values out: what the plan holds comes as arguments.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from commitments.plans.datasets import COMMITMENTS, IMPORTED, TEXTS
from commitments.plans.models.commitment import SHORT
from commitments.spreadsheets.reading import Table
from ogp_portal.foundation.documents.text import clean
from ogp_portal.foundation.search import fold

MILESTONE = re.compile(r"^(\d{4}-\d{2}-\d{2})\s+(.+)$")
LONGEST_SLUG = 200
LONGEST_TITLE = 300
HIGHEST_NUMBER = 32_767
MOST_PESOS = 10**16


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
    values: dict[str, Any]
    milestones: list[tuple[datetime.date, str]] | None


@dataclass
class Preview:
    """What would happen."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Say whether every row is right."""
        return not self.problems


@dataclass(frozen=True)
class Held:
    """What the plan holds of a commitment, as the preview compares it."""

    is_editable: bool
    is_of_plan: bool
    values: dict[str, Any]
    milestones: list[tuple[datetime.date, str]]


def match(header: list[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return where each of our columns stands: as `chosen` says ({their title: our column}), or by
    a title that reads alike in Spanish or English.
    """
    ours = {
        _plain(title): column.heading
        for column in COMMITMENTS.columns
        if column.heading in IMPORTED
        for title in (column.name, column.heading)
    }
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        name = chosen.get(title) or ours.get(_plain(title), "")
        if name in IMPORTED and name not in places:
            places[name] = place
    return places


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(title.lower())).strip("_")


def preview(
    table: Table,
    places: Mapping[str, int],
    *,
    plan_slug: str,
    axes: Mapping[str, int],
    organizations: Mapping[str, int],
    held: Mapping[str, Held],
    taken_numbers: Mapping[int, str],
) -> Preview:
    """Return what writing `table` would do.

    `axes` and `organizations` are ids by slug; `held` what is there by slug.
    """
    result = Preview()
    if "titulo" not in places:
        result.problems.append(
            Problem(1, "titulo", _("Falta la columna del título: indique cuál es."))
        )
        return result
    seen: dict[str, int] = {}
    numbers = dict(taken_numbers)
    for line, cells in enumerate(table.rows, start=2):
        reader = _Reader(line, {name: cells[place] for name, place in places.items()})
        row = reader.row(plan_slug, axes, organizations)
        _check_place(reader, row, held, seen, numbers)
        if reader.problems:
            result.problems += reader.problems
            continue
        seen[row.slug] = line
        there = held.get(row.slug)
        if there is None:
            result.new.append(row)
        elif _is_same(row, there):
            result.same += 1
        elif there.is_editable:
            result.changed.append(row)
        else:
            result.problems.append(
                Problem(
                    line,
                    "direccion",
                    _(
                        "Ese compromiso ya está publicado: su texto se modifica con una "
                        "versión nueva, no con una planilla."
                    ),
                )
            )
    return result


def _is_same(row: Row, there: Held) -> bool:
    return all(
        there.values.get(name) == value for name, value in row.values.items()
    ) and row.milestones in (None, there.milestones)


def _check_place(
    reader: "_Reader",
    row: Row,
    held: Mapping[str, Held],
    seen: Mapping[str, int],
    numbers: dict[int, str],
) -> None:
    if row.slug in seen:
        reader.wrong(
            "direccion", _("Repite el compromiso de la fila %(line)s.") % {"line": seen[row.slug]}
        )
    if row.slug in held and not held[row.slug].is_of_plan:
        reader.wrong("direccion", _("Esa dirección ya es de un compromiso de otro plan."))
    number = row.values.get("number")
    if number is not None and numbers.setdefault(number, row.slug) != row.slug:
        reader.wrong(
            "numero",
            _("El número %(number)s ya es de otro compromiso del plan.") % {"number": number},
        )


class _Reader:
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
        values: dict[str, Any] = {
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
        for name, key, known in (
            ("eje", "axis_id", axes),
            ("institucion", "responsible_id", organizations),
        ):
            if name in self.cells:
                values[key] = self._known(name, self.cells[name], known)
        slug = (
            self.cells.get("direccion", "")
            or slugify(f"{plan_slug} {values['title']}")[:LONGEST_SLUG]
        )
        if not re.fullmatch(r"[-a-z0-9_]{1,200}", slug):
            self.wrong(
                "direccion", _("La dirección lleva solo minúsculas sin tilde, números y guiones.")
            )
        return Row(self.line, slug, values, self._milestones() if "hitos" in self.cells else None)

    def _dates(self, values: dict[str, Any]) -> None:
        for name, key in (("inicio", "starts_on"), ("termino", "ends_on")):
            if name in self.cells:
                values[key] = self._date(name, self.cells[name])
        if (
            values.get("starts_on")
            and values.get("ends_on")
            and values["ends_on"] < values["starts_on"]
        ):
            self.wrong("termino", _("El término es anterior al inicio."))

    def _numbers(self, values: dict[str, Any]) -> None:
        for name, key, most in (
            ("numero", "number", HIGHEST_NUMBER),
            ("presupuesto", "budget_clp", MOST_PESOS),
        ):
            if name in self.cells:
                text = self.cells[name].replace(".", "").replace(" ", "").removeprefix("$")
                values[key] = (
                    int(text) if text.isascii() and text.isdecimal() and int(text) <= most else None
                )
                if text and values[key] is None:
                    self.wrong(
                        name,
                        _("«%(text)s» no es un número entero válido.")
                        % {"text": self.cells[name][:40]},
                    )

    def _date(self, column: str, text: str) -> datetime.date | None:
        for shape in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
            try:
                return datetime.datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        if text:
            self.wrong(
                column,
                _("«%(text)s» no es una fecha: escríbala como 2026-12-31 o 31-12-2026.")
                % {"text": text[:40]},
            )
        return None

    def _known(self, column: str, text: str, known: Mapping[str, int]) -> int | None:
        if text and text not in known:
            self.wrong(
                column, _("«%(text)s» no está registrado: use su dirección.") % {"text": text[:60]}
            )
        return known.get(text)

    def _milestones(self) -> list[tuple[datetime.date, str]]:
        rows = []
        for line in filter(None, (line.strip() for line in self.cells["hitos"].split("\n"))):
            found = MILESTONE.match(line)
            day = self._date("hitos", found.group(1)) if found else None
            if found is None:
                self.wrong(
                    "hitos",
                    _(
                        "«%(text)s» no es un hito: escriba su plazo y su título, como "
                        "«2026-06-30 Primer borrador»."
                    )
                    % {"text": line[:60]},
                )
            elif day:
                rows.append((day, found.group(2)[:LONGEST_TITLE]))
        return rows
