"""The shape of a succession and of a delegation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Membership
from ogp_portal.foundation.permissions.choices import PersonField


class DelegationForm(forms.Form):
    """Who acts in which of one's roles, and between which days; `membership` offers the roles that
    the person may lend.
    """

    membership = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Qué rol"), empty_label=None
    )
    to = PersonField(
        label=_("Correo de quien actuará por ti"), help_text=_("Ya debe tener cuenta.")
    )
    starts_on = forms.DateField(
        label=_("Desde qué día"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("Hasta (ese día ya no)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


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
