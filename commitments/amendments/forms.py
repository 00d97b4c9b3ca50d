"""The shape of what changes of a published commitment; no rule lives here."""

import copy
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.plans.models import Actor, Commitment, Milestone
from ogp_portal.foundation.documents.form_fields import (
    AmountField,
    CleanTextField,
    WholeNumberField,
    WholeNumberInput,
    area,
)

LONG = 4_000
BLANK_ROWS = 2


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _short(form: forms.BaseForm, rows: int) -> None:
    """Let the texts of a form begin with few lines; browsers let them grow."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = rows


class AmendmentForm(forms.ModelForm[Commitment]):
    """A published commitment as it would stand; what is left as it was does not change."""

    starts_on = _day(_("Inicio"))
    ends_on = _day(_("Término"))
    budget_clp = AmountField(label=_("Presupuesto (pesos)"), required=False, min_value=0)
    number = WholeNumberField(label=_("Número"), required=False, min_value=1, max_value=32_767)
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
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Commitment
        fields: ClassVar = [name for name in reading.OF_COMMITMENT if name != reading.ACTORS]
        widgets: ClassVar = {
            "values": forms.CheckboxSelectMultiple,
            "policy_areas": forms.SelectMultiple(attrs={"size": 8}),
            "territories": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short(self, 3)

    def proposed(self) -> dict[str, object]:
        """Return the commitment's columns and chosen rows as they would stand."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def act(self) -> dict[str, Any]:
        """Return kind, reason, agreement and the versions that were seen."""
        names = ("kind", "reason", "agreement", "version", "seen")
        return {name: self.cleaned_data[name] for name in names}


class ReasonForm(forms.Form):
    """Why an amendment is given back."""

    reason = area(_("Motivo"), rows=3, longest=LONG)


class MilestoneForm(forms.ModelForm[Milestone]):
    """A milestone as it would stand; its date moves by an act of its own."""

    starts_on = _day(_("Inicio"))

    class Meta:
        model = Milestone
        fields: ClassVar = list(reading.OF_MILESTONE)
        widgets: ClassVar = {"weight": WholeNumberInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short(self, 2)


class NewMilestoneForm(forms.ModelForm[Milestone]):
    """A milestone to add."""

    starts_on = _day(_("Inicio"))
    due_on = _day(_("Plazo"), required=True)

    class Meta:
        model = Milestone
        fields: ClassVar = list(reading.OF_NEW_MILESTONE)
        widgets: ClassVar = {"weight": WholeNumberInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short(self, 2)


class ActorForm(forms.Form):
    """Another actor involved; without a name there is none."""

    kind = forms.ChoiceField(label=_("Grupo"), choices=Actor.Kind.choices)
    name = CleanTextField(label=_("Nombre"), required=False, max_length=200)


class AmendmentForms:
    """The forms of one amendment: of the commitment, of each of its milestones, of milestones to
    add and of the other actors.
    """

    def __init__(self, commitment: Commitment, kept: Mapping[str, Any], data: Any = None) -> None:
        """Show `kept` (what an open amendment holds, by field) over what stands; or read `data`."""
        # rows of their own: a form writes what was typed into them
        self.main = AmendmentForm(data, instance=copy.copy(commitment), initial=kept["commitment"])
        self.milestones = [
            (
                milestone,
                MilestoneForm(
                    data,
                    prefix=f"m{milestone.position}",
                    instance=copy.copy(milestone),
                    initial=kept["milestones"].get(milestone.pk, {}),
                ),
            )
            for milestone in kept["rows"]
        ]
        self.new = _rows(NewMilestoneForm, data, "nuevo", kept["new"])
        self.actors = _rows(ActorForm, data, "actor", kept["actors"])

    def are_valid(self) -> bool:
        """Say whether everything typed can be read."""
        of_milestones = [form.is_valid() for _row, form in self.milestones]
        return all(
            [self.main.is_valid(), *of_milestones, self.new.is_valid(), self.actors.is_valid()]
        )

    def added(self) -> list[dict[str, object]]:
        """Return the milestones to add."""
        return [
            form.cleaned_data
            for form in self.new
            if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")
        ]

    def actor_pairs(self) -> list[tuple[str, str]]:
        """Return kind and name of the other actors."""
        return [
            (form.cleaned_data["kind"], form.cleaned_data["name"])
            for form in self.actors
            if form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE")
        ]


def _rows(form: type[forms.BaseForm], data: Any, prefix: str, initial: list[Any]) -> Any:
    """Return a row for each of `initial` and some to fill in; one left empty is no row."""
    formset = forms.formset_factory(
        form,
        extra=BLANK_ROWS,
        can_delete=True,
        can_delete_extra=False,
        max_num=100,
        validate_max=True,
        absolute_max=100,
    )
    return formset(data, prefix=prefix, initial=initial)
