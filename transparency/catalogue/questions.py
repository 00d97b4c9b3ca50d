"""What an address of the API asks for: filters, fields, expansions, order, place and size; whatever
makes no sense is refused by name.
"""

import datetime
import functools
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from ogp_portal.foundation import search
from ogp_portal.foundation.api import paging, querying
from ogp_portal.foundation.api.datasets import Dataset, Filter
from ogp_portal.foundation.permissions.rights import Person

PER_PAGE, MOST_PER_PAGE = 100, 500
MOST_VALUES = 50
LONGEST_VALUE = 200
RANGES = ("gt", "gte", "lt", "lte")
ALWAYS = ("fields", "expand")
LISTS = ("ordering", "cursor", "page_size", "count")
EXPORTS = ("language", "bom")
LIVE_FORMATS = ("csv", "jsonl", "xlsx")
EXPORT_UNITS = 20  # how many requests a file counts for
ISO_DAY = ["%Y-%m-%d"]


class BadQuestion(ValueError):
    """A parameter is unknown, repeated, or holds what cannot be used."""

    kind = "bad-parameter"

    def __init__(self, parameter: str, detail: str, *, valid: tuple[str, ...] = ()) -> None:
        """Keep which parameter, a sentence about it, and what would be valid."""
        super().__init__(detail)
        self.parameter = parameter
        self.detail = detail
        self.valid = valid


class NoSuchPage(BadQuestion):
    """The cursor leads nowhere in this list."""

    kind = "not-found"


@dataclass(frozen=True)
class Question:
    """A question that makes sense."""

    rows: QuerySet[Any]
    fields: tuple[str, ...]
    expand: tuple[str, ...]
    order: str
    after: paging.Place | None
    size: int
    is_counted: bool


class YesNo(forms.TypedChoiceField):
    """`true` or `false`, as JSON writes them."""

    def __init__(self, **options: Any) -> None:
        """Know the two words."""
        super().__init__(
            choices=(("true", "true"), ("false", "false")),
            coerce=lambda word: word == "true",
            empty_value=None,
            **options,
        )


class ListOf(django_filters.BaseInFilter, django_filters.CharFilter):
    """Several values between commas."""


FIELDS: dict[str, tuple[type[forms.Field], dict[str, Any]]] = {
    "date": (forms.DateField, {"input_formats": ISO_DAY}),
    "integer": (forms.IntegerField, {"min_value": -(2**31), "max_value": 2**31 - 1}),
    "boolean": (YesNo, {}),
    "uuid": (forms.UUIDField, {}),
    "string": (forms.CharField, {"max_length": LONGEST_VALUE, "strip": False}),
}


def _one(kind: str, path: str, lookup: str = "exact", **options: Any) -> django_filters.Filter:
    field_class, arguments = FIELDS.get(kind, FIELDS["string"])
    found = django_filters.IsoDateTimeFilter if kind == "datetime" else django_filters.Filter
    if kind != "datetime":
        found = type("Typed", (django_filters.Filter,), {"field_class": field_class})
        options = {**arguments, **options}
    return found(field_name=path, lookup_expr=lookup, **options)


def _choices(one: Filter) -> Any:
    return lambda value: None if value in one.choices else _refuse(one)


def _refuse(one: Filter) -> None:
    raise ValidationError(
        _("Los valores posibles son: %(values)s.") % {"values": ", ".join(one.choices)}
    )


