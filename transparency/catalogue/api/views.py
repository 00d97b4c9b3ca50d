"""Documents about the API: what there is, its description, and what is said where nothing is."""

import functools

from django.conf import settings
from django.http import Http404
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


class Index(OpenDataView):
    """What there is."""

    operation_id = "index"
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
    cache = RARELY

    def get(self, request: Request) -> Response:
        """Return OpenAPI 3.1 in the reader's language."""
        refuse_parameters(request.query_params)
        return Response(_described(get_language() or ""))

    def get_summary(self) -> str:
        """Return what OpenAPI calls it."""
        return "OpenAPI 3.1"


@functools.lru_cache(maxsize=4)
def _described(_language: str) -> JSONText:
    """Return the description in the language that is active."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    return JSONText(to_json(generator.get_schema(request=None, public=True)))  # type: ignore[no-untyped-call]


class Nothing(OpenDataView):
    """Every other address under the API."""

    schema = None

    def get(self, request: Request, rest: str = "") -> Response:
        """Say that nothing is there."""
        raise Http404
