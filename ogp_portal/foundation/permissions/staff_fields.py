"""The fields of the admin: dates as browsers ask for them, texts of some lines, amounts, and an
address that a title gives.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import dates
from ogp_portal.foundation.documents.form_fields import (
    AmountField,
    AmountInput,
    SplitMomentField,
    WholeNumberField,
    WholeNumberInput,
)
from ogp_portal.foundation.permissions import choices
from ogp_portal.foundation.slugs import free_slug

RowT = TypeVar("RowT", bound=models.Model)
LISTS = "listas"  # asks for a page with lists in place of searches, which need a script
ISO_DAY = "%Y-%m-%d"  # what a browser's own field of dates takes and sends


class DayInput(forms.DateInput):
    """A browser's own field of dates: no calendar of ours, no note on the server's hour."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"type": "date", **(attrs or {})}, format=ISO_DAY)


class MomentInput(forms.SplitDateTimeWidget):
    """A day and an hour, each in the browser's own field."""

    def __init__(self, attrs: Any = None) -> None:
        day: dict[str, Any] = {"type": "date", "aria-label": _("Día")}
        hour: dict[str, Any] = {"type": "time", "aria-label": _("Hora")}
        super().__init__(
            attrs, date_format=ISO_DAY, time_format="%H:%M", date_attrs=day, time_attrs=hour
        )


class ProseInput(AdminTextareaWidget):
    """Some lines, that grow as they are pulled."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"rows": 4, **(attrs or {})})


ASKED: dict[type[models.Field[Any, Any]], dict[str, Any]] = {  # the wide numbers hold money
    models.DateField: {"widget": DayInput},
    models.DateTimeField: {"form_class": SplitMomentField, "widget": MomentInput},
    models.BigIntegerField: {"form_class": AmountField, "widget": AmountInput},
    models.IntegerField: {"form_class": WholeNumberField, "widget": WholeNumberInput},
    models.TextField: {"widget": ProseInput},
    models.URLField: {"assume_scheme": "https"},
}


class StaffFields(BaseModelAdmin[RowT]):
    """How a page of the admin, or a part of it, asks for columns."""

    formfield_overrides = ASKED

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str] | tuple[str, ...]:
        """Search where a script may run; choose from lists where the page was asked for so."""
        return () if LISTS in request.GET else super().get_autocomplete_fields(request)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: object
    ) -> "forms.ModelChoiceField[Any] | None":
        """Search for a row where the list would be long."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = choices.RowSearch(db_field, self.admin_site)
        field: forms.ModelChoiceField[Any] | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return field

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: object
    ) -> "forms.ModelMultipleChoiceField[Any] | None":
        """Search for rows where the list would be long."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = choices.RowsSearch(db_field, self.admin_site)
        field: forms.ModelMultipleChoiceField[Any] | None = super().formfield_for_manytomany(
            db_field, request, **kwargs
        )
        return field

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out the doors to other pages beside each choice."""
        return choices.without_doors(super().formfield_for_dbfield(db_field, request, **kwargs))


def offer_addresses(form: forms.BaseForm, sources: Mapping[str, Iterable[str]]) -> None:
    """Let whoever writes a new row leave its address empty: it comes from the title."""
    for name in sources:
        if name in form.fields:
            form.fields[name].required = False
            form.fields[name].help_text = _(
                "Se forma con el título. Cámbiela solo si hace falta: no cambia después."
            )


def derive_addresses(form: Any, sources: Mapping[str, Iterable[str]]) -> None:
    """Fill the addresses that were left empty, from what was written in their `sources`."""
    for name, parts in sources.items():
        if name not in form.fields or form.cleaned_data.get(name) or name in form.errors:
            continue
        words = " ".join(str(form.cleaned_data.get(part) or "") for part in parts).strip()
        if words:
            form.cleaned_data[name] = _free(form.instance, name, words)


def _free(row: models.Model, name: str, words: str) -> str:
    column = row._meta.get_field(name)
    rows = type(row)._base_manager.exclude(pk=row.pk)
    return free_slug(
        words,
        longest=getattr(column, "max_length", None) or 50,
        is_taken=lambda slug: rows.filter(**{name: slug}).exists(),
        nameless=str(row._meta.model_name),
    )


def tell_hours_that_come_twice(request: HttpRequest, form: forms.BaseForm) -> None:
    """Show what was taken of each hour that a person typed and that comes twice that day."""
    for name, value in form.cleaned_data.items():
        if isinstance(value, datetime.datetime) and dates.is_twice(value):
            facts = {"field": form.fields[name].label or name, "moment": dates.moment(value)}
            messages.info(request, _("«%(field)s»: se tomó el %(moment)s.") % facts)
