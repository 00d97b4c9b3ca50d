"""The shape of what administrators type about accounts; no rule lives here."""

from typing import ClassVar

from django import forms

from ogp_portal.models import User


class PersonForm(forms.ModelForm[User]):
    """An account: its address in small letters, because mail knows no others."""

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "is_active", "is_administrator"]

    def clean_email(self) -> str:
        """Return the address in small letters."""
        return str(self.cleaned_data["email"]).lower()