@functools.cache
def filter_set(dataset: Dataset) -> type[django_filters.FilterSet]:
    """Return the filters of a dataset as django-filter's class: one parameter for each
    way to ask.
    """
    members: dict[str, Any] = {
        "modified_since": _one(
            "datetime", dataset.column("modified_at").value or "modified_at", "gte"
        )
    }
    for one in dataset.filters:
        rules: dict[str, Any] = {"validators": [_choices(one)]} if one.choices else {}
        if one.condition is not None:
            members[one.name] = _one(one.type, "", method=_by_condition(one), **rules)
            continue
        members[one.name] = _one(
            one.type, one.path, **rules, **({"method": _among(one)} if one.is_many else {})
        )
        if one.is_range:
            members |= {f"{one.name}__{how}": _one(one.type, one.path, how) for how in RANGES}
        elif one.type in {"string", "uuid"}:
            members[f"{one.name}__in"] = ListOf(method=_among(one), strip=False)
    if dataset.search:
        members["q"] = _one("string", dataset.search, method=_by_words(dataset.search))
    return type(
        f"{dataset.name.title().replace('-', '')}Filters", (django_filters.FilterSet,), members
    )


def _among(one: Filter) -> Any:
    def keep(queryset: QuerySet[Any], _name: str, values: Any) -> QuerySet[Any]:
        wanted = values if isinstance(values, list) else [values]
        if len(wanted) > MOST_VALUES:
            raise ValidationError(_("Se admiten hasta %(most)s valores.") % {"most": MOST_VALUES})
        wanted = [FIELDS[one.type][0](**FIELDS[one.type][1]).clean(value) for value in wanted]
        for value in wanted if one.choices else ():
            _choices(one)(value)
        if one.is_many:  # by a subquery: a row that has two of the values is still one row
            owners = queryset.model._default_manager.filter(**{f"{one.path}__in": wanted}).values(
                "pk"
            )
            return queryset.filter(pk__in=owners)
        return queryset.filter(**{f"{one.path}__in": wanted})

    return keep


