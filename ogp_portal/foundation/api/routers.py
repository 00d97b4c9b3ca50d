"""The addresses of datasets, from DRF's router: a list, a row, a file in each format, a schema."""

from typing import Any

from django.urls import URLPattern, URLResolver
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer
from rest_framework.routers import DynamicRoute, Route, SimpleRouter

from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.api.renderers import JSONRenderer
from ogp_portal.foundation.api.views import RARELY, marked
from ogp_portal.foundation.api.viewsets import viewset_of

LIST, ROW = {"get": "list"}, {"get": "retrieve"}


class DatasetRouter(SimpleRouter):
    """Five addresses or more for each dataset: `name/`, `name/<key>/`, `name.<format>` for each
    format that the viewset renders, `name/<key>.json`, `name.schema.json`.
    """

    routes: list[Route | DynamicRoute] = [
        Route("{prefix}/", LIST, "api_{basename}", detail=False, initkwargs={}),
        Route("{prefix}/{lookup}/", ROW, "api_{basename}_item", detail=True, initkwargs={}),
        Route(
            "{prefix}/{lookup}.json",
            ROW,
            "api_{basename}_item_json",
            detail=True,
            initkwargs={"renderer_classes": [JSONRenderer], "schema": None},
        ),
        Route(
            "{prefix}.schema.json",
            {"get": "table_schema"},
            "api_{basename}_schema",
            detail=False,
            initkwargs={"renderer_classes": [JSONRenderer], "cache": RARELY},
        ),
    ]

    def __init__(self) -> None:
        """Write addresses as Django's paths."""
        super().__init__(use_regex_path=False)

    def publish(self, dataset: Dataset) -> None:
        """Register the viewset of a dataset under its name."""
        self.register(dataset.name, viewset_of(dataset), basename=dataset.name)

    def get_routes(self, viewset: Any) -> list[Route]:
        """Return the routes of a viewset, with one for each format of its list."""
        return [
            *(route for route in self.routes if isinstance(route, Route)),
            *(
                _with_suffix(renderer)
                for renderer in viewset.renderer_classes
                if not issubclass(renderer, BrowsableAPIRenderer)
            ),
        ]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses, each marked as a door of open data."""
        return [_marked(pattern) for pattern in super().get_urls()]


def _with_suffix(renderer: type[BaseRenderer]) -> Route:
    """Return the route of the list in one format; JSON is described once, without its suffix."""
    options: dict[str, object] = {"renderer_classes": [renderer]}
    if issubclass(renderer, JSONRenderer):
        options["schema"] = None
    name = f"api_{{basename}}_{renderer.format}"
    return Route(f"{{prefix}}.{renderer.format}", LIST, name, detail=False, initkwargs=options)


def _marked(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    pattern.callback = marked(pattern.callback)
    return pattern
