"""One row of a table of commitments read into values, and told apart from what is registered."""

import dataclasses
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commitments.plans.datasets import TEXTS
from commitments.plans.models import Commitment
from commitments.plans.models.text import SHORT
from commitments.plans.workflow import Draft
from commitments.spreadsheets.datasets import FIXED
from commitments.spreadsheets.preview.cells import Change, RowReader
from commitments.spreadsheets.preview.milestones import Registered
from ogp_portal.foundation import numbers
from ogp_portal.foundation.documents.cells import without_quote
from ogp_portal.foundation.search import fold

LONGEST_SLUG = 200
LONGEST_TITLE = 300
HIGHEST_NUMBER = 32_767
MOST_PESOS = 10**16
COLUMNS = {  # of the table → the column of our database
    **TEXTS,
    "numero": "number",
    "eje": "axis_id",
    "institucion": "responsible_id",
    "inicio": "starts_on",
    "termino": "ends_on",
    "presupuesto": "budget_clp",
}
Values = dict[str, Any]  # of a row, by the name of the column of our database


@dataclass(frozen=True)
class Existing:
    """A commitment that is registered already, as the preview compares it.

    `shown` is its row of the portal's own sheet, by heading.
    """

    slug: str
    title: str
    is_editable: bool
    is_of_plan: bool = True
    values: Values = dataclasses.field(default_factory=dict)
    milestones: Sequence[Registered] = ()
    shown: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row ready to be written, and what it changes."""

    line: int
    title: str
    draft: Draft
    changes: tuple[Change, ...] = ()

    @property
    def slug(self) -> str:
        """Return the address of its commitment."""
        return self.draft.slug

    @property
    def values(self) -> Values:
        """Return what is written, by column of our database."""
        return self.draft.values


def plain(words: str) -> str:
    """Return words without what does not tell two titles apart: capitals, accents and spaces."""
    return " ".join(fold(words.lower()).split())


class Registry:
    """What is registered, as the rows of a table name it: by address, else by number, else by
    title.
    """

    def __init__(self, existing: Sequence[Existing]) -> None:
        self.by_slug = {row.slug: row for row in existing}
        of_plan = [row for row in existing if row.is_of_plan]
        self.by_number = {row.values["number"]: row for row in of_plan if row.values.get("number")}
        self.by_title: dict[str, list[Existing]] = {}
        for row in of_plan:
            self.by_title.setdefault(plain(row.title), []).append(row)

    def named(self, slug: str, number: int | None, title: str) -> Existing | None:
        """Return the commitment that a row is about; None where it is a new one."""
        if slug:
            return self.by_slug.get(slug)
        alike = self.by_title.get(plain(title), [])
        if number is not None:
            return self.by_number.get(number) or next(
                (row for row in alike if row.values.get("number") is None), None
            )
        return alike[0] if len(alike) == 1 else None


def read_values(
    reader: RowReader, axes: Mapping[str, int], organizations: Mapping[str, int]
) -> Values:
    """Return the values of a row; where a cell is wrong its value is left out and noted."""
    cells = reader.cells
    values: Values = {TEXTS[name]: reader.text(name) for name in cells if name in TEXTS}
    if not values["title"] or len(values["title"]) > LONGEST_TITLE:
        reader.wrong("titulo", _("El título va de 1 a 300 caracteres."))
    if len(values.get("summary", "")) > SHORT:
        reader.wrong(
            "breve_descripcion",
            _("Tiene %(length)s caracteres y el límite es 140.")
            % {"length": len(values["summary"])},
        )
    for name, most in (("numero", HIGHEST_NUMBER), ("presupuesto", MOST_PESOS)):
        if name in cells:
            values[COLUMNS[name]] = reader.number(name, most=most)
    values |= _dates(reader)
    for name, ids in (("eje", axes), ("institucion", organizations)):
        if name in cells:
            values[COLUMNS[name]] = reader.id_of(name, ids)
    _validate(reader, values)
    return values


def _dates(reader: RowReader) -> Values:
    values = {
        COLUMNS[name]: reader.date(name, reader.cells[name])
        for name in ("inicio", "termino")
        if name in reader.cells
    }
    begins, ends = values.get("starts_on"), values.get("ends_on")
    if begins and ends and ends < begins:
        reader.wrong("termino", _("El término es anterior al inicio."))
    return values


def _validate(reader: RowReader, values: Values) -> None:
    """Hold each text against the rules of its own field, as a form does."""
    for name, key in TEXTS.items():
        field = Commitment._meta.get_field(key)
        if not values.get(key) or not isinstance(field, Field):
            continue
        try:
            field.run_validators(values[key])
        except ValidationError as error:
            for sentence in error.messages:
                reader.wrong(name, sentence)


def slug_of(reader: RowReader, plan_slug: str, title: str) -> str:
    """Return the address of a new commitment: the cell's, or one made of its title."""
    slug = reader.cells.get("direccion", "") or slugify(f"{plan_slug} {title}")[:LONGEST_SLUG]
    if not re.fullmatch(r"[-a-z0-9_]{1,200}", slug):
        reader.wrong(
            "direccion", _("La dirección lleva solo minúsculas sin tilde, números y guiones.")
        )
    return slug


def changes(reader: RowReader, values: Values, current: Existing | None) -> list[Change]:
    """Return what a row changes, value by value, as people read them."""
    found = []
    for name, cell in reader.cells.items():
        key = COLUMNS.get(name, "")
        if key not in values:
            continue
        before = current.values.get(key) if current else ""
        if (values[key] != before) if current else cell:
            stood = _shown(name, before, current.shown.get(name, "")) if current else ""
            found.append(Change(name, stood, _shown(name, values[key], cell)))
    return found


def refuse_what_is_fixed(reader: RowReader, current: Existing | None) -> None:
    """Note each cell that the sheet shows and does not change, where it was changed."""
    for name in FIXED:
        if name not in reader.cells:
            continue
        stands = without_quote(current.shown.get(name, "")) if current else ""
        if " ".join(reader.cells[name].split()) != " ".join(stands.split()):
            reader.wrong(name, _back_to(stands))


def _back_to(stands: str) -> str:
    if not stands:
        return _(
            "Esta columna no se carga con la planilla: deje la celda vacía y complétela en la "
            "página del compromiso."
        )
    return _(
        "Esta columna no se cambia con la planilla: vuelva a «%(text)s» y cámbiela en la página "
        "del compromiso."
    ) % {"text": stands[:60]}


def _shown(name: str, value: object, text: str) -> str:
    """Return a value as people read it: an amount grouped, a day in their order, else its text."""
    if isinstance(value, datetime.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return numbers.write(value) if name == "presupuesto" and isinstance(value, int) else text
