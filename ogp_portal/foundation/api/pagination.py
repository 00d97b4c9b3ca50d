"""Pages by keyset as a pagination class of DRF: `page_size`, `cursor`, `count`."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from ogp_portal.foundation.api import keyset, links
from ogp_portal.foundation.api.datasets import LICENCE, Dataset
from ogp_portal.foundation.api.exceptions import BadParameter, NoSuchPage
from ogp_portal.foundation.api.parameters import query_parameter
from ogp_portal.foundation.api.renderers import BrowsableRenderer, JSONText

PER_PAGE, MOST_PER_PAGE = 100, 500
PER_BROWSED_PAGE = 10  # in a browser, where a person reads


class KeysetPagination(BasePagination):
    """Pages of a dataset: `page_size`, `cursor`, and `count` for whoever wants to know how many.

    A page is the primary keys of its rows, in order; the serializer makes the rows of them. The
    order comes from the view's ordering backend.
    """

    page_size = PER_PAGE
    max_page_size = MOST_PER_PAGE
    parameters = ("cursor", "page_size", "count")

    def paginate_queryset(  # type: ignore[override] # a page is its keys
        self, queryset: QuerySet[Model], request: Request, view: Any
    ) -> list[int]:
        """Return the keys of the rows of the page. Raises BadParameter, NoSuchPage."""
        query, dataset = request.query_params, view.dataset
        order = self.get_ordering(request, queryset, view)
        after = _place(dataset, query, order)
        size = self.get_page_size(request)
        is_counted = _is_counted(query)
        rows = list(keyset.keys(dataset, queryset, order=order, after=after, size=size + 1))
        shown = rows[:size]
        self.address = f"{settings.PORTAL_URL}{request.path}"
        self.query = query.dict()
        self.next = ""
        if len(rows) > size:
            cursor = keyset.encode(order, shown[-1]["_sort"], shown[-1]["_key"])
            self.next = f"{self.address}?{urlencode({**self.query, 'cursor': cursor})}"
        self.count = queryset.count() if is_counted else None
        self.removed = _removed(dataset, query)
        return [row["_pk"] for row in shown]

    def get_ordering(self, request: Request, queryset: QuerySet[Model], view: Any) -> str:
        """Return the order that the view's ordering backend reads."""
        backend = next(
            backend_class
            for backend_class in view.filter_backends
            if hasattr(backend_class, "get_ordering")
        )
        order: str = backend().get_ordering(request, queryset, view)
        return order

    def get_page_size(self, request: Request) -> int:
        """Return how many rows are asked for. Raises BadParameter."""
        is_browsed = isinstance(request.accepted_renderer, BrowsableRenderer)
        size = PER_BROWSED_PAGE if is_browsed else self.page_size
        text = request.query_params.get("page_size", str(size))
        if not (
            text.isascii()
            and text.isdecimal()
            and len(text) <= len(str(self.max_page_size))
            and 1 <= int(text) <= self.max_page_size
        ):
            raise BadParameter(
                "page_size", _("Es un número de 1 a %(most)s.") % {"most": self.max_page_size}
            )
        return int(text)

    def get_paginated_response(self, data: list[str]) -> Response:
        """Return the page: its rows as the database wrote them, and the address of the next."""
        count = "" if self.count is None else f'"count":{self.count},'
        following = f'"{self.next}"' if self.next else "null"
        removed = f'"removed":"{self.removed}",' if self.removed else ""
        body = (
            f'{{{count}"next":{following},{removed}"licence":"CC BY 4.0",'
            f'"results":[{",".join(data)}]}}'
        )
        return Response(JSONText(body), headers={"Link": self.get_links()})

    def get_links(self) -> str:
        """Return the Link header: the next page, the first, the licence."""
        first = urlencode({name: value for name, value in self.query.items() if name != "cursor"})
        links = [
            f'<{self.address}{"?" if first else ""}{first}>; rel="first"',
            f'<{LICENCE}>; rel="license"',
        ]
        return ", ".join([f'<{self.next}>; rel="next"', *links] if self.next else links)

    def get_paginated_response_schema(self, schema: dict[str, object]) -> dict[str, object]:
        """Return the JSON schema of a page of rows of `schema`."""
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
                "removed": {
                    "type": "string",
                    "description": _(
                        "Dirección de las filas que salieron de este conjunto desde ese mismo "
                        "instante; solo con «modified_since»."
                    ),
                },
                "licence": {"type": "string", "const": "CC BY 4.0"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, object]]:
        """Return what OpenAPI says of the parameters."""
        cursor = {
            "type": "string",
            "minLength": 1,
            "maxLength": keyset.LONGEST_CURSOR,
            "pattern": "^[A-Za-z0-9_-]+$",
        }
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        yes_no = {"type": "string", "enum": ["true", "false"]}
        return [
            query_parameter("cursor", cursor, _("Por dónde seguir: lo trae «next».")),
            query_parameter("page_size", size, _("Filas por página.")),
            query_parameter("count", yes_no, _("Si se cuentan todas las filas.")),
        ]


def _place(dataset: Dataset, query: QueryDict, order: str) -> keyset.Place | None:
    if "cursor" not in query:
        return None
    try:
        return keyset.decode(dataset, str(query["cursor"]), order=order)
    except keyset.BadCursor as error:
        raise NoSuchPage(
            "cursor",
            _("No es de esta lista en este orden: siga los enlaces «next» tal como vienen."),
        ) from error


def _removed(dataset: Dataset, query: QueryDict) -> str:
    """Return where whoever follows the changes finds what left the dataset since then."""
    if "modified_since" not in query or dataset.name == links.REMOVED:
        return ""
    asked = urlencode({"dataset": dataset.name, "modified_since": query["modified_since"]})
    return f"{settings.PORTAL_URL}{links.API}{links.REMOVED}/?{asked}"


def _is_counted(query: QueryDict) -> bool:
    if query.get("count", "false") not in {"true", "false"}:
        raise BadParameter("count", _("Es «true» o «false»."), valid=("true", "false"))
    return query.get("count") == "true"
