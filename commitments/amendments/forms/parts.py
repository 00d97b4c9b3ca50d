"""What the forms of amendments share: why something changes, rows to fill in, and institutions
found by their name.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.amendments.models import Amendment
from commitments.amendments.reading import Change, Part
from commitments.organizations.forms import InstitutionField, Institutions
from ogp_portal.foundation.documents.form_fields import CleanTextField, area
from ogp_portal.foundation.refusals import Refusal

LONG = 4_000
BLANK_ROWS = 2
MOST_ROWS = 100


def day(label: Any, *, required: bool = False) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def shorten(form: forms.BaseForm, rows: int) -> None:
    """Let the texts of a form begin with few lines; browsers let them grow."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = rows


def rows(form: type[forms.BaseForm], data: Any, prefix: str, initial: list[Any]) -> Any:
    """Return a row for each of `initial` and some to fill in; one left empty is no row."""
    formset = forms.formset_factory(
        form,
        extra=BLANK_ROWS,
        can_delete=True,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_ROWS,
    )
    return formset(data, prefix=prefix, initial=initial)


class WhyItChangesForm(forms.Form):
    """Why something published changes."""

    kind = forms.ChoiceField(
        label=_("¿Qué clase de cambio es?"),
        choices=Amendment.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Una corrección de forma arregla palabras mal escritas y no promete otra cosa. Todo "
            "lo demás es una modificación."
        ),
    )
    reason = area(
        _("¿Por qué cambia?"),
        rows=3,
        longest=LONG,
        help_text=_("Se publica junto al cambio."),
    )
    agreement = CleanTextField(
        label=_("Acuerdo del foro"),
        required=False,
        max_length=300,
        help_text=_("Si el foro lo acordó: el número del acuerdo o su dirección."),
    )


class ActForm(WhyItChangesForm):
    """Why one thing changes, and which versions the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why an amendment is given back."""

    reason = area(_("Motivo"), rows=3, longest=LONG)


class AmendmentForms:
    """The forms of one amendment: why it is made, of what it changes, of each of its parts, of
    parts to add and of a list of it.
    """

    act: ActForm
    main: Any
    parts: list[tuple[Part, Any]]
    new: Any
    pairs: Any
    named_by = "title"  # what a part to add has, or else it is none

    def share_institutions(self) -> None:
        """Let every field for an institution read one list."""
        self.institutions = Institutions()
        for form in self.all():
            for field in form.fields.values():
                if isinstance(field, InstitutionField):
                    field.institutions = self.institutions

    def all(self) -> list[Any]:
        """Return every form."""
        of_parts = (form for _row, form in self.parts)
        return [self.act, self.main, *of_parts, *self.new, *self.pairs]

    def are_valid(self) -> bool:
        """Say whether everything typed can be read."""
        of_parts = [form.is_valid() for _row, form in self.parts]
        sets = [self.new.is_valid(), self.pairs.is_valid()]
        return all([self.act.is_valid(), self.main.is_valid(), *of_parts, *sets])

    def wrong(self) -> list[Any]:
        """Return the forms that have something to correct."""
        return [form for form in self.all() if form.is_bound and form.errors]

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at its field; `name.place.field` is of a part to add."""
        name, _dot, place = refusal.field.partition(".")
        where, _dot, column = place.partition(".")
        if where:
            self._added()[int(where)].add_error(column, str(refusal))
        elif name in self.main.fields:
            self.main.add_error(name, str(refusal))
        else:
            self.act.add_error(name if name in self.act.fields else None, str(refusal))

    def _added(self) -> list[Any]:
        return filled(self.new, self.named_by)

    def added(self) -> list[Mapping[str, object]]:
        """Return the parts to add."""
        return [form.cleaned_data for form in self._added()]

    def changes(self) -> list[Change]:
        """Return everything that changes."""
        raise NotImplementedError


def filled(formset: Any, name: str) -> list[Any]:
    """Return the rows of a formset that have `name` and are not taken out."""
    return [
        form
        for form in formset
        if form.cleaned_data.get(name) and not form.cleaned_data.get("DELETE")
    ]
