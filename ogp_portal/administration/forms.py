"""The shape of what administrators type about accounts; no rule lives here."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ogp_portal.models import User


class PersonForm(forms.ModelForm[User]):
    """An account: its address in small letters, because mail knows no others."""

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "is_active", "is_administrator"]

    def clean_email(self) -> str:
        """Return the address in small letters."""
        return str(self.cleaned_data["email"]).lower()


class AddressForm(forms.Form):
    """Another address for an account."""

    address = forms.EmailField(label=_("Correo nuevo"), max_length=254)


class LettersForm(forms.Form):
    """How often a person is written to about her work, and in which language."""

    letters = forms.ChoiceField(
        label=_("Cada cuánto"), choices=User.Letters.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Idioma de las cartas"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class CodeForm(forms.Form):
    """A mailed code."""

    code = forms.CharField(
        label=_("Código"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
