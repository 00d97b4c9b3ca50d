"""The read-only viewset of a dataset, and which of DRF's parts make it."""

import datetime
import functools
import uuid
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from ogp_portal.foundation.api import past, querying, streaming
from ogp_portal.foundation.api.conditional import last_modified
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.filters import (
    ColumnsFilter,
    DatasetFilterBackend,
    KnownParametersFilter,
    OrderingFilter,
)
from ogp_portal.foundation.api.filtersets import filterset_of
from ogp_portal.foundation.api.pagination import KeysetPagination
from ogp_portal.foundation.api.parameters import form_field, read_language
from ogp_portal.foundation.api.renderers import (
    BrowsableRenderer,
    CSVRenderer,
    FileRenderer,
    JSONLinesRenderer,
    JSONRenderer,
    XLSXRenderer,
)
from ogp_portal.foundation.api.serializers import serializer_of
from ogp_portal.foundation.api.views import OpenDataView


class DatasetViewSet(OpenDataView, ReadOnlyModelViewSet[Model]):
    """A dataset: its rows page by page, one by its key, all of them as a file."""

    renderer_classes = (  # each is a format of every list; the first answers by default
        JSONRenderer,
        BrowsableRenderer,
        CSVRenderer,
        JSONLinesRenderer,
        XLSXRenderer,
    )
    filter_backends = (KnownParametersFilter, ColumnsFilter, OrderingFilter, DatasetFilterBackend)
    pagination_class = KeysetPagination
    dataset: Dataset
    lookup_url_kwarg = "key"
    lookup_value_converter = "key"
    is_whole = False  # beside a page: everything that belongs to the row, without being asked

    @property
    def is_file(self) -> bool:
        """Say whether the rows go out as a file."""
        chosen = getattr(self.request, "accepted_renderer", None) or self.get_renderers()[0]
        return isinstance(chosen, FileRenderer)

    def get_renderers(self) -> list[BaseRenderer]:
        """Return the renderers of the action: only a list can be a file."""
        return [
            renderer
            for renderer in super().get_renderers()
            if not (self.detail and isinstance(renderer, FileRenderer))
        ]

    def get_queryset(self) -> QuerySet[Model]:
        """Return what everybody may see: who is asking is never looked at."""
        return querying.rows(self.dataset)

    def get_object(self) -> int:  # type: ignore[override] # what a serializer takes
        """Return the primary key of the row that the address names. Raises Http404."""
        rows = self.filter_queryset(self.get_queryset())
        path = self.dataset.key_path or self.dataset.key
        pks = rows.filter(**{path: self.get_key()}).values_list("pk", flat=True)[:1]
        for pk in pks:
            return int(pk)
        raise Http404

    def get_key(self) -> str | uuid.UUID:
        """Return the key that the address names. Raises Http404 for what cannot be one."""
        text: str = self.kwargs[self.lookup_url_kwarg]
        if self.dataset.column(self.dataset.key).type != "uuid":
            if "\x00" in text:
                raise Http404
            return text
        try:
            return uuid.UUID(text)
        except ValueError as error:
            raise Http404 from error

    def list(  # type: ignore[override] # a file is no answer to render
        self, request: Request, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        """Return a page of rows, or all of them as a file."""
        renderer = request.accepted_renderer
        if isinstance(renderer, BrowsableRenderer) and renderer.has_blanks(request):
            return HttpResponseRedirect(renderer.without_blanks(request))
        if self.dataset.name in past.PAST and past.is_asked(request.query_params):
            return self.then(renderer)
        if isinstance(renderer, FileRenderer):
            return self.download(renderer)
        return super().list(request, *args, **kwargs)

    def then(self, renderer: BaseRenderer) -> HttpResponseBase:
        """Return the rows on a past day, as JSON or CSV. Raises BadParameter."""
        if isinstance(renderer, FileRenderer) and renderer.format != "csv":
            raise BadParameter("as_of", _("Un día pasado se da en JSON o en CSV."))
        return past.answer(
            past.PAST[self.dataset.name],
            self.request.query_params,
            is_table=isinstance(renderer, FileRenderer),
        )

    def download(self, renderer: FileRenderer) -> HttpResponseBase:
        """Return the rows as a file, complete before its first byte is sent; a response of DRF
        would hold all of it in memory.
        """
        rows = self.filter_queryset(self.get_queryset())
        made = renderer.render(rows, renderer.media_type, self.get_renderer_context())
        response = streaming.attachment(
            made, renderer.file_name(self), media_type=streaming.FORMATS[renderer.format]
        )
        response["Cache-Control"] = "no-store"
        return response

    def table_schema(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Return the JSON Table Schema of the files, with the headings asked for."""
        language = read_language(request.query_params)
        return Response(streaming.table_schema(self.dataset, language=language))

    def get_last_modified(self, response: Response) -> datetime.datetime | None:
        """Return the instant since which no row has changed; a page also changes with the portal's
        own version.
        """
        is_data = isinstance(response.accepted_renderer, JSONRenderer)
        return last_modified(self.dataset) if is_data and self.action != "table_schema" else None

    def get_parameters(self) -> tuple[dict[str, Any], ...]:
        """Return the parameters that the address takes, as OpenAPI describes them."""
        described = [
            parameter
            for backend in self.filter_backends
            for parameter in backend().get_schema_operation_parameters(self)
        ]
        if not self.detail:
            described += self.pagination_class().get_schema_operation_parameters(self)
        return tuple(described)

    def get_browsable_context(self) -> dict[str, object]:
        """Return what the page for a browser shows: what the dataset is, what may be asked, and the
        same in other formats.
        """
        query, parameters = self.request.query_params, self.get_parameters()
        return {
            "title": self.dataset.title,
            "sentence": self.dataset.sentence,
            "dataset": self.dataset,
            "is_row": self.detail,
            "parameters": parameters,
            "fields": [
                form_field(parameter, query)
                for parameter in parameters
                if "__" not in parameter["name"] and parameter["name"] != "cursor"
            ],
            "formats": [
                self._elsewhere(renderer)
                for renderer in self.get_renderers()
                if not isinstance(renderer, BrowsableRenderer)
            ],
        }

    def _elsewhere(self, renderer: BaseRenderer) -> dict[str, str]:
        """Return the address of what is shown in another format: a file takes the filters alone."""
        query = {name: value for name, value in self.request.query_params.items() if value}
        if isinstance(renderer, FileRenderer):
            filters = filterset_of(self.dataset).base_filters
            query = {name: value for name, value in query.items() if name in filters}
        form = renderer.format
        address = f"{self.request.path.rstrip('/')}.{form}"
        return {"name": form, "address": f"{address}?{urlencode(query)}" if query else address}


@functools.cache
def viewset_of(dataset: Dataset) -> type[DatasetViewSet]:
    """Return the viewset of a dataset."""
    name = "".join(part.title() for part in dataset.name.split("-"))
    members = {
        "dataset": dataset,
        "serializer_class": serializer_of(dataset),
        "__doc__": DatasetViewSet.__doc__,
    }
    return type(f"{name}ViewSet", (DatasetViewSet,), members)
