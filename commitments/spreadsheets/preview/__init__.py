"""What a table would do to a plan, before anything is written: rows that are new, change or stay,
each value before and after, and errors by row and column.

Values in, values out: what is registered comes as arguments.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.plans.datasets import COMMITMENTS, IMPORTED
from commitments.plans.workflow import Draft
from commitments.spreadsheets.datasets import FIXED, MARKS, MILESTONE_COLUMNS, MILESTONE_SHEET
from commitments.spreadsheets.preview import milestones, rows
from commitments.spreadsheets.preview.cells import Change, Problem, RowReader
from commitments.spreadsheets.preview.milestones import Registered
from commitments.spreadsheets.preview.rows import Existing, Registry, Row
from commitments.spreadsheets.reading import Line, Table
from ogp_portal.foundation.api.datasets import Column
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.search import fold

__all__ = ["Change", "Existing", "Known", "Preview", "Problem", "Registered", "Row", "preview"]


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
class Known:
    """What is registered: ids of axes and institutions by address and name, and commitments."""

    plan_slug: str
    axes: Mapping[str, int]
    organizations: Mapping[str, int]
    commitments: Sequence[Existing]


def match(header: list[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return the index of each of our columns in the header of a file.

    As `chosen` says ({their title: our column, "" for none}), or by a title that reads alike in
    Spanish or English. Columns that the sheet does not change are known where addresses are: there
    it is the portal's own. Raises Refusal for a column that is not ours.
    """
    targets = {*IMPORTED, *FIXED}
    unknown = sorted({name for name in chosen.values() if name and name not in targets})
    if unknown:
        raise Refusal(
            _("No hay columnas con el nombre %(names)s. Las que hay: %(ours)s.")
            % {"names": ", ".join(unknown), "ours": ", ".join(sorted(IMPORTED))}
        )
    ours = _by_title(column for column in COMMITMENTS.columns if column.heading in targets)
    indexes: dict[str, int] = {}
    for index, title in enumerate(header):
        name = chosen.get(title, ours.get(_plain(title), ""))
        if name and name not in indexes:
            indexes[name] = index
    if "direccion" not in indexes:
        indexes = {name: index for name, index in indexes.items() if name not in FIXED}
    return indexes


def _by_title(columns: Iterable[Column]) -> dict[str, str]:
    """Return our column by each title that it has, read plainly."""
    return {
        _plain(title): column.heading
        for column in columns
        for title in (column.name, column.heading)
    }


