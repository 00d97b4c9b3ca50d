"""The shape of what is typed about institutions; no rule lives here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.form_fields import CleanTextField


class InvitationForm(forms.Form):
    """Who is invited to edit for an institution."""

    email = forms.EmailField(
        label=_("Correo electrónico"),
        help_text=_("Con este correo entra al portal. Si no tiene cuenta, se crea."),
    )
    name = CleanTextField(
        label=_("Nombre"),
        max_length=120,
        help_text=_("Otra persona que coordina el plan, o quien administra, confirma el rol."),
    )
