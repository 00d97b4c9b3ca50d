"""Published data, declared once: each column's names, expression, type, unit, sentence and the
source of its rule.

Page table, API, CSV, JSON Lines, XLSX, Parquet, data dictionary, table schema and OpenAPI all read
these declarations.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.cells import FORMULA
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.runtime import example
from ogp_portal.foundation.sentences import Sentence

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TYPES = {  # our word → (JSON type, JSON format)
    "string": ("string", None),
    "text": ("string", None),
    "choice": ("string", None),
    "url": ("string", "uri"),
    "uuid": ("string", "uuid"),
    "date": ("string", "date"),
    "datetime": ("string", "date-time"),
    "integer": ("integer", None),
    "boolean": ("boolean", None),
    "list": ("array", None),
    "object": ("object", None),
    "objects": ("array", None),
}


@dataclass(frozen=True)
class Column:
    """One published column.

    `name` is its key in the API and its English heading, `heading` the Spanish one. `value` is a
    field path, an ORM expression, or a function without arguments that gives one (where it depends
    on the language); in a table made in memory, a function of the row. `only` is "json" or "table"
    for what has sense in one form alone; `refers_to` names the dataset whose key it holds.
    """

    name: str
    heading: str
    sentence: Sentence
    type: str
    value: Any = None
    unit: Sentence = ""
    rule: Sentence = ""
    choices: tuple[tuple[str, object], ...] = ()
    refers_to: str = ""
    only: str = ""

    def expression(self) -> Combinable:
        """Return what the database works out for it."""
        if callable(self.value) and not hasattr(self.value, "resolve_expression"):
            made: Combinable = self.value()
            return made
        return (
            F(self.value or self.name) if isinstance(self.value or self.name, str) else self.value
        )


@dataclass(frozen=True)
class Child:
    """Rows of another dataset that belong to a row: `parent` is the path from them to its primary
    key.

    With `fields` they stand in every row, with those columns; without, only when asked for by
    `expand`.
    """

    name: str
    dataset: str
    parent: str
    sentence: Sentence
    order: tuple[str, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """A question the address may ask: by a field path with one or several values, by a range, or by
    a condition of its own.
    """

    name: str
    sentence: Sentence
    type: str = "string"
    path: str = ""
    choices: tuple[str, ...] = ()
    is_range: bool = False
    is_many: bool = False
    condition: Callable[[Any], Q] | None = None


@dataclass(frozen=True)
class Ordering:
    """An order the address may ask for: a field path or expression that is never null, and its
    type.
    """

    expression: str | Combinable
    type: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """A table that is published.

    `rows` gives what a person may see of it; `key` is the column that names a row for ever. The
    answers to its `noted_filters`, those that a list of the site asks, are noted while a row is to
    be seen (`belonging`).
    """

    name: str
    heading: str
    title: Sentence
    sentence: Sentence
    columns: tuple[Column, ...]
    rows: Callable[[Person], QuerySet[Model]] | None = None
    key: str = "slug"
    key_path: str = ""
    children: tuple[Child, ...] = ()
    filters: tuple[Filter, ...] = ()
    orderings: dict[str, Ordering] = field(default_factory=dict)
    noted_filters: tuple[str, ...] = ()
    search: str = ""
    has_own_layout: bool = (
        False  # its headings are somebody else's standard, the same in every language
    )

    @property
    def header(self) -> list[str]:
        """Return the Spanish headings, in order."""
        own = [column.heading for column in self.columns]
        return [*own, EXAMPLE.heading] if settings.IS_EXAMPLE else own

    @property
    def names(self) -> list[str]:
        """Return the names of the columns of a table made in memory, in order."""
        own = [column.name for column in self.columns]
        return [*own, EXAMPLE.name] if settings.IS_EXAMPLE else own

    def values(self, row: object) -> list[object]:
        """Return the values of one row of a table made in memory, in order."""
        own = [column.value(row) for column in self.columns]
        return [*own, example.NOTICE] if settings.IS_EXAMPLE else own

    def column(self, name: str) -> Column:
        """Return the column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def published(self) -> tuple[Column, ...]:
        """Return every column, each coded one followed by its words; in the example the last one
        says what it is.
        """
        return tuple(
            published
            for column in (*self.columns, *((EXAMPLE,) if settings.IS_EXAMPLE else ()))
            for published in (column, *((words(column),) if column.choices else ()))
        )

    def table(self) -> tuple[Column, ...]:
        """Return the columns of the flat form."""
        return tuple(column for column in self.published() if column.only != "json")

    def json(self) -> tuple[Column, ...]:
        """Return the columns of the nested form."""
        return tuple(column for column in self.published() if column.only != "table")


def words(column: Column) -> Column:
    """Return the column that says a coded one in words, in the language of whoever asks."""

    def expression() -> Case:
        whens = [
            When(**{column.value or column.name: code}, then=Value(str(label)))
            for code, label in column.choices
            if code
        ]
        return Case(*whens, default=Value(""), output_field=CharField())

    return Column(
        f"{column.name}_label",
        f"{column.heading}_en_palabras",
        column.sentence,
        "string",
        expression,
    )


EXAMPLE = Column(
    "notice",
    "aviso",
    _("Lo que dice de cada dato un portal de ejemplo."),
    "string",
    lambda: Value(example.NOTICE, output_field=CharField()),
)
PUBLISHED: dict[str, Dataset] = {}


def publish(dataset: Dataset) -> Dataset:
    """Make a dataset part of the API, the catalogue, the exports and the data package.

    Its name and heading are addresses.
    """
    PUBLISHED[dataset.name] = dataset
    return dataset


def find(name: str) -> Dataset | None:
    """Return the published dataset of that name, English or Spanish."""
    return PUBLISHED.get(name) or next(
        (dataset for dataset in PUBLISHED.values() if dataset.heading == name), None
    )


def neutral(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: a quote is put before text that begins
    like one.
    """
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def to_csv(header: list[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV (RFC 4180, comma, UTF-8) with formulas neutralised."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return output.getvalue()
