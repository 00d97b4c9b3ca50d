"""The shape of what an institution writes about a period; no rule lives here."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Milestone
from commitments.plans.states import DelayCause, Level
from commitments.progress.models import ProgressUpdate
from commitments.progress.workflow import Claim
from ogp_portal.foundation.documents.form_fields import (
    CleanTextField,
    UploadField,
    WholeNumberField,
    area,
)

LONG = 8_000


class UpdateForm(forms.Form):
    """What is told of a period."""

    is_nil = forms.BooleanField(
        label=_("Sin avance en este período"),
        required=False,
        help_text=_("Decirlo con franqueza vale más que callar."),
    )
    narrative = area(
        _("¿Qué se hizo?"), rows=5, help_text=_("Dos o tres oraciones que cualquiera entienda.")
    )
    delay_cause = forms.ChoiceField(
        label=_("Causa, si no hubo avance o hay atraso"),
        required=False,
        choices=[("", _("Ninguna")), *DelayCause.choices],
    )
    claimed_level = forms.ChoiceField(
        label=_("Cumplimiento que declaran"),
        required=False,
        choices=[("", _("Sin declarar")), *Level.choices],
    )
    results = area(_("Resultados y uso por la ciudadanía"))
    next_steps = area(_("Próximos pasos"))
    challenges = area(_("Lo que queda por lograr y desafíos"))
    source_note = CleanTextField(
        label=_("¿En qué se basa?"),
        required=False,
        max_length=300,
        help_text=_("Un acta, un registro, un documento. Hace falta si no adjuntas una prueba."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, update: ProgressUpdate) -> "UpdateForm":
        """Return the form with what is saved; a new update does not begin as "sin avance"."""
        names = [name for name in cls().fields if name not in {"version", "is_nil"}]
        is_untouched = update.version == 1 and not update.narrative
        return cls(
            initial={
                **{name: getattr(update, name) for name in names},
                "is_nil": update.is_nil and not is_untouched,
                "version": update.version,
            }
        )


class ClaimForm(forms.Form):
    """What is told of one milestone."""

    progress = WholeNumberField(label=_("Avance (%)"), min_value=0, max_value=100)
    completed_on = forms.DateField(
        label=_("Cumplido el"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Solo si llegó a 100 %."),
    )
    needed_sometimes: ClassVar[tuple[str, ...]] = ("completed_on",)

    def claim(self, milestone: Milestone) -> Claim:
        """Return what was told, for the workflow."""
        return Claim(milestone, self.cleaned_data["progress"], self.cleaned_data["completed_on"])


class EvidenceForm(forms.Form):
    """A file or a link that proves something."""

    title = CleanTextField(label=_("Título"), max_length=200)
    milestones = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label=_("¿Qué hitos prueba?"),
        required=False,
        help_text=_("Ninguno: prueba el reporte en general."),
        widget=forms.CheckboxSelectMultiple,
    )
    file = UploadField(
        label=_("Archivo"),
        required=False,
        help_text=_("PDF, JPG, PNG, WEBP, XLSX, DOCX, ODT, ODS o CSV, hasta 10 MB."),
    )
    url = forms.URLField(label=_("o enlace"), required=False, max_length=500, assume_scheme="https")
    needed_sometimes: ClassVar[tuple[str, ...]] = ("file", "url")


class ProvedForm(forms.Form):
    """Which milestones a file or link proves."""

    milestones = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label=_("¿Qué hitos prueba?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = CleanTextField(
        label=_("Motivo"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )
