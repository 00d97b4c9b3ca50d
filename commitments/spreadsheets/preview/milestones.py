"""Milestones of a table, read and matched with those registered: each is changed in place.

They come in the cell of their commitment, one a line, or as rows of a sheet of their own. The cell
is the whole list; the sheet adds and changes, and takes out what it is told to.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.plans.workflow import MilestoneDraft
from commitments.spreadsheets.datasets import REMOVED
from commitments.spreadsheets.preview.cells import Change, RowReader

LINE = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}):?\s+(.+)$")
LONGEST_TITLE = 300
HEAVIEST = 32_767
YES = {"si", "yes", "x", "1", "true", "verdadero"}
WORDS = {  # of the portal's own sheet → the column of the table
    "titulo": "title",
    "producto": "deliverable",
    "institucion": "responsible_id",
    "inicio": "starts_on",
    "plazo": "due_on",
    "peso": "weight",
}


@dataclass(frozen=True)
class Registered:
    """A milestone as it is registered: its key, its public identifier, and its values by column of
    the table.
    """

    pk: int
    public_id: str
    values: Mapping[str, Any]

    @property
    def says_more(self) -> bool:
        """Say whether it has what a line of a cell does not say, and would lose."""
        values = self.values
        return bool(
            values["deliverable"]
            or values["responsible_id"]
            or values["starts_on"]
            or values["weight"] != 1
        )


@dataclass
class Found:
    """What a table would do to the milestones of one commitment."""

    drafts: list[MilestoneDraft] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)


def _line(values: Mapping[str, Any]) -> str:
    return f"{values['due_on']:%Y-%m-%d} {values['title']}"


def _taken(
    parts: Sequence[tuple[datetime.date, str]], registered: Sequence[Registered]
) -> dict[int, Registered]:
    """Return which registered milestone each line is: the same line, else the only one of its
    title, else the only one of its date that no other line is.
    """
    found: dict[int, Registered] = {}
    for told in (
        lambda due_on, title: (due_on, title),
        lambda _due_on, title: title,
        lambda due_on, _title: due_on,
    ):
        left = [row for row in registered if row not in found.values()]
        for place, (due_on, title) in enumerate(parts):
            if place in found:
                continue
            alike = [
                row
                for row in left
                if told(row.values["due_on"], row.values["title"]) == told(due_on, title)
                and row not in found.values()
            ]
            rivals = [
                other
                for other, part in enumerate(parts)
                if other not in found and told(*part) == told(due_on, title)
            ]
            if len(alike) == 1 and len(rivals) == 1:
                found[place] = alike[0]
    return found


def read_cell(reader: RowReader, registered: Sequence[Registered]) -> Found:
    """Return what the lines of the cell "hitos" do: they are all the milestones there are.

    One that would go with a product, a weight, an institution or a beginning, which no line says,
    is a problem.
    """
    parts = _lines(reader)
    found = Found()
    if reader.problems:
        return found
    taken = _taken(parts, registered)
    for place, (due_on, title) in enumerate(parts):
        row = taken.get(place)
        values = {"position": place + 1, "title": title, "due_on": due_on}
        found.drafts.append(MilestoneDraft(values, row.pk if row else None))
        before, after = _line(row.values) if row else "", _line(values)
        if before != after:
            found.changes.append(Change(_("hito"), before, after))
        elif row and row.values["position"] != place + 1:
            found.changes.append(Change(_("orden de los hitos"), before, str(place + 1)))
    for row in registered:
        if row in taken.values():
            continue
        found.removed.add(row.pk)
        found.changes.append(Change(_("hito"), _line(row.values), ""))
        if row.says_more:
            reader.wrong(
                "hitos",
                _(
                    "El hito «%(title)s» ya no está, y con él se borrarían su producto, peso, "
                    "institución o inicio: quítelo en su página o en la hoja «hitos»."
                )
                % {"title": row.values["title"][:60]},
            )
    return found


def _lines(reader: RowReader) -> list[tuple[datetime.date, str]]:
    rows = []
    for line in filter(None, (line.strip() for line in reader.cells["hitos"].split("\n"))):
        match = LINE.match(line)
        day = reader.date("hitos", match.group(1)) if match else None
        if match is None:
            reader.wrong(
                "hitos",
                _(
                    "«%(text)s» no es un hito: escriba su plazo y su título, como "
                    "«2026-06-30 Primer borrador»."
                )
                % {"text": line[:60]},
            )
        elif len(match.group(2)) > LONGEST_TITLE:
            reader.wrong("hitos", _("El título de un hito va de 1 a 300 caracteres."))
        elif day:
            rows.append((day, match.group(2)))
    return rows


def read_rows(
    readers: Iterable[RowReader],
    registered: Sequence[Registered],
    organizations: Mapping[str, int],
) -> Found:
    """Return what rows of the sheet of milestones do to one commitment: each is the milestone of
    its identifier, else the only one of its title, else a new one.
    """
    found = Found()
    seen: set[int] = set()
    for reader in readers:
        row = _of(reader, registered, seen)
        values = _values(reader, organizations, is_new=row is None)
        if reader.problems:
            continue
        if row:
            seen.add(row.pk)
        if reader.cells.get(REMOVED, "").strip().lower().replace("í", "i") not in YES:
            found.drafts.append(MilestoneDraft(values, row.pk if row else None))
            found.changes += _changes(row, values, organizations)
        elif row:
            found.removed.add(row.pk)
            found.changes.append(Change(_("hito"), _line(row.values), ""))
    return found


def _changes(
    row: Registered | None, values: Mapping[str, Any], organizations: Mapping[str, int]
) -> list[Change]:
    """Return what a row of the sheet changes, value by value."""
    if row is None:
        return [Change(_("hito"), "", _line(values))]
    return [
        Change(
            f"{row.values['title'][:60]} · {name}",
            _shown(column, row.values[column], organizations),
            _shown(column, values[column], organizations),
        )
        for name, column in WORDS.items()
        if column in values and values[column] != row.values[column]
    ]


def _of(reader: RowReader, registered: Sequence[Registered], seen: set[int]) -> Registered | None:
    key, title = reader.cells.get("identificador", ""), reader.cells.get("titulo", "")
    if key:
        row = next((row for row in registered if row.public_id == key), None)
        if row is None:
            reader.wrong(
                "identificador",
                _("Ese identificador no es de un hito de este compromiso: deje la celda vacía."),
            )
    else:
        alike = [row for row in registered if row.values["title"] == title]
        row = alike[0] if len(alike) == 1 else None
    if row and row.pk in seen:
        reader.wrong("identificador" if key else "titulo", _("Ese hito ya está en otra fila."))
    return row


def _values(reader: RowReader, organizations: Mapping[str, int], *, is_new: bool) -> dict[str, Any]:
    """Return the values of one row of the sheet; a column that it lacks is left as it is."""
    cells = reader.cells
    values: dict[str, Any] = {}
    if is_new or "titulo" in cells:
        values["title"] = reader.text("titulo")
        if not 0 < len(values["title"]) <= LONGEST_TITLE:
            reader.wrong("titulo", _("El título de un hito va de 1 a 300 caracteres."))
    if "producto" in cells:
        values["deliverable"] = reader.text("producto")
    if "institucion" in cells:
        values["responsible_id"] = reader.id_of("institucion", organizations)
    if "peso" in cells:
        weight = reader.number("peso", most=HEAVIEST)
        values["weight"] = 1 if weight is None else weight
        if weight == 0:
            reader.wrong("peso", _("El peso es de 1 o más."))
    return values | _dates(reader, is_new=is_new)


def _dates(reader: RowReader, *, is_new: bool) -> dict[str, Any]:
    cells = reader.cells
    values: dict[str, Any] = {}
    if "inicio" in cells:
        values["starts_on"] = reader.date("inicio", cells["inicio"])
    if is_new or "plazo" in cells:
        values["due_on"] = reader.date("plazo", cells.get("plazo", ""))
        if not cells.get("plazo"):
            reader.wrong("plazo", _("Falta el plazo del hito."))
    begins, ends = values.get("starts_on"), values.get("due_on")
    if begins and ends and ends < begins:
        reader.wrong("plazo", _("El plazo no puede ser anterior al inicio."))
    return values


def _shown(column: str, value: object, organizations: Mapping[str, int]) -> str:
    if column == "responsible_id":
        return next((name for name, pk in organizations.items() if pk == value), "")
    return (
        date_format(value, "SHORT_DATE_FORMAT")
        if isinstance(value, datetime.date)
        else ("" if value is None else str(value))
    )
