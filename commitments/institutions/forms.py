"""The shape of what is typed about what becomes of an institution; no rule lives here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.organizations.forms import InstitutionField
from ogp_portal.foundation.documents.form_fields import CleanTextField, area

LONG = 4_000


class ChangeForm(forms.Form):
    """From when something becomes of an institution, why and by which document."""

    effective_on = forms.DateField(
        label=_("Desde qué día"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Se puede proponer antes; se confirma ese día o después."),
    )
    norm = CleanTextField(
        label=_("Ley, decreto o documento que lo dice"),
        max_length=300,
        help_text=_("Con su número y fecha, o su dirección. Se publica."),
    )
    reason = area(_("Motivo"), rows=3, longest=LONG, required=True, help_text=_("Se publica."))


class RenameForm(ChangeForm):
    """The name that an institution has from a day on."""

    name = CleanTextField(label=_("Nombre nuevo"), max_length=200)
    short_name = CleanTextField(label=_("Nombre corto nuevo"), max_length=60, required=False)

    field_order = ("name", "short_name", "effective_on", "norm", "reason")


class CloseForm(ChangeForm):
    """From when an institution is no more, and which one goes on with what it did."""

    successor = InstitutionField(
        label=_("Qué institución la continúa"),
        help_text=_(
            "Escriba parte del nombre y elíjala. Lo que está en ejecución pasa a ella. Vacío: no "
            "la continúa ninguna, o lo suyo ya se repartió por modificaciones."
        ),
    )

    field_order = ("successor", "effective_on", "norm", "reason")

    @property
    def offered(self) -> list[str]:
        """Return the names of the institutions that may be chosen."""
        field: InstitutionField = self.fields["successor"]  # type: ignore[assignment]
        return field.institutions.offered
