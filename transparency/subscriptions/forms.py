"""What is typed to follow something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from transparency.subscriptions.models import Subscription


class FollowForm(forms.Form):
    """An address, and how often."""

    email = forms.EmailField(
        label=_("Tu correo electrónico"),
        max_length=254,
        help_text=_(
            "Solo para enviarte novedades de lo que sigues. Se borra cuando dejas de seguir."
        ),
    )
    frequency = forms.ChoiceField(
        label=_("Cada cuánto"),
        choices=Subscription.Frequency.choices,
        initial=Subscription.Frequency.WEEKLY,
    )
    website = forms.CharField(
        required=False, max_length=200, label=_("Deja este campo vacío")
    )  # people do not see it; programs fill it in
