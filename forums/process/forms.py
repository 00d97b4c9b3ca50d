"""What is typed about a stage; no rule lives here."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.process.models import StageEvidence
from ogp_portal.foundation.documents.form_fields import CleanTextField, UploadField, area, day


class DatesForm(forms.Form):
    """New dates and why."""

    opens_on = day(_("Desde"))
    closes_on = day(_("Hasta (inclusive)"))
    reason = area(_("Motivo (se publica)"), rows=3, longest=4_000, required=True)


class EvidenceForm(forms.Form):
    """What proves the stage."""

    kind = forms.ChoiceField(label=_("Qué muestra"), choices=StageEvidence.Kind.choices)
    title = CleanTextField(label=_("Título"), max_length=200)
    happened_on = day(_("Fecha"), required=True)
    url = forms.URLField(label=_("Enlace"), required=False, max_length=500, assume_scheme="https")
    file = UploadField(label=_("o archivo"), required=False)
    needed_sometimes: ClassVar[tuple[str, ...]] = ("url", "file")
