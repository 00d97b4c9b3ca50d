"""The rows of a dataset as JSON schemas, from its declaration: what each column holds, whether it
may be null, what a row always has.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED, TYPES, Child, Column, Dataset

EXAMPLES = {
    "string": "actas-abiertas",
    "text": "Las actas se publican el mismo día.",
    "url": "https://portal.example/compromisos/actas-abiertas/",
    "uuid": "7f2d1c1e-8a34-4c55-9a0e-0d6a3f1b2c4d",
    "date": "2026-12-31",
    "datetime": "2026-11-21T15:04:05.123456+00:00",
    "integer": 50,
    "boolean": True,
    "list": ["renca"],
    "object": {},
    "objects": [{}],
}
ITEMS = {
    "list": {"type": "string"},
    "objects": {"type": "object", "additionalProperties": True},
}
Schema = dict[str, Any]  # a part of the description, as OpenAPI writes it


def component(dataset: Dataset) -> str:
    """Return the name of a dataset's schema."""
    return "".join(part.title() for part in dataset.name.split("-"))


def row_schema(dataset: Dataset) -> Schema:
    """Return the JSON schema of a row. Its key always comes, whatever `fields` asks for; a column
    that was not asked for is absent, not null.
    """
    properties = {column.name: column_schema(dataset, column) for column in dataset.json()}
    properties |= {child.name: _child_schema(child) for child in dataset.children}
    return {
        "type": "object",
        "title": component(dataset),  # generators name classes by it: the same in every language
        "description": f"{dataset.title}. {dataset.sentence}",
        "required": [dataset.key],
        "properties": properties,
        "additionalProperties": False,
    }


def column_schema(dataset: Dataset, column: Column) -> Schema:
    """Return the JSON schema of a column: null among its types where its value may be missing."""
    kind, form = TYPES[column.type]
    may_be_null = _may_be_null(dataset, column)
    schema: Schema = {"type": [kind, "null"] if may_be_null else kind}
    if form and column.type != "url":
        schema["format"] = form
    if column.type in ITEMS:
        schema["items"] = ITEMS[column.type]
    if column.type == "object":
        schema["additionalProperties"] = True
    if column.choices:
        codes = [*dict.fromkeys(code for code, _label in column.choices)]
        schema["enum"] = [*codes, "", *([None] if may_be_null else [])]
    sentences = [column.sentence, column.unit, column.rule]
    if column.refers_to:
        whole = {"$ref": f"#/components/schemas/{component(PUBLISHED[column.refers_to])}"}
        key = {name: value for name, value in schema.items() if name != "type"}
        nothing = [{"type": "null"}] if may_be_null else []
        schema = {"anyOf": [{"type": kind, **key}, whole, *nothing]}
        sentences.append(
            _("Con «expand» es la fila entera de %(dataset)s.") % {"dataset": column.refers_to}
        )
    schema["description"] = " ".join(str(part) for part in sentences if part)
    return schema


def _child_schema(child: Child) -> Schema:
    note = "" if child.fields else " " + _("Solo con «expand».")
    return {
        "type": "array",
        "items": {"$ref": f"#/components/schemas/{component(PUBLISHED[child.dataset])}"},
        "description": f"{child.sentence}{note}",
    }


def _may_be_null(dataset: Dataset, column: Column) -> bool:
    """Say whether a value may be missing: never the key, nor what the database cannot leave out;
    of an expression of which that is not known, always.
    """
    if column.name == dataset.key or isinstance(column.value, (Concat, ArraySubquery)):
        return False
    if column.name.endswith("_label") and column not in dataset.columns:
        return False  # the words of a coded column: empty where it has none
    path = column.value or column.name
    return not isinstance(path, str) or _path_may_be_null(querying.rows(dataset).model, path)


def _path_may_be_null(model: type[Model], path: str) -> bool:
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return True  # worked out by the query
        if not isinstance(field, Field) or field.null:
            return True
        model = field.related_model if isinstance(field.related_model, type) else model
    return False


def example(dataset: Dataset) -> dict[str, object]:
    """Return a row as an example."""
    return {
        column.name: column.choices[0][0] if column.choices else EXAMPLES[column.type]
        for column in dataset.json()
    }
