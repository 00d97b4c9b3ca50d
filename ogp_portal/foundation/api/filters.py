"""What an address of the API asks for, as DRF's filter backends: names that exist, columns, order,
filters. Whatever makes no sense is refused by name.

A backend asks of its view `dataset`, `detail` and `is_file`, and tells OpenAPI which parameters it
takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from ogp_portal.foundation.api.datasets import TYPES, Dataset, Filter
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.filtersets import (
    CHANGED,
    MOST_VALUES,
    RANGES,
    WORDS,
    filterset_of,
)
from ogp_portal.foundation.api.keyset import orderings
from ogp_portal.foundation.api.pagination import KeysetPagination
from ogp_portal.foundation.api.parameters import (
    LONGEST_VALUE,
    check_parameters,
    query_parameter,
)

COLUMNS = ("fields", "expand")
ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")


def parameters(dataset: Dataset, *, is_list: bool, is_file: bool = False) -> tuple[str, ...]:
    """Return the names of the parameters that an address of the dataset takes."""
    filters = tuple(filterset_of(dataset).base_filters)
    if is_file:
        return filters
    if not is_list:
        return COLUMNS
    return (*filters, *COLUMNS, OrderingFilter.ordering_param, *KeysetPagination.parameters)


def narrowed(dataset: Dataset, queryset: QuerySet[Model], query: QueryDict) -> QuerySet[Model]:
    """Return the rows of `queryset` that the filters of `query` keep, as an address of the API
    would. Raises BadParameter.
    """
    check_parameters(query, parameters(dataset, is_list=True, is_file=True))
    return filterset_of(dataset)(query, queryset).qs


class KnownParametersFilter(BaseFilterBackend):
    """Refuses what the address does not take, instead of answering another question."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[ModelT, RowT], view: Any
    ) -> QuerySet[ModelT, RowT]:
        """Return the rows as they are. Raises BadParameter."""
        query = request.query_params
        if query:
            valid = parameters(view.dataset, is_list=not view.detail, is_file=view.is_file)
            own: tuple[str, ...] = getattr(request.accepted_renderer, "parameters", ())
            check_parameters(query, valid, own=own)
        return queryset

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, object]]:
        """Return none: it takes none of its own."""
        return []


@dataclass(frozen=True)
class Columns:
    """Which columns come (none named: all), and which come with the whole row they refer to."""

    fields: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()


class ColumnsFilter(BaseFilterBackend):
    """`fields` and `expand`: which columns of a row come, beside its key. The serializer asks
    `get_columns`.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[ModelT, RowT], view: Any
    ) -> QuerySet[ModelT, RowT]:
        """Return the rows as they are. Raises BadParameter for a column that is not there."""
        if not view.is_file:
            self.get_columns(request, view)
        return queryset

    def get_columns(self, request: Request, view: Any) -> Columns:
        """Return the columns asked for. Raises BadParameter."""
        dataset, query = view.dataset, request.query_params
        fields: tuple[str, ...] = ()
        if "fields" in query:
            fields = (dataset.key, *_named(dataset, query, "fields", _selectable(dataset)))
        expand = _named(dataset, query, "expand", expandable(dataset)) if "expand" in query else ()
        return Columns(fields, expand)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, object]]:
        """Return what OpenAPI says of the parameters."""
        if view.is_file:
            return []
        whole = expandable(view.dataset)
        parameters = [
            query_parameter(
                "fields",
                _names(_selectable(view.dataset)),
                _("Solo estas columnas, y la que nombra la fila."),
            )
        ]
        if whole:
            sentence = _("Trae enteras las filas a las que se refiere.")
            parameters.append(query_parameter("expand", _names(whole), sentence))
        return parameters


def expandable(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of what `expand` brings whole."""
    return tuple(column.name for column in dataset.columns if column.refers_to) + _children(dataset)


def _selectable(dataset: Dataset) -> tuple[str, ...]:
    return tuple(column.name for column in dataset.json()) + _children(dataset)


def _children(dataset: Dataset) -> tuple[str, ...]:
    return tuple(child.name for child in dataset.children)


def _names(values: tuple[str, ...]) -> dict[str, object]:
    return {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(values)}}


