"""The forms of a judgement, one question for each criterion of its rubric, and of who answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.assessments.models import Assessment, Rubric
from commitments.assessments.queries import Line, digest_of
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

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, assessment: Assessment, data: Any = None) -> None:
        super().__init__(
            data,
            initial={
                "narrative": assessment.narrative,
                "dissent": assessment.dissent,
                "seen": digest_of(assessment),
            },
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


class BeginForm(forms.Form):
    """By which scale one begins, where several serve the plan."""

    def __init__(self, rubrics: QuerySet[Rubric], data: Any = None) -> None:
        super().__init__(data, initial={"rubric": rubrics.first()})
        self.fields["rubric"] = forms.ModelChoiceField(
            rubrics, label=_("Pauta"), empty_label=None, widget=forms.RadioSelect
        )


class CorrectForm(forms.Form):
    """What a new edition corrects."""

    reason = forms.CharField(
        label=_("Ya hay una evaluación publicada. ¿Qué corrige la nueva edición?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica."),
    )


class RemarkForm(forms.Form):
    """What is wrong in fact in one of the lines of an assessment."""

    text = forms.CharField(
        label=_("¿Qué hecho es distinto, y cómo se comprueba?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Se publica junto a la evaluación cuando otra persona lo confirme."),
    )

    def __init__(self, lines: Sequence[Line], data: Any = None) -> None:
        super().__init__(data)
        self.fields["line"] = forms.ChoiceField(
            label=_("Línea"),
            choices=[(line.key, f"{line.heading}: {line.text}"[:120]) for line in lines],
            error_messages={
                "invalid_choice": _(
                    "Esa línea cambió mientras usted escribía: elija la línea y envíe de nuevo."
                )
            },
        )
        self.order_fields(["line", "text"])


class EditRemarkForm(forms.Form):
    """Other words for what nobody confirmed yet; `seen` are those that stood."""

    text = forms.CharField(
        label=_("¿Qué hecho es distinto, y cómo se comprueba?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
