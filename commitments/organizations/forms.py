"""The shape of what is typed about institutions; no rule lives here."""

from collections import Counter
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.characters import one_line
from ogp_portal.foundation.documents.form_fields import CleanTextField

LISTED = "instituciones"  # the page's list of institutions, which its fields search


class Institutions:
    """The institutions that are found by their name, read once for all the fields of a page. Those
    that closed are not offered; who types the name of one is told what became of it.
    """

    @cached_property
    def _rows(self) -> list[Organization]:
        columns = ("slug", "name", "short_name", "closed_on")
        return list(Organization.objects.order_by("name").only(*columns))

    @cached_property
    def by_label(self) -> dict[str, Organization]:
        """Return each by its name; of those of one name, by name and address."""
        times = Counter(row.name for row in self._rows)
        return {
            row.name if times[row.name] == 1 else f"{row.name} ({row.slug})": row
            for row in self._rows
        }

    @property
    def offered(self) -> list[str]:
        """Return the names of those that may be chosen."""
        return [label for label, row in self.by_label.items() if row.closed_on is None]

    @cached_property
    def by_key(self) -> dict[int, str]:
        """Return the name by which each is chosen."""
        return {row.pk: label for label, row in self.by_label.items()}

    @cached_property
    def by_words(self) -> dict[str, Organization]:
        """Return each by its name in small letters, and by its short name where it alone has it."""
        times = Counter(row.short_name.casefold() for row in self.by_label.values())
        short = {
            row.short_name.casefold(): row
            for row in self.by_label.values()
            if row.short_name and times[row.short_name.casefold()] == 1
        }
        return short | {label.casefold(): row for label, row in self.by_label.items()}


class InstitutionField(forms.CharField):
    """An institution by its name, searched in the list of the page as it is typed; the value is its
    row, or None.
    """

    default_error_messages = {
        "unknown": _("Ninguna institución se llama así: escriba parte del nombre y elíjala."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Search the page's list."""
        super().__init__(required=False, max_length=340, **kwargs)
        self.widget.attrs |= {"list": LISTED, "autocomplete": "off"}
        self.institutions = Institutions()

    def prepare_value(self, value: Any) -> Any:
        """Show the name of what is kept by its key."""
        key = getattr(value, "pk", value)
        return self.institutions.by_key.get(key, value) if isinstance(key, int) else value

    def clean(self, value: Any) -> Any:
        """Return the institution of that name. Raises ValidationError where there is none."""
        words = one_line(super().clean(value) or "").casefold()
        if not words:
            return None
        if words not in self.institutions.by_words:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return self.institutions.by_words[words]


class InvitationForm(forms.Form):
    """Who is invited to edit for an institution."""

    email = forms.EmailField(
        label=_("Correo electrónico"),
        help_text=_("Con este correo entra al portal. Si no tiene cuenta, se crea."),
    )
    name = CleanTextField(
        label=_("Nombre"),
        max_length=120,
        help_text=_("Otra persona que coordina el plan, o quien administra, confirma el rol."),
    )
