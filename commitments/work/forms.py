"""The shape of a succession."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SuccessionForm(forms.Form):
    """Who leaves, who follows, and from which day."""

    leaving = forms.EmailField(label=_("Correo de quien se va"), max_length=254)
    successor = forms.EmailField(
        label=_("Correo de quien sigue"),
        max_length=254,
        help_text=_("Ya debe tener cuenta."),
    )
    starts_on = forms.DateField(
        label=_("Desde qué día"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ese día empieza quien sigue; quien se va trabaja hasta el anterior."),
    )
