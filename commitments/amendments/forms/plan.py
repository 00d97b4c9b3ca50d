"""The shape of what changes of a plan in force."""

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
from commitments.amendments.reading import MEMBERS, NEW_AXIS, Change
from commitments.organizations.forms import InstitutionField
from commitments.plans.models import Axis, Plan, PlanMember
from ogp_portal.foundation.documents.form_fields import WholeNumberField, WholeNumberInput


class PlanForm(forms.ModelForm[Plan]):
    """A plan in force as it would stand; what is left as it was does not change."""

    starts_on = day(_("Inicio"))
    ends_on = day(_("Término"))
    ordinal = WholeNumberField(
        label=_("Número de orden"), required=False, min_value=1, max_value=32_767
    )

    class Meta:
        model = Plan
        fields: ClassVar = [name for name in reading.FIELDS[Plan] if name != MEMBERS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten(self, 3)


class AxisForm(forms.ModelForm[Axis]):
    """An axis as it would stand."""

    class Meta:
        model = Axis
        fields: ClassVar = list(reading.FIELDS[Axis])
        widgets: ClassVar = {"position": WholeNumberInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten(self, 2)


class MemberForm(forms.Form):
    """An organization's place in the plan; without the organization there is none."""

    organization = InstitutionField(label=_("Institución"))
    part = forms.ChoiceField(
        label=_("Papel"), choices=PlanMember.Part.choices, initial=PlanMember.Part.MEMBER
    )


class PlanForms(AmendmentForms):
    """The forms of an amendment of a plan: its axes, those to add, the consortium."""

    named_by = "name"

    def __init__(self, plan: Plan, kept: Mapping[str, Any], data: Any = None) -> None:
        """Show `kept` (what an open amendment holds, by field) over what stands; or read `data`."""
        self.plan = plan
        self.act = ActForm(data, initial=kept["act"])
        self.main = PlanForm(data, prefix="plan", instance=copy.copy(plan), initial=kept["main"])
        self.parts = [
            (
                axis,
                AxisForm(
                    data,
                    prefix=f"e{axis.pk}",
                    instance=copy.copy(axis),
                    initial=kept["parts"].get(axis.pk, {}),
                ),
            )
            for axis in kept["rows"]
        ]
        self.new = rows(AxisForm, data, "nuevo", kept["new"])
        members = [{"part": part, "organization": key} for part, key in kept["pairs"]]
        self.pairs = rows(MemberForm, data, "lugar", members)
        self.share_institutions()

    def changes(self) -> list[Change]:
        """Return everything that changes."""
        members = [
            (form.cleaned_data["part"], form.cleaned_data["organization"].pk)
            for form in filled(self.pairs, "organization")
        ]
        found = reading.changes_of(self.plan, {**self.main.cleaned_data, MEMBERS: members})
        for axis, form in self.parts:
            found += reading.changes_of_part(axis, form.cleaned_data)
        return found + [reading.new_part(NEW_AXIS, facts) for facts in self.added()]