def _named(
    dataset: Dataset, query: QueryDict, parameter: str, valid: tuple[str, ...]
) -> tuple[str, ...]:
    wanted = {name.strip() for name in str(query[parameter]).split(",")} - {""}
    for name in wanted:
        if name not in valid:
            raise BadParameter(
                parameter,
                _("«%(name)s» no está en %(dataset)s.")
                % {"name": name[:60], "dataset": dataset.name},
                valid=valid,
            )
    return tuple(name for name in valid if name in wanted)


class OrderingFilter(BaseFilterBackend):
    """`ordering`: by the key, by the last change, or by one of the dataset's own orders.

    As with DRF's cursors, the pages apply it (`KeysetPagination` asks `get_ordering`), because the
    order and the place to go on from are one condition.
    """

    ordering_param = "ordering"

    def filter_queryset(
        self, request: Request, queryset: QuerySet[ModelT, RowT], view: Any
    ) -> QuerySet[ModelT, RowT]:
        """Return the rows as they are. Raises BadParameter for an order that is not there."""
        if not view.detail and not view.is_file:
            self.get_ordering(request, queryset, view)
        return queryset

    def get_ordering(self, request: Request, queryset: QuerySet[ModelT, RowT], view: Any) -> str:
        """Return the order: a name, with "-" first for downwards. Raises BadParameter."""
        order: str = request.query_params.get(self.ordering_param, view.dataset.key)
        known = orderings(view.dataset)
        if order.removeprefix("-") not in known:
            raise BadParameter(self.ordering_param, _("Ese orden no existe."), valid=_signed(known))
        return order

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, object]]:
        """Return what OpenAPI says of the parameter."""
        if view.detail or view.is_file:
            return []
        schema = {"type": "string", "enum": list(_signed(orderings(view.dataset)))}
        return [query_parameter(self.ordering_param, schema, _("Orden; con «-» va al revés."))]


def _signed(known: Iterable[str]) -> tuple[str, ...]:
    return tuple(sign + name for name in known for sign in ("", "-"))


class DatasetFilterBackend(DjangoFilterBackend):
    """The dataset's filters, by django-filter; a row is named by its address and takes none."""

    def get_filterset_class(self, view: Any, queryset: QuerySet[Model] | None = None) -> Any:
        """Return the FilterSet of the view's dataset, or None where no filter is asked for."""
        filterset = filterset_of(view.dataset)
        asked = view.request.query_params.keys() & filterset.base_filters.keys()
        return filterset if asked and not view.detail else None

    def filter_queryset(
        self, request: HttpRequest, queryset: QuerySet[Model], view: Any
    ) -> QuerySet[Model]:
        """Return the rows that every filter keeps. Raises BadParameter."""
        filterset = self.get_filterset(request, queryset, view)
        return queryset if filterset is None else filterset.qs

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, object]]:
        """Return what OpenAPI says of the filters."""
        if view.detail:
            return []
        instant = {"type": "string", "format": "date-time"}
        parameters = [query_parameter("modified_since", instant, CHANGED)]
        for declared in view.dataset.filters:
            parameters += _described(declared)
        if view.dataset.search:
            parameters.append(query_parameter("q", _words_schema(), WORDS))
        return parameters


def _described(declared: Filter) -> list[dict[str, object]]:
    name, sentence = declared.name, declared.sentence
    parameters = [query_parameter(name, _value_schema(declared), sentence)]
    if declared.condition is None and declared.is_range:
        parameters += [
            query_parameter(f"{name}__{how}", _value_schema(declared), f"{sentence} ({how})")
            for how in RANGES
        ]
    elif declared.condition is None and declared.type in {"string", "uuid"}:
        several = {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_VALUES,
            "items": _value_schema(declared, is_among_others=True),
        }
        parameters.append(query_parameter(f"{name}__in", several, sentence))
    return parameters


def _value_schema(declared: Filter, *, is_among_others: bool = False) -> dict[str, object]:
    if declared.choices:
        return {"type": "string", "enum": list(declared.choices)}
    if declared.type == "integer":
        return {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
    kind, form = TYPES[declared.type]
    if form or kind != "string":
        return {"type": kind, **({"format": form} if form else {})}
    return _words_schema("," if is_among_others else "")


def _words_schema(without: str = "") -> dict[str, object]:
    """Return the schema of a text that says something: no NUL, not spaces alone, and none of the
    characters `without`.
    """
    other = rf"[^{without}\u0000]"
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_VALUE,
        "pattern": rf"^{other}*[^{without}\u0000-\u0020]{other}*$",
    }
