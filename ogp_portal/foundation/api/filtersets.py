"""The filters of a dataset as a FilterSet of django-filter, made from its declarations: one
parameter for each way to ask.
"""

import copy
import datetime
import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import BaseCSVField, IsoDateTimeField

from ogp_portal.foundation import dates, search
from ogp_portal.foundation.api.datasets import Dataset, Filter
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.parameters import LONGEST_VALUE

MOST_VALUES = 50
Keeps = Callable[[QuerySet[Model], str, object], QuerySet[Model]]
RANGES = ("gt", "gte", "lt", "lte")
ISO_DAY = ["%Y-%m-%d"]
CHANGED = gettext_lazy("Filas que cambiaron desde ese instante (ISO 8601).")
WORDS = gettext_lazy("Palabras; perdona los acentos.")


class YesNoField(forms.TypedChoiceField):
    """`true` or `false`, as JSON writes them."""

    def __init__(self, **options: Any) -> None:
        """Know the two words."""
        super().__init__(
            choices=(("true", "true"), ("false", "false")),
            coerce=lambda word: word == "true",
            empty_value=None,
            **options,
        )


class InstantField(IsoDateTimeField):
    """An instant in ISO 8601 with its zone, in UTC: some zones that Python reads PostgreSQL does
    not.
    """

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return the instant. Raises ValidationError for one that could be any of several."""
        try:
            read = parse_datetime(str(value).strip())
        except ValueError:
            read = None
        if read is not None and read.tzinfo is None:
            raise ValidationError(
                _("Falta la zona horaria: por ejemplo %(example)s.")
                % {"example": f"{read:%Y-%m-%dT%H:%M:%S}Z"}
            )
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        """Return the instant. Raises ValidationError."""
        try:
            instant = super().clean(value)
            if instant and not dates.has_day(instant):
                raise ValidationError(_out_of_range())
            return instant.astimezone(datetime.UTC) if instant else instant
        except (OverflowError, ValueError) as error:
            raise ValidationError(_out_of_range()) from error


FIELDS: dict[str, tuple[type[forms.Field], dict[str, Any]]] = {
    "date": (forms.DateField, {"input_formats": ISO_DAY}),
    "datetime": (InstantField, {}),
    "integer": (forms.IntegerField, {"min_value": -(2**31), "max_value": 2**31 - 1}),
    "boolean": (YesNoField, {}),
    "uuid": (forms.UUIDField, {}),
    "string": (forms.CharField, {"max_length": LONGEST_VALUE, "strip": False}),
}


class ValuesField(BaseCSVField):
    """Several values between commas, each as the filter takes one."""

    def __init__(self, *, of: Filter, **options: Any) -> None:
        """Know what each value must be."""
        super().__init__(**options)
        self.of = of

    def clean(self, values: list[str] | None) -> list[object] | None:
        """Return the values. Raises ValidationError."""
        if values is None:
            return None
        if len(values) > MOST_VALUES:
            raise ValidationError(_("Se admiten hasta %(most)s valores.") % {"most": MOST_VALUES})
        field_class, options = FIELDS[self.of.type]
        field = field_class(**options)
        cleaned = [field.clean(value) for value in values]
        for value in cleaned if self.of.choices else ():
            OneOf(self.of.choices)(value)
        return cleaned


class OneOf:
    """A validator: the value is one of those declared, or the sentence names them."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        """Keep the values."""
        self.choices = choices

    def __call__(self, value: object) -> None:
        """Raise ValidationError for any other value."""
        if value not in self.choices:
            raise ValidationError(
                _("Los valores posibles son: %(values)s.") % {"values": ", ".join(self.choices)}
            )


class DatasetFilter(django_filters.Filter):
    """A filter whose declaration is shared by all requests: only its form field is each one's."""

    def __init__(self, kind: type[forms.Field], path: str = "", **options: Any) -> None:
        """Take the form field that reads the value."""
        super().__init__(field_name=path, **options)
        self.field_class = kind

    def __deepcopy__(self, memo: dict[int, object]) -> "DatasetFilter":
        """Return a copy for one request, as a FilterSet makes of each of its filters."""
        return copy.copy(self)


