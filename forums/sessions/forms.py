"""The shape of what is typed on the page of a session; no rule lives here."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from forums.sessions.models import SessionHeadcount
from ogp_portal.foundation.documents.form_fields import (
    CleanTextField,
    UploadField,
    WholeNumberField,
    area,
    day,
    moment,
)


class ChangeForm(forms.Form):
    """A new date or place of what was convened."""

    starts_at = moment(_("Comienza"), required=True)
    ends_at = moment(_("Termina"))
    place = CleanTextField(label=_("Lugar"), required=False, max_length=200)
    remote_url = forms.URLField(
        label=_("Enlace para participar a distancia"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    reason = area(_("Por qué cambia (se publica)"), rows=2, required=True)


class PaperForm(forms.Form):
    """A document of the session."""

    title = CleanTextField(label=_("Título"), max_length=200)
    file = UploadField(
        label=_("Archivo"), help_text=_("PDF, JPG, PNG, XLSX, DOCX, ODT, ODS o CSV, hasta 10 MB.")
    )
    is_restricted = forms.BooleanField(label=_("Solo para los asientos"), required=False)


class HeadcountForm(forms.Form):
    """People who came without a seat."""

    sector = forms.ChoiceField(
        label=_("Sector"), choices=SessionHeadcount._meta.get_field("sector").choices or []
    )
    organization_name = CleanTextField(
        label=_("Organización, si vinieron por una"), required=False, max_length=200
    )
    needed_sometimes: ClassVar[tuple[str, ...]] = ("organization_name",)
    territory = forms.ModelChoiceField(
        Territory.objects.order_by("name"), label=_("Comuna o región"), required=False
    )
    people = WholeNumberField(label=_("Personas"), min_value=1, max_value=1_000_000)


class BallotForm(forms.Form):
    """A vote to be held."""

    question = CleanTextField(label=_("Qué se vota"), max_length=400)
    options = area(_("Opciones, una por línea"), rows=3, longest=2_500, required=True)
    with_abstention = forms.BooleanField(label=_("Con abstención"), required=False, initial=True)
    is_secret = forms.BooleanField(
        label=_("Secreta"),
        required=False,
        help_text=_("Se publica quién votó y cuántos votos tuvo cada opción, no quién votó qué."),
    )
    closes_at = moment(_("Se vota hasta"), help_text=_("Vacío: hasta que se cuente."))


class AgreementForm(forms.Form):
    """An agreement taken."""

    text = area(_("Acuerdo"), rows=2, longest=4_000, required=True)
    responsible = forms.ModelChoiceField(
        Organization.objects.open().order_by("name"), label=_("Responde"), required=False
    )
    responsible_post = CleanTextField(
        label=_("o el cargo o equipo que responde"), required=False, max_length=200
    )
    needed_sometimes: ClassVar[tuple[str, ...]] = ("responsible", "responsible_post")
    due_on = day(_("Plazo"))


class MinutesForm(forms.Form):
    """The text of the minutes, with the instant of the version that was seen."""

    text = area(
        _("Acta"),
        rows=18,
        longest=200_000,
        required=True,
        help_text=_("Títulos con ###, listas con un guion."),
    )
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)


class CirculateForm(forms.Form):
    """Until when the seats observe."""

    last_day = day(_("Observaciones hasta el (inclusive)"), required=True)


class TextForm(forms.Form):
    """An observation, a follow-up, an answer or a reason."""

    text = area(_("Texto"), rows=3, longest=4_000, required=True)
