"""Which rows of other tables a form offers, decided in one place: those that the person may see.

People are never listed: an account is named by its exact address. Only the form at hand is
touched, never its class, which every request of the process shares.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User

Offer = Callable[[User], models.QuerySet[Any]]


class RowSearch(AutocompleteSelect):
    """Django's search for a row, which shows a form again also when what was sent names no row of
    the kind (Django's own asks the database for it and fails).
    """

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Leave out what cannot be a key."""
        return super().optgroups(name, _keys(self.field, value), attrs)


class RowsSearch(AutocompleteSelectMultiple):
    """The same for several rows."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Leave out what cannot be a key."""
        return super().optgroups(name, _keys(self.field, value), attrs)


def without_doors(field: Any) -> Any:
    """Return a field of a form of the admin without the doors to the page of what is chosen: only
    adding another stays, for who may.
    """
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_view_related = False
        field.widget.can_change_related = False
    return field


def _keys(field: Any, values: Any) -> list[Any]:
    """Return what may be keys of the rows that a field is about."""
    key = field.remote_field.model._meta.pk
    return [choice for choice in values if _may_be(key, choice)]


def _may_be(key: models.Field[Any, Any], value: object) -> bool:
    try:
        key.run_validators(key.to_python(value))
    except ValidationError:
        return False
    return True


class PersonField(forms.EmailField):
    """Somebody with an open account, named by the exact address: no list to choose from, and no
    part of an address finds anybody. The value is a `User`, or None where it may be empty.
    """

    default_error_messages = {
        "unknown": _(
            "Nadie tiene una cuenta abierta con ese correo: escríbalo completo, tal como entra."
        )
    }

    def prepare_value(self, value: Any) -> Any:
        """Show the address of whoever is kept by number."""
        if isinstance(value, User):
            return value.email
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return value

    def clean(self, value: Any) -> Any:
        """Return the account of that address. Raises ValidationError where there is none."""
        address = super().clean(value)
        if not address:
            return None
        person = User.objects.filter(email=address.lower(), is_active=True).first()
        if person is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return person

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare addresses."""
        return super().has_changed(self.prepare_value(initial) or "", str(data or "").lower())


def restrict(form: forms.BaseForm, user: User, offers: Mapping[str, Offer] | None = None) -> None:
    """Leave in every list of rows of `form` only those that `user` may see.

    `offers` says by the field's name which rows it is about; a field that is not there is about
    all those it was made with.
    """
    wanted = offers or {}
    for name, field in list(form.fields.items()):
        if not isinstance(field, ModelChoiceField) or field.queryset is None:
            continue
        model = field.queryset.model
        if model is User:
            form.fields[name] = PersonField(
                label=field.label,
                required=field.required,
                help_text=_("El correo exacto con que entra al portal."),
                disabled=field.disabled,
            )
            continue
        rows = wanted[name](user) if name in wanted else field.queryset
        field.queryset = rows.filter(rights.condition(model, "view", user))
