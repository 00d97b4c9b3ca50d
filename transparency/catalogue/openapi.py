"""The OpenAPI 3.1 description of the API, from the declarations of the datasets: nothing in it is
written twice.
"""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from ogp_portal.foundation.api import paging
from ogp_portal.foundation.api.datasets import (
    LICENCE,
    PUBLISHED,
    TYPES,
    Child,
    Column,
    Dataset,
    Filter,
)
from ogp_portal.foundation.api.problems import KINDS, MEDIA_TYPE
from ogp_portal.foundation.api.streaming import FORMATS
from transparency.catalogue import questions

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
}
ERRORS: dict[str, tuple[str, ...]] = {
    "list": ("bad-parameter", "bad-token", "address-too-long", "too-many-requests", "unavailable")
}
ERRORS |= {"page": (*ERRORS["list"], "not-found"), "export": (*ERRORS["list"], "too-many-rows")}


def component(dataset: Dataset) -> str:
    """Return the name of a dataset's schema."""
    return "".join(part.title() for part in dataset.name.split("-"))


def column_schema(column: Column) -> dict[str, Any]:
    """Return the JSON schema of a column: nullable unless it is the key, because a field that was
    not asked for is absent, not null.
    """
    kind, form = TYPES[column.type]
    found: dict[str, Any] = {
        "type": [kind, "null"],
        "description": " ".join(
            str(part) for part in (column.sentence, column.unit, column.rule) if part
        ),
    }
    if form and column.type != "url":
        found["format"] = form
    if column.type == "list":
        found["items"] = {"type": "string"}
    if column.type == "object":
        found["type"] = ["object", "array", "null"]
    if column.choices:
        found["enum"] = [*dict.fromkeys([code for code, _label in column.choices]), "", None]
    if column.refers_to:
        found["type"] = ["string", "object", "null"]
        found["description"] += " " + _("Con «expand» es la fila entera de %(dataset)s.") % {
            "dataset": column.refers_to
        }
    return found


def row_schema(dataset: Dataset) -> dict[str, Any]:
    """Return the JSON schema of a row."""
    properties = {column.name: column_schema(column) for column in dataset.json()}
    properties |= {child.name: _child_schema(child) for child in dataset.children}
    return {
        "type": "object",
        "title": str(dataset.title),
        "description": str(dataset.sentence),
        "properties": properties,
        "additionalProperties": False,
    }


def _child_schema(child: Child) -> dict[str, Any]:
    note = "" if child.fields else " " + _("Solo con «expand».")
    return {
        "type": "array",
        "items": {"$ref": f"#/components/schemas/{component(PUBLISHED[child.dataset])}"},
        "description": f"{child.sentence}{note}",
    }


def page_schema(dataset: Dataset) -> dict[str, Any]:
    """Return the JSON schema of a page of rows."""
    return {
        "type": "object",
        "required": ["next", "licence", "results"],
        "properties": {
            "count": {
                "type": "integer",
                "description": _("Cuántas filas hay en total; solo con «count=true»."),
            },
            "next": {
                "type": ["string", "null"],
                "description": _("Dirección de la página siguiente; null en la última."),
            },
            "licence": {"const": "CC BY 4.0"},
            "results": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{component(dataset)}"},
            },
        },
    }


def example(dataset: Dataset) -> dict[str, Any]:
    """Return a row as an example."""
    return {
        column.name: column.choices[0][0] if column.choices else EXAMPLES[column.type]
        for column in dataset.json()
    }


def _query(name: str, schema: dict[str, Any], sentence: Any) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        {**schema},
        OpenApiParameter.QUERY,
        description=str(sentence),
        style="form",
        explode=False,
    )


def _value_schema(one: Filter, *, is_among_others: bool = False) -> dict[str, Any]:
    if one.choices:
        return {"type": "string", "enum": list(one.choices)}
    if one.type == "integer":
        return {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
    kind, form = TYPES[one.type]
    if form or kind != "string":
        return {"type": kind, **({"format": form} if form else {})}
    return _words_schema("," if is_among_others else "")


def _words_schema(without: str = "") -> dict[str, Any]:
    """Return the schema of a text that says something: no NUL, not spaces alone, and none of the
    characters `without`.
    """
    other = rf"[^{without}\u0000]"
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": questions.LONGEST_VALUE,
        "pattern": rf"^{other}*[^{without}\u0000-\u0020]{other}*$",
    }


def _names(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(values)}}


def filters(dataset: Dataset) -> list[OpenApiParameter]:
    """Return the parameters that choose rows."""
    found = [
        _query(
            "modified_since",
            {"type": "string", "format": "date-time"},
            _("Filas que cambiaron desde ese instante (ISO 8601)."),
        )
    ]
    for one in dataset.filters:
        found.append(_query(one.name, _value_schema(one), one.sentence))
        if one.condition is None and one.is_range:
            found += [
                _query(f"{one.name}__{how}", _value_schema(one), f"{one.sentence} ({how})")
                for how in questions.RANGES
            ]
        elif one.condition is None and one.type in {"string", "uuid"}:
            items = _value_schema(one, is_among_others=True)
            found.append(
                _query(
                    f"{one.name}__in",
                    {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": questions.MOST_VALUES,
                        "items": items,
                    },
                    one.sentence,
                )
            )
    if dataset.search:
        found.append(_query("q", _words_schema(), _("Palabras; perdona los acentos.")))
    return found