class DatasetFilterSet(django_filters.FilterSet):
    """The filters that an address asks for, and no others: a field for each of forty would cost
    more than the query.
    """

    def __init__(
        self, data: QueryDict | None = None, queryset: QuerySet[Model] | None = None, **options: Any
    ) -> None:
        """Take over the filters named in `data`."""
        known = type(self).base_filters
        self.base_filters = OrderedDict((name, known[name]) for name in data or () if name in known)
        super().__init__(data, queryset, **options)

    def filter_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        """Return the rows that every filter keeps. Raises BadParameter, naming the first that
        cannot be used.
        """
        for name, messages in self.form.errors.items():
            raise BadParameter(name, " ".join(map(str, messages)))
        for name, value in self.form.cleaned_data.items():
            try:
                queryset = self.filters[name].filter(queryset, value)
            except (OverflowError, ValueError) as error:
                raise BadParameter(name, _out_of_range()) from error
        return queryset


def _out_of_range() -> str:
    return _("Ese valor está fuera de lo que se puede buscar.")


@functools.cache
def filterset_of(dataset: Dataset) -> type[DatasetFilterSet]:
    """Return the FilterSet of a dataset."""
    changed = dataset.column("modified_at").value or "modified_at"
    members: dict[str, object] = {
        "modified_since": _filter("datetime", changed, "gte", label=CHANGED),
    }
    for declared in dataset.filters:
        members |= _ways_to_ask(declared)
    if dataset.search:
        members["q"] = _filter(
            "string", dataset.search, method=_by_words(dataset.search), label=WORDS
        )
    name = "".join(part.title() for part in dataset.name.split("-"))
    return type(f"{name}FilterSet", (DatasetFilterSet,), members)


def _filter(kind: str, path: str, lookup: str = "exact", **options: object) -> DatasetFilter:
    field_class, arguments = FIELDS.get(kind, FIELDS["string"])
    return DatasetFilter(field_class, path, lookup_expr=lookup, **arguments, **options)


def _ways_to_ask(declared: Filter) -> dict[str, DatasetFilter]:
    """Return the parameters of a declared filter: one value, several, or a range."""
    name, label = declared.name, declared.sentence
    rules: dict[str, Any] = {"validators": [OneOf(declared.choices)]} if declared.choices else {}
    if declared.condition is not None:
        one_filter = _filter(
            declared.type, "", method=_by_condition(declared), label=label, **rules
        )
        return {name: one_filter}
    among: dict[str, Any] = {"method": _among(declared)} if declared.is_many else {}
    members = {name: _filter(declared.type, declared.path, label=label, **rules, **among)}
    if declared.is_range:
        members |= {
            f"{name}__{how}": _filter(declared.type, declared.path, how, label=label)
            for how in RANGES
        }
    elif declared.type in {"string", "uuid"}:
        members[f"{name}__in"] = DatasetFilter(
            ValuesField, method=_among(declared), label=label, of=declared
        )
    return members


def _among(declared: Filter) -> Keeps:
    def keep(queryset: QuerySet[Model], _name: str, values: object) -> QuerySet[Model]:
        wanted = values if isinstance(values, list) else [values]
        if declared.is_many:  # by a subquery: a row that has two of the values is still one row
            owners = queryset.model._default_manager.filter(
                **{f"{declared.path}__in": wanted}
            ).values("pk")
            return queryset.filter(pk__in=owners)
        return queryset.filter(**{f"{declared.path}__in": wanted})

    return keep


def _by_condition(declared: Filter) -> Keeps:
    def keep(queryset: QuerySet[Model], _name: str, value: object) -> QuerySet[Model]:
        condition = declared.condition(value) if declared.condition else Q()
        return queryset.filter(condition)

    return keep


def _by_words(path: str) -> Callable[[QuerySet[Model], str, str], QuerySet[Model]]:
    def keep(queryset: QuerySet[Model], _name: str, words: str) -> QuerySet[Model]:
        return queryset.filter(**{path: search.question(words)})

    return keep
