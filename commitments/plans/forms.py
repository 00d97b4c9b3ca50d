"""The shape of what staff type about plans, commitments and milestones; no rule lives here."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Contact, Plan
from commitments.plans.models.text import SHORT
from commitments.plans.states import DelayCause
from commitments.plans.workflow import EDITABLE
from ogp_portal.foundation.documents.form_fields import CleanTextField, WholeNumberField, area

CONTACT = ("post", "name", "email", "phone")
MANY = ("values", "policy_areas", "territories")


class PlanForm(forms.ModelForm[Plan]):
    """A plan; whoever begins it says which of her institutions leads it."""

    lead = forms.ModelChoiceField(
        Organization.objects.none(), label=_("La encabeza"), required=False
    )

    class Meta:
        model = Plan
        fields: ClassVar = [
            "slug",
            "kind",
            "ordinal",
            "title",
            "summary",
            "starts_on",
            "ends_on",
            "precision",
        ]


class CopyPlanForm(forms.Form):
    """What a plan copied from another one is called, who leads it and by how much its dates move;
    `lead` offers the institutions that the person coordinates for.
    """

    title = CleanTextField(label=_("Título del plan nuevo"), max_length=200)
    lead = forms.ModelChoiceField(Organization.objects.none(), label=_("La encabeza"))
    months = WholeNumberField(
        label=_("¿Cuántos meses se corren las fechas?"),
        min_value=0,
        max_value=240,
        initial=24,
        help_text=_("Todas por igual: las del plan, las de los compromisos y las de los hitos."),
    )


class CommitmentForm(forms.ModelForm[Commitment]):
    """A commitment's text and data, with the version the person saw, so that nobody overwrites
    another.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)
    contact_post = forms.CharField(
        label=_("Persona responsable: cargo (público)"), required=False, max_length=200
    )
    contact_name = forms.CharField(
        label=_("Nombre (solo el equipo)"), required=False, max_length=200
    )
    contact_email = forms.EmailField(label=_("Correo electrónico (solo el equipo)"), required=False)
    contact_phone = forms.CharField(
        label=_("Teléfono (solo el equipo)"), required=False, max_length=40
    )

    class Meta:
        model = Commitment
        fields: ClassVar = ["plan", "slug", *EDITABLE, *MANY]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = (
            Contact.objects.filter(commitment=self.instance.pk).first()
            if self.instance.pk
            else None
        )
        if "summary" in self.fields:
            self.fields["summary"].widget.attrs.update(
                {"data-limit": SHORT, "data-counted": _("{n} de {total} caracteres")}
            )
        for name in CONTACT:
            self.fields[f"contact_{name}"].initial = getattr(contact, name, "")

    def contact(self) -> dict[str, str]:
        """Return what was typed about the responsible person."""
        return {name: self.cleaned_data[f"contact_{name}"] for name in CONTACT}

    def chosen(self) -> dict[str, object]:
        """Return the chosen values, policy areas and territories."""
        return {name: self.cleaned_data[name] for name in MANY}


class ContactForm(forms.Form):
    """Who answers for a published commitment; the public sees the post alone."""

    post = CleanTextField(label=_("Cargo (público)"), max_length=200)
    name = CleanTextField(label=_("Nombre (solo el equipo)"), required=False, max_length=200)
    email = forms.EmailField(label=_("Correo electrónico (solo el equipo)"), required=False)
    phone = CleanTextField(label=_("Teléfono (solo el equipo)"), required=False, max_length=40)


class RescheduleForm(forms.Form):
    """Where a date moves to, by which cause, and why."""

    to_on = forms.DateField(label=_("Nuevo plazo"), widget=forms.DateInput(attrs={"type": "date"}))
    cause = forms.ChoiceField(
        label=_("Causa"), choices=[("", _("Elija la causa")), *DelayCause.choices]
    )
    reason = forms.CharField(
        label=_("Motivo (se publica)"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReopenForm(forms.Form):
    """The true progress of a milestone that was shown as complete, and why it is corrected."""

    progress = WholeNumberField(label=_("Avance real (%)"), min_value=0, max_value=99)
    reason = forms.CharField(
        label=_("Motivo (se publica)"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CloseForm(forms.Form):
    """Why a commitment is closed, obligatory when it is not complete."""

    reason = area(
        _("Explicación pública, obligatoria si no se cumplió por completo"), rows=4, longest=4_000
    )
