"""From a published dataset to the SQL that gives its rows: as JSON built by PostgreSQL, or flat for
COPY.

The columns of a dataset are compiled once per language; what a request adds is the choice of rows
(a small query of their keys) and of columns (names between quotes). Names come from declarations,
values travel as parameters.
"""

import functools
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.utils.translation import get_language

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import statements
from ogp_portal.foundation.api.datasets import PUBLISHED, Child, Column, Dataset
from ogp_portal.foundation.documents.cells import FORMULA
from ogp_portal.foundation.permissions.rights import Person

EVERYBODY = AnonymousUser()
TABLE = {
    "datetime": """to_char({c} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "boolean": "{c}::text",
    "list": "array_to_string({c}, ';')",
    "object": "{c}::text",
    "objects": "{c}::text",
}
NEUTRAL = (
    f"CASE WHEN ascii({{c}}) IN ({', '.join(str(ord(sign)) for sign in FORMULA)}) THEN '''' || "
    f"{{c}} ELSE {{c}} END"
)


@dataclass(frozen=True)
class Select:
    """A piece of SQL with its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


def rows(dataset: Dataset, user: Person = EVERYBODY) -> QuerySet[Model]:
    """Return what `user` may see of a dataset: the same queryset its pages ask."""
    assert dataset.rows is not None, dataset.name  # noqa: S101 - a table made in memory is never published
    return dataset.rows(user)


def select(dataset: Dataset, queryset: QuerySet[Model], names: tuple[str, ...] = ()) -> Select:
    """Return the SQL of the columns (all, or those of `names`) of the rows of `queryset`, each
    named c_<name>, with _pk and what children hang on.
    """
    hooks = {
        f"_{child.parent}": F(child.parent)
        for parent in PUBLISHED.values()
        for child in parent.children
        if child.dataset == dataset.name
    }
    query = queryset.order_by().values(
        _pk=F("pk"),
        **hooks,
        **{f"c_{column.name}": column.expression() for column in dataset.published()},
    )
    try:
        sql, params = query.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # a filter that nothing can meet: the same columns, and no row
        return select(dataset, queryset.model._default_manager.filter(pk=-1), names)
    return Select(sql, tuple(params))


@functools.lru_cache(maxsize=256)
def _everything(name: str, _language: str | None, names: tuple[str, ...] = ()) -> Select:
    """Return the SQL of all public rows of a dataset, compiled once per language (its words are in
    it).
    """
    dataset = PUBLISHED[name]
    return select(dataset, rows(dataset), names)


def _columns(dataset: Dataset, fields: tuple[str, ...]) -> list[Column]:
    return [column for column in dataset.json() if not fields or column.name in fields]


def _children(
    dataset: Dataset, fields: tuple[str, ...], expand: tuple[str, ...]
) -> list[tuple[Child, bool]]:
    """Return the children that stand in a row, and whether in full."""
    return [
        (child, child.name in expand)
        for child in dataset.children
        if (not fields or child.name in fields or child.name in expand)
        and (child.fields or child.name in expand)
    ]


@functools.lru_cache(maxsize=512)
def as_json(
    name: str, fields: tuple[str, ...], expand: tuple[str, ...], language: str | None
) -> Select:
    """Return the SQL of the JSON text of a row `b` of a dataset, as `select` names its columns."""
    dataset = PUBLISHED[name]
    parts: list[str] = []
    params: list[object] = []
    for column in _columns(dataset, (*fields, *expand) if fields else ()):
        if column.name in expand and column.refers_to:
            target = PUBLISHED[column.refers_to]
            inner = _projection(target, _columns(target, ()))
            whole = _everything(target.name, language)
            parts.append(
                f"(SELECT row_to_json(x) FROM (SELECT {inner} FROM ({whole.sql}) b2 WHERE "
                f'b2."c_{target.key}" = b."c_{column.name}") x)'
                f' AS "{column.name}"'
            )
            params += whole.params
        else:
            parts.append(f'b."c_{column.name}" AS "{column.name}"')
    for child, is_whole in _children(dataset, fields, expand):
        target = PUBLISHED[child.dataset]
        inner = _projection(target, _columns(target, () if is_whole else child.fields))
        whole = _everything(
            target.name, language, () if is_whole else (*child.fields, *child.order)
        )
        order = ", ".join(f'b2."c_{part}"' for part in child.order)
        parts.append(
            f"(SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM (SELECT {inner} FROM "
            f"({whole.sql}) b2"
            f' WHERE b2."_{child.parent}" = b._pk ORDER BY {order}) x) AS "{child.name}"'
        )
        params += whole.params
    return Select(
        f"(SELECT row_to_json(t)::text FROM (SELECT {', '.join(parts)}) t)", tuple(params)
    )


def _projection(dataset: Dataset, columns: list[Column]) -> str:
    return ", ".join(f'b2."c_{column.name}" AS "{column.name}"' for column in columns)


def bodies(
    dataset: Dataset, pks: list[int], *, fields: tuple[str, ...] = (), expand: tuple[str, ...] = ()
) -> list[str]:
    """Return the JSON text of each row named by its primary key, in that order: one query, planned
    once per connection.
    """
    if not pks:
        return []
    body = as_json(dataset.name, fields, expand, get_language())
    own = _everything(dataset.name, get_language())
    sql = (
        f"SELECT {body.sql} FROM ({own.sql}) b WHERE b._pk = ANY({statements.KEYS}) ORDER BY "
        f"array_position({statements.KEYS}, b._pk)"
    )
    return [str(row[0]) for row in statements.fetch(sql, (*body.params, *own.params), pks)]


def heading(dataset: Dataset, column: Column, *, language: str) -> str:
    """Return how a column of the flat form is headed in a language, by the first part of its tag.

    The heading as declared is Spanish; other languages translate it in their catalogue, with the
    context "column heading", and where they do not it is the column's name in the API.
    """
    if dataset.has_own_layout or language == languages.SOURCE:
        return column.heading
    words = languages.translated(column.heading, context="column heading", language=language)
    return words or column.name


def file_name(dataset: Dataset, *, language: str) -> str:
    """Return the name of a dataset's file in a language, without its ending."""
    if language == languages.SOURCE:
        return dataset.heading
    words = languages.translated(dataset.heading, context="file name", language=language)
    return words or dataset.name


def as_table(dataset: Dataset, queryset: QuerySet[Model], *, language: str) -> Select:
    """Return the SQL of the flat form of a queryset's rows, in the order they were first written:
    neutral to spreadsheets, headed in `language`.
    """
    whole = select(dataset, queryset)
    parts = []
    for column in dataset.table():
        place = f'b."c_{column.name}"'
        shown = TABLE.get(column.type, "{c}").format(c=place)
        if column.type in {"string", "text", "choice", "url", "list"}:
            shown = NEUTRAL.format(c=shown)
        parts.append(f'{shown} AS "{heading(dataset, column, language=language)}"')
    return Select(f"SELECT {', '.join(parts)} FROM ({whole.sql}) b ORDER BY b._pk", whole.params)


def as_lines(dataset: Dataset, queryset: QuerySet[Model]) -> Select:
    """Return the SQL of the nested form of a queryset's rows, a JSON text each, in the order they
    were first written.
    """
    body = as_json(dataset.name, (), (), get_language())
    whole = select(dataset, queryset)
    return Select(
        f"SELECT {body.sql} FROM ({whole.sql}) b ORDER BY b._pk", (*body.params, *whole.params)
    )