def choosing(dataset: Dataset) -> list[OpenApiParameter]:
    """Return the parameters that choose columns."""
    children = tuple(child.name for child in dataset.children)
    expandable = (*(column.name for column in dataset.columns if column.refers_to), *children)
    found = [
        _query(
            "fields",
            _names((*(column.name for column in dataset.json()), *children)),
            _("Solo estas columnas."),
        )
    ]
    if expandable:
        found.append(
            _query("expand", _names(expandable), _("Trae enteras las filas a las que se refiere."))
        )
    return found


def paging_parameters(dataset: Dataset) -> list[OpenApiParameter]:
    """Return the parameters of order and page."""
    orders = [sign + name for name in paging.orderings(dataset) for sign in ("", "-")]
    return [
        _query("ordering", {"type": "string", "enum": orders}, _("Orden; con «-» va al revés.")),
        _query(
            "cursor",
            {
                "type": "string",
                "minLength": 1,
                "maxLength": paging.LONGEST_CURSOR,
                "pattern": "^[A-Za-z0-9_-]+$",
            },
            _("Por dónde seguir: lo trae «next»."),
        ),
        _query(
            "page_size",
            {"type": "integer", "minimum": 1, "maximum": questions.MOST_PER_PAGE},
            _("Filas por página."),
        ),
        _query(
            "count",
            {"type": "string", "enum": ["true", "false"]},
            _("Si se cuentan todas las filas."),
        ),
    ]


def responses(kind: str, content: dict[tuple[int, str], Any]) -> dict[Any, Any]:
    """Return the answers of an operation: its own, "nothing has changed", and the problems it may
    have.
    """
    found: dict[Any, Any] = dict(content)
    if kind != "export":
        found[304] = OpenApiResponse(description=_("No ha cambiado desde que usted lo tiene."))
    statuses: dict[int, list[str]] = {}
    for name in ERRORS[kind]:
        statuses.setdefault(KINDS[name][0], []).append(str(KINDS[name][1]))
    for status, titles in statuses.items():
        found[status, MEDIA_TYPE] = OpenApiResponse(
            {"$ref": "#/components/schemas/Problem"}, description="; ".join(titles)
        )
    found[414, "text/html"] = OpenApiResponse(
        {"type": "string"}, description=_("La dirección no cabe siquiera en el servidor.")
    )
    return found


def describe_list(dataset: Dataset) -> Any:
    """Return the decorator that describes a list."""
    shown = OpenApiExample(
        "row",
        value={"next": None, "licence": "CC BY 4.0", "results": [example(dataset)]},
        media_type="application/json",
        status_codes=["200"],
    )
    return extend_schema(
        operation_id=f"list_{dataset.name}",
        summary=str(dataset.title),
        description=str(dataset.sentence),
        tags=[dataset.name],
        auth=[],
        parameters=[*filters(dataset), *choosing(dataset), *paging_parameters(dataset)],
        examples=[shown],
        responses=responses("page", {(200, "application/json"): page_schema(dataset)}),
    )


def describe_item(dataset: Dataset) -> Any:
    """Return the decorator that describes a row."""
    key = OpenApiParameter(
        "key",
        {"type": "string", "minLength": 1},
        OpenApiParameter.PATH,
        description=str(dataset.column(dataset.key).sentence),
    )
    shown = OpenApiExample(
        "row", value=example(dataset), media_type="application/json", status_codes=["200"]
    )
    return extend_schema(
        operation_id=f"get_{dataset.name}",
        summary=str(dataset.title),
        tags=[dataset.name],
        auth=[],
        examples=[shown],
        parameters=[key, *choosing(dataset)],
        responses=responses(
            "page",
            {(200, "application/json"): {"$ref": f"#/components/schemas/{component(dataset)}"}},
        ),
    )


def describe_export(dataset: Dataset, form: str) -> Any:
    """Return the decorator that describes a file."""
    own = [
        _query(
            "language",
            {"type": "string", "enum": ["es", "en"]},
            _("Idioma de los títulos de las columnas."),
        ),
        _query(
            "bom",
            {"type": "string", "enum": ["true", "false"]},
            _("Con la marca que Excel necesita para leer los acentos."),
        ),
    ]
    return extend_schema(
        operation_id=f"export_{dataset.name}_{form}",
        summary=f"{dataset.title}: {form.upper()}",
        tags=[dataset.name],
        auth=[],
        parameters=[*filters(dataset), *own],
        responses=responses(
            "export", {(200, FORMATS[form].split(";")[0]): {"type": "string", "format": "binary"}}
        ),
    )


def describe_document(name: str, summary: Any, *, has_language: bool = False) -> Any:
    """Return the decorator that describes a document that takes no filters."""
    own = (
        [
            _query(
                "language",
                {"type": "string", "enum": ["es", "en"]},
                _("Idioma de los títulos de las columnas."),
            )
        ]
        if has_language
        else []
    )
    return extend_schema(
        operation_id=name,
        summary=str(summary),
        tags=["portal"],
        auth=[],
        parameters=own,
        responses=responses("list", {(200, "application/json"): {"type": "object"}}),
    )


def document(patterns: list[Any]) -> dict[str, Any]:
    """Return the whole description of the addresses in `patterns`."""
    found: dict[str, Any] = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    components = found.setdefault("components", {}).setdefault("schemas", {})
    components |= {component(dataset): row_schema(dataset) for dataset in PUBLISHED.values()}
    components["Problem"] = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
            "valid": {"type": "array", "items": {"type": "string"}},
        },
    }
    found["info"]["license"] = {"name": "CC BY 4.0", "url": LICENCE}
    return found