def _by_condition(one: Filter) -> Any:
    def keep(queryset: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        condition = one.condition(value) if one.condition else Q()
        return queryset.filter(condition)

    return keep


def _by_words(path: str) -> Any:
    def keep(queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return queryset.filter(**{path: search.question(words)})

    return keep


def parameters(dataset: Dataset, *, is_list: bool) -> tuple[str, ...]:
    """Return the names of the parameters that an address of the dataset takes."""
    return (
        *(filter_set(dataset).base_filters if is_list else ()),
        *ALWAYS,
        *(LISTS if is_list else ()),
    )


def read(
    dataset: Dataset,
    query: QueryDict,
    *,
    is_list: bool = True,
    skips: tuple[str, ...] = (),
    user: Person = querying.EVERYBODY,
) -> Question:
    """Return the question of a query string about what `user` may see of a dataset.

    Raises BadQuestion naming the parameter and what is valid.
    """
    valid = tuple(name for name in parameters(dataset, is_list=is_list) if name not in skips)
    for name in query:
        if name not in valid:
            raise BadQuestion(name[:LONGEST_VALUE], _("Ese parámetro no existe aquí."), valid=valid)
        if len(query.getlist(name)) > 1:
            raise BadQuestion(
                name,
                _(
                    "Está repetido: varios valores van en uno solo, separados por comas, con "
                    "«__in»."
                ),
            )
        if "\x00" in str(query[name]) or not any(char > " " for char in str(query[name])):
            raise BadQuestion(name, _("Está vacío o tiene caracteres que no son texto."))
    fields = _names(
        dataset,
        query,
        "fields",
        tuple(column.name for column in dataset.json()) + _children(dataset),
    )
    expand = _names(
        dataset,
        query,
        "expand",
        tuple(column.name for column in dataset.columns if column.refers_to) + _children(dataset),
    )
    order = _order(dataset, query)
    return Question(
        rows=_filtered(dataset, query, user),
        fields=fields,
        expand=expand,
        order=order,
        after=_place(dataset, query, order),
        size=_size(query),
        is_counted=_is_counted(query),
    )


def read_export(dataset: Dataset, query: QueryDict) -> tuple[Question, str, bool]:
    """Return the question of an export: the list's filters, the language of its headings, and
    whether Excel's mark comes first.
    """
    rest = query.copy()
    for name in EXPORTS:
        rest.pop(name, None)
    asked = read(dataset, rest, skips=(*ALWAYS, *LISTS))
    bom = query.get("bom", "false")
    if bom not in {"true", "false"}:
        raise BadQuestion("bom", _("Es «true» o «false»."), valid=("true", "false"))
    return (
        asked,
        read_language(query, others=(*filter_set(dataset).base_filters, "bom")),
        bom == "true",
    )


def read_language(query: QueryDict, *, others: tuple[str, ...] = ()) -> str:
    """Return the language of headings: "es" or "en".

    Raises BadQuestion for another, and for parameters beside it and `others`.
    """
    for name in query:
        if name not in {"language", *others} or len(query.getlist(name)) > 1:
            raise BadQuestion(
                name[:LONGEST_VALUE],
                _("Ese parámetro no existe aquí, o está repetido."),
                valid=("language", *others),
            )
    language = query.get("language", "es")
    if language not in {"es", "en"}:
        raise BadQuestion("language", _("Es «es» o «en»."), valid=("es", "en"))
    return language


def refuse_all(query: QueryDict) -> None:
    """Raise BadQuestion if there is any parameter."""
    for name in query:
        raise BadQuestion(name[:LONGEST_VALUE], _("Esta dirección no lleva parámetros."))


def _children(dataset: Dataset) -> tuple[str, ...]:
    return tuple(child.name for child in dataset.children)


def _filtered(dataset: Dataset, query: QueryDict, user: Person) -> QuerySet[Any]:
    rows = querying.rows(dataset, user)
    known = filter_set(dataset).base_filters
    for name in query:
        if name not in known:
            continue
        one = known[name]
        try:
            value = one.field.clean(one.field.widget.value_from_datadict(query, {}, name))
            if isinstance(value, datetime.datetime):
                value = value.astimezone(
                    datetime.UTC
                )  # some zones that Python reads PostgreSQL does not
            rows = one.filter(rows, value)
        except ValidationError as error:
            raise BadQuestion(name, " ".join(error.messages)) from error
        except (OverflowError, ValueError) as error:
            raise BadQuestion(name, _("Ese valor está fuera de lo que se puede buscar.")) from error
    return rows


def _names(
    dataset: Dataset, query: QueryDict, parameter: str, valid: tuple[str, ...]
) -> tuple[str, ...]:
    wanted = {name.strip() for name in query.get(parameter, "").split(",")} - {""}
    for name in wanted:
        if name not in valid:
            raise BadQuestion(
                parameter,
                _("«%(name)s» no está en %(dataset)s.")
                % {"name": name[:60], "dataset": dataset.name},
                valid=valid,
            )
    return tuple(name for name in valid if name in wanted)


def _order(dataset: Dataset, query: QueryDict) -> str:
    order = query.get("ordering", dataset.key)
    known = paging.orderings(dataset)
    if order.removeprefix("-") not in known:
        raise BadQuestion(
            "ordering",
            _("Ese orden no existe."),
            valid=tuple(sign + name for name in known for sign in ("", "-")),
        )
    return order


def _place(dataset: Dataset, query: QueryDict, order: str) -> paging.Place | None:
    if "cursor" not in query:
        return None
    try:
        return paging.decode(dataset, str(query["cursor"]), order=order)
    except paging.BadCursor as error:
        raise NoSuchPage(
            "cursor",
            _("No es de esta lista en este orden: siga los enlaces «next» tal como vienen."),
        ) from error


def _size(query: QueryDict) -> int:
    text = query.get("page_size", str(PER_PAGE))
    if not (
        text.isascii()
        and text.isdecimal()
        and len(text) <= len(str(MOST_PER_PAGE))
        and 1 <= int(text) <= MOST_PER_PAGE
    ):
        raise BadQuestion("page_size", _("Es un número de 1 a %(most)s.") % {"most": MOST_PER_PAGE})
    return int(text)


def _is_counted(query: QueryDict) -> bool:
    if query.get("count", "false") not in {"true", "false"}:
        raise BadQuestion("count", _("Es «true» o «false»."), valid=("true", "false"))
    return query.get("count") == "true"
