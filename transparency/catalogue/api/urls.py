"""Addresses of the API: the router's for each published dataset, and the documents about them."""

from typing import Any

from django.urls import path, re_path

from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.api.renderers import JSONRenderer
from ogp_portal.foundation.api.routers import DatasetRouter
from ogp_portal.foundation.api.views import marked
from ogp_portal.foundation.api.viewsets import viewset_of
from transparency.catalogue.api import views

router = DatasetRouter()
for dataset in PUBLISHED.values():
    router.publish(dataset)

urlpatterns = [
    path("", marked(views.Index.as_view()), name="api_index"),
    path("openapi.json", marked(views.OpenApi.as_view()), name="api_openapi"),
    *router.urls,
    re_path(r"^(?P<rest>.*)$", marked(views.Nothing.as_view()), name="api_nothing"),
]


def beside_page(name: str) -> Any:
    """Return the view that gives a row beside its page, with everything that belongs to it."""
    viewset = viewset_of(PUBLISHED[name])
    return marked(
        viewset.as_view(
            {"get": "retrieve"},
            detail=True,
            is_whole=True,
            renderer_classes=[JSONRenderer],
            schema=None,
        )
    )
