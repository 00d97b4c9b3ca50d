"""What a table would do to a plan, before anything is written: rows that are new, change or stay,
and errors by row and column.

Values in, values out: what is registered comes as arguments.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.plans.datasets import COMMITMENTS, IMPORTED
from commitments.spreadsheets.preview.rows import Problem, Row, RowReader
from commitments.spreadsheets.reading import Table
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.search import fold


@dataclass
class Preview:
    """What would happen."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Say whether every row is right."""
        return not self.problems


@dataclass(frozen=True)
class Existing:
    """A commitment that is registered already, as the preview compares it."""

    is_editable: bool
    is_of_plan: bool
    values: dict[str, object]
    milestones: list[tuple[datetime.date, str]]


def match(header: list[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return the index of each of our columns in the header of a file.

    As `chosen` says ({their title: our column, "" for none}), or by a title that reads alike in
    Spanish or English. Raises Refusal for a column that is not ours.
    """
    unknown = sorted({name for name in chosen.values() if name and name not in IMPORTED})
    if unknown:
        raise Refusal(
            _("No hay columnas con el nombre %(names)s. Las que hay: %(ours)s.")
            % {"names": ", ".join(unknown), "ours": ", ".join(sorted(IMPORTED))}
        )
    ours = {
        _plain(title): column.heading
        for column in COMMITMENTS.columns
        if column.heading in IMPORTED
        for title in (column.name, column.heading)
    }
    indexes: dict[str, int] = {}
    for index, title in enumerate(header):
        name = chosen.get(title, ours.get(_plain(title), ""))
        if name in IMPORTED and name not in indexes:
            indexes[name] = index
    return indexes


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", fold(title.lower())).strip("_")


def preview(
    table: Table,
    indexes: Mapping[str, int],
    *,
    plan_slug: str,
    axes: Mapping[str, int],
    organizations: Mapping[str, int],
    existing: Mapping[str, Existing],
    taken_numbers: Mapping[int, str],
) -> Preview:
    """Return what writing `table` would do.

    `indexes` says where each column stands; `axes` and `organizations` are ids by slug, `existing`
    the registered commitments by slug, `taken_numbers` their slugs by number.
    """
    result = Preview(notes=table.notes)
    if "titulo" not in indexes:
        result.problems.append(
            Problem(
                table.header_number, "titulo", _("Falta la columna del título: indique cuál es.")
            )
        )
        return result
    seen: dict[str, int] = {}
    numbers = dict(taken_numbers)
    for line in table.lines:
        reader = RowReader(
            line.number, {name: line.cells[index] for name, index in indexes.items()}
        )
        if line.beyond:
            reader.wrong(
                "—",
                _("Tiene más celdas que los títulos: sobra «%(text)s».")
                % {"text": line.beyond[0][:40]},
            )
        row = reader.row(plan_slug, axes, organizations)
        _check_identity(reader, row, existing, seen, numbers)
        if reader.problems:
            result.problems += reader.problems
            continue
        seen[row.slug] = line.number
        current = existing.get(row.slug)
        if current is None:
            result.new.append(row)
        elif _is_same(row, current):
            result.same += 1
        elif current.is_editable:
            result.changed.append(row)
        else:
            result.problems.append(
                Problem(
                    line.number,
                    "direccion",
                    _(
                        "Ese compromiso ya está publicado: su texto se modifica con una "
                        "versión nueva, no con una planilla."
                    ),
                )
            )
    return result


def _is_same(row: Row, current: Existing) -> bool:
    return all(
        current.values.get(name) == value for name, value in row.values.items()
    ) and row.milestones in (None, current.milestones)


def _check_identity(
    reader: RowReader,
    row: Row,
    existing: Mapping[str, Existing],
    seen: Mapping[str, int],
    numbers: dict[int, str],
) -> None:
    if row.slug in seen:
        reader.wrong(
            "direccion", _("Repite el compromiso de la fila %(line)s.") % {"line": seen[row.slug]}
        )
    if row.slug in existing and not existing[row.slug].is_of_plan:
        reader.wrong("direccion", _("Esa dirección ya es de un compromiso de otro plan."))
    number = row.values.get("number")
    if number is not None and numbers.setdefault(number, row.slug) != row.slug:
        reader.wrong(
            "numero",
            _("El número %(number)s ya es de otro compromiso del plan.") % {"number": number},
        )