def _plain(title: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", fold(title.lower())).strip("_")
    for mark in MARKS:
        plain = plain.removesuffix(mark)
    return plain


def preview(
    table: Table, indexes: Mapping[str, int], known: Known, *, beside: Table | None = None
) -> Preview:
    """Return what writing `table` would do, with the sheet of milestones `beside` it.

    `indexes` says where each column stands.
    """
    result = Preview(notes=table.notes)
    if "titulo" not in indexes:
        result.problems.append(
            Problem(
                table.header_number, "titulo", _("Falta la columna del título: indique cuál es.")
            )
        )
        return result
    work = _Work(result, known, Registry(known.commitments), _readers_by_commitment(beside))
    for line in table.lines:
        work.take(line, indexes)
    work.take_the_rest()
    return result


def _readers_by_commitment(table: Table | None) -> dict[str, list[RowReader]]:
    """Return the readers of a sheet of milestones by what they say of their commitment: its
    address, its number or its title, plainly.
    """
    if table is None:
        return {}
    ours = _by_title(
        column for column in MILESTONE_SHEET.columns if column.heading in MILESTONE_COLUMNS
    )
    places = {
        ours[_plain(title)]: i for i, title in enumerate(table.header) if _plain(title) in ours
    }
    found: dict[str, list[RowReader]] = {}
    for line in table.lines:
        cells = {name: line.cells[index] for name, index in places.items()}
        reader = RowReader(line.number, cells, sheet=table.name)
        found.setdefault(rows.plain(cells.get("compromiso", "")), []).append(reader)
    return found


@dataclass
class _Work:
    """A table on its way, row by row."""

    result: Preview
    known: Known
    registry: Registry
    beside: dict[str, list[RowReader]]
    seen: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the numbers that are taken."""
        self.numbers = {row.values["number"]: row.slug for row in self.registry.by_number.values()}

    def take(self, line: Line, indexes: Mapping[str, int]) -> None:
        """Read a row of commitments and say what it would do."""
        cells = {name: line.cells[index] for name, index in indexes.items()}
        reader = RowReader(line.number, cells)
        if line.beyond:
            reader.wrong(
                "—",
                _("Tiene más celdas que los títulos: sobra «%(text)s».")
                % {"text": line.beyond[0][:40]},
            )
        values = rows.read_values(reader, self.known.axes, self.known.organizations)
        current = self.registry.named(
            cells.get("direccion", ""), values.get("number"), values["title"]
        )
        slug = (
            current.slug if current else rows.slug_of(reader, self.known.plan_slug, values["title"])
        )
        current = current or self.registry.by_slug.get(slug)
        self._check_identity(reader, slug, current, values)
        rows.refuse_what_is_fixed(reader, current)
        parts = self._milestones(reader, current, slug, values)
        if reader.problems:
            self.result.problems += reader.problems
            return
        self.seen[slug] = line.number
        changes = (*rows.changes(reader, values, current), *parts.changes)
        draft = Draft(slug, values, parts.drafts, frozenset(parts.removed))
        self._sort(Row(line.number, values["title"], draft, changes), current)

    def _sort(self, row: Row, current: Existing | None) -> None:
        if current is None:
            self.result.new.append(row)
        elif not row.changes:
            self.result.same += 1
        elif current.is_editable:
            self.result.changed.append(row)
        else:
            self.result.problems.append(
                Problem(
                    row.line,
                    row.changes[0].heading,
                    _(
                        "Ese compromiso ya está publicado: su texto se modifica con una "
                        "versión nueva, no con una planilla."
                    ),
                )
            )

    def _milestones(
        self, reader: RowReader, current: Existing | None, slug: str, values: rows.Values
    ) -> milestones.Found:
        """Return what becomes of the milestones of a commitment."""
        registered = current.milestones if current else ()
        names = [slug, str(values.get("number") or ""), rows.plain(values["title"])]
        readers = [own for name in names if name for own in self.beside.pop(name, [])]
        if "hitos" not in reader.cells or (readers and not reader.cells["hitos"]):
            found = milestones.read_rows(readers, registered, self.known.organizations)
            self.result.problems += [problem for own in readers for problem in own.problems]
            return found
        if readers:
            reader.wrong(
                "hitos",
                _("Los hitos van en esta celda o en la hoja «hitos», no en ambas."),
            )
        return milestones.read_cell(reader, registered)

    def take_the_rest(self) -> None:
        """Say what rows of milestones do to commitments that the first sheet does not name."""
        for readers in self.beside.copy().values():
            cell = readers[0].cells.get("compromiso", "")
            number = int(cell) if re.fullmatch(r"\d{1,5}", cell) else None
            current = self.registry.by_slug.get(cell) or self.registry.named("", number, cell)
            if current is None or not current.is_of_plan:
                for reader in readers:
                    reader.wrong(
                        "compromiso",
                        _(
                            "Ese compromiso no está en el plan ni en la primera hoja: use su "
                            "dirección, su número o su título."
                        ),
                    )
            else:
                found = milestones.read_rows(readers, current.milestones, self.known.organizations)
                draft = Draft(current.slug, {}, found.drafts, frozenset(found.removed))
                if not any(reader.problems for reader in readers):
                    self._sort(
                        Row(readers[0].line, current.title, draft, tuple(found.changes)), current
                    )
            self.result.problems += [problem for own in readers for problem in own.problems]

    def _check_identity(
        self, reader: RowReader, slug: str, current: Existing | None, values: rows.Values
    ) -> None:
        if slug in self.seen:
            reader.wrong(
                "direccion",
                _("Repite el compromiso de la fila %(line)s.") % {"line": self.seen[slug]},
            )
        if current and not current.is_of_plan:
            reader.wrong("direccion", _("Esa dirección ya es de un compromiso de otro plan."))
        number = values.get("number")
        if number is not None and self.numbers.setdefault(number, slug) != slug:
            reader.wrong(
                "numero",
                _("El número %(number)s ya es de otro compromiso del plan.") % {"number": number},
            )
