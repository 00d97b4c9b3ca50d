"""The OpenAPI 3.1 description of the API, as extensions of drf-spectacular: operations from the
viewsets and what their filters, pages and renderers say of themselves, rows from the declarations
of the datasets. Nothing in it is written twice.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiFilterExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import past, problems
from ogp_portal.foundation.api.datasets import LICENCE, Dataset
from ogp_portal.foundation.api.pagination import KeysetPagination
from ogp_portal.foundation.api.parameters import query_parameter
from ogp_portal.foundation.api.renderers import FileRenderer, JSONRenderer
from ogp_portal.foundation.api.serializers import RowSerializer
from ogp_portal.foundation.api.views import OpenDataView
from ogp_portal.foundation.api.viewsets import DatasetViewSet
from transparency.catalogue.api.rows import Schema, component, example, row_schema

ALWAYS = ("bad-parameter", "bad-token", "address-too-long", "too-many-requests", "unavailable")
JSON = JSONRenderer.media_type
Responses = dict[int | tuple[int, str], object]  # by status, or by status and media type
PROBLEM = {
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
TABLE_SCHEMA = {
    "type": "object",
    "required": ["fields", "primaryKey"],
    "properties": {
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "type"],
                "properties": {"name": {"type": "string"}, "type": {"type": "string"}},
            },
        },
        "primaryKey": {"type": "array", "items": {"type": "string"}},
    },
}


class RowExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """The component of a dataset's rows."""

    target_class = RowSerializer
    match_subclasses = True

    def get_name(self, auto_schema: object, direction: str) -> str:
        """Return the name of the component."""
        return component(self.target.dataset)

    def map_serializer(self, auto_schema: object, direction: str) -> dict[str, object]:
        """Return its JSON schema."""
        return row_schema(self.target.dataset)


class DatasetFilterExtension(OpenApiFilterExtension):  # type: ignore[no-untyped-call]
    """The filters as their backend describes them, before drf-spectacular guesses at the fields of
    django-filter.
    """

    target_class = "ogp_portal.foundation.api.filters.DatasetFilterBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: Any, *args: object, **kwargs: object
    ) -> list[dict[str, object]]:
        """Return what OpenAPI says of the filters."""
        parameters: list[Schema] = self.target.get_schema_operation_parameters(auto_schema.view)
        return parameters


