"""Documents about the API: what there is, its description, and what is said where nothing is."""

import functools

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from ogp_portal.foundation.api.datasets import LICENCE, PUBLISHED, Dataset
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.parameters import refuse_parameters
from ogp_portal.foundation.api.renderers import (
    FileRenderer,
    JSONRenderer,
    JSONText,
    to_json,
)
from ogp_portal.foundation.api.views import RARELY, OpenDataView
from ogp_portal.foundation.api.viewsets import DatasetViewSet

VERSION = "v1"
URI = {"type": "string", "format": "uri"}
ENTRY = {
    "type": "object",
    "required": ["name", "title", "description", "list", "item", "schema"],
    "properties": {
        "name": {"type": "string"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "list": URI,
        "item": {"type": "string"},
        "schema": URI,
    },
    "additionalProperties": URI,  # a file for each format
}
INDEX = {
    "type": "object",
    "required": ["version", "licence", "openapi", "documentation", "catalogue", "datasets"],
    "properties": {
        "version": {"const": VERSION, "type": "string"},
        "licence": URI,
        "openapi": URI,
        "documentation": URI,
        "catalogue": URI,
        "datasets": {"type": "array", "items": ENTRY},
    },
}
OPENAPI = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components", "servers"],
    "properties": {"openapi": {"type": "string"}},
}


class Index(OpenDataView):
    """What there is."""

    operation_id = "index"
    answer_schema = INDEX
    cache = RARELY

    def get(self, request: Request) -> Response:
        """Return every dataset with its addresses."""
        refuse_parameters(request.query_params)
        root = f"{settings.PORTAL_URL}{API}"
        return Response(
            {
                "version": VERSION,
                "licence": LICENCE,
                "openapi": f"{root}openapi.json",
                "documentation": f"{settings.PORTAL_URL}/datos/api/",
                "catalogue": f"{settings.PORTAL_URL}/datos/",
                "datasets": [_entry(dataset, root) for dataset in PUBLISHED.values()],
            }
        )

    def get_summary(self) -> str:
        """Return what OpenAPI calls it."""
        return _("Qué hay")

    def get_browsable_context(self) -> dict[str, object]:
        """Return the heading of the page, and every dataset as a link."""
        return {"title": "API", "datasets": PUBLISHED.values()}


def _question(request: Request) -> str:
    query: str = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _entry(dataset: Dataset, root: str) -> dict[str, str]:
    address = f"{root}{dataset.name}"
    formats = [
        renderer.format
        for renderer in DatasetViewSet.renderer_classes
        if issubclass(renderer, FileRenderer)
    ]
    return {
        "name": dataset.name,
        "title": str(dataset.title),
        "description": str(dataset.sentence),
        "list": f"{address}/",
        "item": f"{address}/{{{dataset.key}}}/",
        "schema": f"{address}.schema.json",
        **{form: f"{address}.{form}" for form in formats},
    }


class OpenApi(OpenDataView):
    """The description of the API."""

    renderer_classes = (JSONRenderer,)
    operation_id = "openapi"
    answer_schema = OPENAPI
    cache = RARELY

    def get(self, request: Request) -> Response:
        """Return OpenAPI 3.1 in the reader's language."""
        refuse_parameters(request.query_params)
        return Response(_described(get_language() or "", settings.PORTAL_URL))

    def get_summary(self) -> str:
        """Return what OpenAPI calls it."""
        return "OpenAPI 3.1"


@functools.lru_cache(maxsize=4)
def _described(_language: str, _server: str) -> JSONText:
    """Return the description in the language that is active, of the portal as it is addressed."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return JSONText(to_json(generator.get_schema(request=None, public=True)))  # type: ignore[no-untyped-call]


class Nothing(OpenDataView):
    """Every other address under the API: one that lacks its last slash, or has one too many, leads
    to where it belongs.
    """

    schema = None

    def get(self, request: Request, rest: str = "") -> HttpResponse:
        """Lead on with the same parameters, or say that nothing is there."""
        path = f"{API}{rest.rstrip('/') if rest.endswith('/') else f'{rest}/'}"
        if resolve(path).url_name == "api_nothing":
            raise Http404
        return HttpResponsePermanentRedirect(
            iri_to_uri(escape_leading_slashes(f"{path}{_question(request)}"))
        )
