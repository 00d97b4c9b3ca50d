"""The shape of one field that changes in many commitments."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commitments.amendments.forms.commitment import CommitmentForm
from commitments.amendments.forms.parts import WhyItChangesForm
from commitments.organizations.forms import InstitutionField
from commitments.plans.models import Commitment

OF_MANY = (  # what several promises may come to share; what each says in its own words is not here
    "responsible",
    "implementer",
    "starts_on",
    "ends_on",
    "precision",
    "axis",
    "theme",
    "values",
    "policy_areas",
    "territories",
)


def label_of_column(name: str) -> str:
    """Return the name on screen of a commitment's column."""
    return str(capfirst(str(Commitment._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


class FieldChoiceForm(forms.Form):
    """Which field changes."""

    field = forms.ChoiceField(
        label=_("¿Qué cambia?"),
        choices=lambda: [(name, label_of_column(name)) for name in OF_MANY],
    )


class OneFieldForm(CommitmentForm):
    """One field of a commitment, as it would stand in each."""

    def __init__(self, name: str, data: Any = None) -> None:
        """Ask for the column `name` (of `OF_MANY`) alone."""
        super().__init__(data, instance=Commitment())
        self.fields = {name: self.fields[name]}
        self.fields[name].label = _("Nuevo valor")
        self.name = name
        field = self.fields[name]
        self.institutions = field.institutions if isinstance(field, InstitutionField) else None

    def value(self) -> object:
        """Return what was typed."""
        return self.cleaned_data[self.name]


class ManyForms:
    """The forms of one act on many commitments: the field's new value, and why."""

    def __init__(self, name: str, data: Any = None) -> None:
        """Read `data`, or begin anew."""
        self.field = OneFieldForm(name, data)
        self.why = WhyItChangesForm(data)
        self.label = label_of_column(name)

    def are_valid(self) -> bool:
        """Say whether everything typed can be read, and its reason is there."""
        valid = [self.field.is_valid(), self.why.is_valid()]
        if all(valid) and not self.why.cleaned_data["reason"].strip():
            self.why.add_error("reason", _("Escriba por qué cambia lo publicado: se publica."))
            return False
        return all(valid)

    def facts(self) -> dict[str, object]:
        """Return the act: field, value, kind, reason and agreement."""
        return {"name": self.field.name, "value": self.field.value(), **self.why.cleaned_data}
