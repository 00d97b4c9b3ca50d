"""Addresses of the API: the same five for each published dataset."""

import functools
from typing import Any

from django.urls import URLPattern, include, path, re_path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from ogp_portal.foundation.api.datasets import PUBLISHED, Dataset
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.permissions.decorators import open_data
from transparency.catalogue import api, openapi, queries, questions

CACHED, RARELY = 60, 3600


def _view(
    base: type[api.OpenDataView], *, described: Any = None, cache: int = CACHED, **attributes: Any
) -> Any:
    """Return a view of its own class, described for OpenAPI; without a description it is left out
    of it.
    """
    own: Any = type(base.__name__, (base,), {**attributes, "__doc__": base.__doc__})
    described = described or extend_schema(exclude=True)
    return open_data(cache=cache)(
        extend_schema_view(get=described, options=extend_schema(exclude=True))(own).as_view()
    )


def _addresses(dataset: Dataset) -> list[Any]:
    name = dataset.name
    return [
        path(
            f"{name}/",
            _view(api.Collection, described=openapi.describe_list(dataset), dataset=dataset),
            name=f"api_{name}",
        ),
        path(
            f"{name}/<str:key>/",
            _view(api.Item, described=openapi.describe_item(dataset), dataset=dataset),
            name=f"api_{name}_item",
        ),
        *(
            path(
                f"{name}.{form}",
                _view(
                    api.Export,
                    described=openapi.describe_export(dataset, form),
                    dataset=dataset,
                    form=form,
                ),
                name=f"api_{name}_{form}",
            )
            for form in questions.LIVE_FORMATS
        ),
        path(
            f"{name}.schema.json",
            _view(
                api.Schema,
                described=openapi.describe_document(
                    f"schema_{name}", dataset.title, has_language=True
                ),
                dataset=dataset,
                cache=RARELY,
            ),
            name=f"api_{name}_schema",
        ),
    ]


def beside_page(name: str) -> Any:
    """Return the view that gives a row beside its page, with everything that belongs to it."""
    return _view(api.Item, dataset=PUBLISHED[name], is_whole=True)


class OpenApi(api.OpenDataView):
    """The description of the API."""

    def get(self, request: Any) -> Any:
        """Return OpenAPI 3.1 in the reader's language."""
        questions.refuse_all(request._request.GET)
        return api.answer(request, _described(get_language() or ""), stamp=None)


@functools.lru_cache(maxsize=4)
def _described(_language: str) -> str:
    """Return the description in the language that is active: its views are made anew, because they
    carry their words.
    """
    return queries.as_json(openapi.document([path(API.lstrip("/"), include(patterns()))]))


def patterns() -> list[Any]:
    """Return the addresses that the description tells of."""
    index = openapi.describe_document("index", _("Qué hay"))
    return [
        path("", _view(api.Index, described=index, cache=RARELY), name="api_index"),
        path(
            "openapi.json",
            _view(
                OpenApi, described=openapi.describe_document("openapi", "OpenAPI 3.1"), cache=RARELY
            ),
            name="api_openapi",
        ),
        *(address for dataset in PUBLISHED.values() for address in _addresses(dataset)),
    ]


nothing: URLPattern = re_path(r"^(?P<rest>.*)$", _view(api.Nothing), name="api_nothing")
urlpatterns = [*patterns(), nothing]
