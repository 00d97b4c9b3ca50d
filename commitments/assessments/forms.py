"""The shape of a judgement: one question for each criterion of its rubric."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import Assessment
from ogp_portal.foundation.characters import clean


class AssessmentForm(forms.Form):
    """Ratings and their grounds; the questions come from the rubric of the assessment."""

    narrative = forms.CharField(
        label=_("Fundamento"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("En qué se basa tu juicio. Se publica tal como lo escribas."),
    )
    dissent = forms.CharField(
        label=_("En qué discrepas de lo que declara el gobierno"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, assessment: Assessment, data: Any = None) -> None:
        super().__init__(
            data, initial={"narrative": assessment.narrative, "dissent": assessment.dissent}
        )
        for criterion in assessment.rubric.criteria:
            choices = [
                ("", _("Sin calificar")),
                *((option["value"], option["label"]) for option in criterion["options"]),
            ]
            self.fields[f"c_{criterion['key']}"] = forms.ChoiceField(
                label=criterion["label"],
                choices=choices,
                required=False,
                initial=assessment.ratings.get(criterion["key"], ""),
            )
        self.order_fields([name for name in self.fields if name.startswith("c_")])

    def ratings(self) -> dict[str, str]:
        """Return the chosen value of each criterion."""
        return {
            name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("c_")
        }

    def words(self, name: str) -> str:
        """Return a text field, cleaned."""
        return clean(self.cleaned_data[name])