class OpenDataSchema(AutoSchema):
    """The operation of a view of the API: a dataset's list, row, file or table schema, or a
    document of the portal.
    """

    @property
    def dataset(self) -> Dataset | None:
        """Return the dataset that the operation is about."""
        return getattr(self.view, "dataset", None)

    @property
    def rows_view(self) -> DatasetViewSet:
        """Return the view of the operation, one about a dataset."""
        assert isinstance(self.view, DatasetViewSet)  # noqa: S101 - `dataset` says so
        return self.view

    @property
    def paginator(self) -> KeysetPagination:
        """Return the pages of the operation."""
        return self.rows_view.pagination_class()

    @property
    def kind(self) -> str:
        """Return what the operation gives: "list", "get", "export", "schema" or "document"."""
        if self.dataset is None:
            return "document"
        if self.rows_view.action == "table_schema":
            return "schema"
        if self.rows_view.is_file:
            return "export"
        return "get" if self.rows_view.detail else "list"

    @property
    def form(self) -> str:
        """Return the format of the file that the operation gives."""
        return str(self.view.get_renderers()[0].format)

    def get_operation_id(self) -> str:
        """Return its identifier, stable within version 1."""
        if self.dataset is None:
            return self.view.operation_id if isinstance(self.view, OpenDataView) else ""
        name = f"{self.kind}_{self.dataset.name}"
        return f"{name}_{self.form}" if self.kind == "export" else name

    def get_summary(self) -> str:
        """Return its title."""
        if self.dataset is None:
            return self.view.get_summary() if isinstance(self.view, OpenDataView) else ""
        title = str(self.dataset.title)
        return f"{title}: {self.form.upper()}" if self.kind == "export" else title

    def get_description(self) -> str:  # type: ignore[override] # as AutoSchema itself does
        """Return the sentence of the dataset, or of the document."""
        if self.kind in {"list", "get", "export"} and self.dataset:
            then = f" {past.described()}" if self.dataset.name in past.PAST else ""
            return str(self.dataset.sentence) + (then if self.kind != "get" else "")
        return super().get_description()

    def get_tags(self) -> list[str]:
        """Return the group it stands in."""
        return [self.dataset.name] if self.dataset and self.kind != "schema" else ["portal"]

    def get_auth(self) -> list[Schema]:
        """Return none: everything is for everybody, a key only raises the limit."""
        return []

    def get_filter_backends(self) -> list[object]:
        """Return the backends whose parameters the operation takes; each knows whether it is asked
        of a row, a list or a file.
        """
        return (
            list(self.rows_view.filter_backends) if self.kind in {"list", "get", "export"} else []
        )

    def get_override_parameters(self) -> list[Any]:
        """Return the key in the address of a row."""
        if self.kind != "get" or self.dataset is None:
            return []
        sentence = str(self.dataset.column(self.dataset.key).sentence)
        schema = {"type": "string", "minLength": 1}
        return [OpenApiParameter("key", schema, OpenApiParameter.PATH, description=sentence)]

    def _get_pagination_parameters(self) -> list[dict[str, object]]:
        if self.kind == "list":
            parameters = self.paginator.get_schema_operation_parameters(self.view)
        elif self.kind == "export":
            renderer = self.view.get_renderers()[0]
            assert isinstance(renderer, FileRenderer)  # noqa: S101 - an export is one
            parameters = renderer.get_schema_operation_parameters(self.view)
        elif self.kind == "schema":
            tags = {"type": "string", "enum": list(languages.shorts())}
            parameters = [
                query_parameter("language", tags, _("Idioma de los títulos de las columnas."))
            ]
        else:
            parameters = []
        return list(parameters)

    def _is_list_view(self, serializer: object = None) -> bool:
        return False  # pages are described as they stand: nothing is to be wrapped once more

    def get_examples(self) -> list[OpenApiExample]:
        """Return a row, or a page of one."""
        if self.dataset is None or self.kind not in {"list", "get"}:
            return []
        row = example(self.dataset)
        page = {"next": None, "licence": "CC BY 4.0", "results": [row]}
        value = page if self.kind == "list" else row
        return [OpenApiExample("row", value=value, media_type=JSON, status_codes=["200"])]

    def get_response_serializers(self) -> Responses:  # type: ignore[override] # one a status
        """Return the answers of the operation: its own, "nothing has changed", and the problems it
        may have.
        """
        responses = self._own_answers()
        if self.kind != "export":
            responses[304] = OpenApiResponse(
                description=_("No ha cambiado desde que usted lo tiene.")
            )
        statuses: dict[int, list[str]] = {}
        for name in self._problems():
            status, title = problems.KINDS[name]
            statuses.setdefault(status, []).append(str(title))
        for status, titles in statuses.items():
            responses[status, problems.MEDIA_TYPE] = OpenApiResponse(
                {"$ref": "#/components/schemas/Problem"}, description="; ".join(titles)
            )
        responses[414, "text/html"] = OpenApiResponse(
            {"type": "string"}, description=_("La dirección no cabe siquiera en el servidor.")
        )
        return responses

    def _own_answers(self) -> Responses:
        if self.kind in {"schema", "document"}:
            return {(200, JSON): self._document()}
        files: Responses = {
            (200, renderer.media_type): OpenApiTypes.BINARY
            for renderer in self.view.get_renderers()
            if isinstance(renderer, FileRenderer)
        }
        if self.kind == "export":
            return files
        serializer: Any = self.rows_view.get_serializer_class()
        row = self.resolve_serializer(serializer, "response").ref
        if self.kind == "get":
            return {(200, JSON): row}
        page = self.paginator.get_paginated_response_schema({"type": "array", "items": row})
        return {(200, JSON): page, **files}

    def _document(self) -> Schema:
        """Return the schema of a document about the data."""
        if self.kind == "schema":
            return TABLE_SCHEMA
        schema = getattr(self.view, "answer_schema", None)
        assert schema is not None, self.view  # noqa: S101 - each document says what it gives
        described: Schema = schema
        return described

    def _problems(self) -> tuple[str, ...]:
        more = {
            "list": ("not-found",),
            "get": ("not-found",),
            "export": ("too-many-rows",),
        }
        return (*ALWAYS, *more.get(self.kind, ()))


def add_what_no_view_says(
    result: Schema,
    generator: object,
    request: object,
    public: bool,  # noqa: FBT001 - its signature
) -> dict[str, object]:
    """Add the problem document, the licence and where the portal is (SPECTACULAR_SETTINGS,
    POSTPROCESSING_HOOKS).
    """
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    result["info"]["license"] = {"name": "CC BY 4.0", "url": LICENCE}
    result["servers"] = [{"url": settings.PORTAL_URL}]
    return result
