"""The shape of what changes of a published commitment."""

import copy
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.amendments import reading
from commitments.amendments.forms.parts import (
    ActForm,
    AmendmentForms,
    day,
    filled,
    rows,
    shorten,
)
from commitments.amendments.reading import ACTORS, NEW, NEW_MILESTONE, Change
from commitments.organizations.forms import InstitutionField
from commitments.plans.models import Actor, Commitment, Milestone
from ogp_portal.foundation.documents.form_fields import (
    AmountField,
    CleanTextField,
    WholeNumberField,
    WholeNumberInput,
)


class CommitmentForm(forms.ModelForm[Commitment]):
    """A published commitment as it would stand; what is left as it was does not change."""

    starts_on = day(_("Inicio"))
    ends_on = day(_("Término"))
    budget_clp = AmountField(label=_("Presupuesto (pesos)"), required=False, min_value=0)
    number = WholeNumberField(label=_("Número"), required=False, min_value=1, max_value=32_767)
    responsible = InstitutionField(label=_("Institución responsable"))
    implementer = InstitutionField(label=_("Institución que lo implementa, si es otra"))

    class Meta:
        model = Commitment
        fields: ClassVar = [name for name in reading.FIELDS[Commitment] if name != ACTORS]
        widgets: ClassVar = {
            "values": forms.CheckboxSelectMultiple,
            "policy_areas": forms.SelectMultiple(attrs={"size": 8}),
            "territories": forms.SelectMultiple(attrs={"size": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten(self, 3)

    def proposed(self) -> dict[str, object]:
        """Return the commitment's columns and chosen rows as they would stand."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MilestoneForm(forms.ModelForm[Milestone]):
    """A milestone as it would stand; its date moves by an act of its own."""

    starts_on = day(_("Inicio"))
    responsible = InstitutionField(label=_("Responsable, si es otra institución"))

    class Meta:
        model = Milestone
        fields: ClassVar = list(reading.FIELDS[Milestone])
        widgets: ClassVar = {"weight": WholeNumberInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten(self, 2)


class NewMilestoneForm(MilestoneForm):
    """A milestone to add."""

    due_on = day(_("Plazo"), required=True)

    class Meta(MilestoneForm.Meta):
        fields: ClassVar = list(NEW[NEW_MILESTONE][1])


class ActorForm(forms.Form):
    """Another actor involved; without a name there is none."""

    kind = forms.ChoiceField(label=_("Grupo"), choices=Actor.Kind.choices)
    name = CleanTextField(label=_("Nombre"), required=False, max_length=200)


class CommitmentForms(AmendmentForms):
    """The forms of an amendment of a commitment: its milestones, those to add, the other actors."""

    def __init__(self, commitment: Commitment, kept: Mapping[str, Any], data: Any = None) -> None:
        """Show `kept` (what an open amendment holds, by field) over what stands; or read `data`."""
        self.commitment = commitment
        # rows of their own: a form writes what was typed into them
        self.act = ActForm(data, initial=kept["act"])
        self.main = CommitmentForm(data, instance=copy.copy(commitment), initial=kept["main"])
        self.parts = [
            (
                milestone,
                MilestoneForm(
                    data,
                    prefix=f"m{milestone.position}",
                    instance=copy.copy(milestone),
                    initial=kept["parts"].get(milestone.pk, {}),
                ),
            )
            for milestone in kept["rows"]
        ]
        self.new = rows(NewMilestoneForm, data, "nuevo", kept["new"])
        actors = [{"kind": kind, "name": name} for kind, name in kept["pairs"]]
        self.pairs = rows(ActorForm, data, "actor", actors)
        self.share_institutions()

    def changes(self) -> list[Change]:
        """Return everything that changes."""
        actors = [
            (form.cleaned_data["kind"], form.cleaned_data["name"])
            for form in filled(self.pairs, "name")
        ]
        found = reading.changes_of(self.commitment, {**self.main.proposed(), ACTORS: actors})
        for milestone, form in self.parts:
            found += reading.changes_of_part(milestone, form.cleaned_data)
        return found + [reading.new_part(NEW_MILESTONE, facts) for facts in self.added()]
