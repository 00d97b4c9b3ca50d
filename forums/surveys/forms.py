"""The sheet of a survey, made from its questions, and what the secretariat types; no rule lives
here.
"""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from forums.bodies.models import CITIZENS
from forums.surveys.models import Question, Survey
from forums.surveys.workflow.answering import AnswerValue
from ogp_portal.foundation.documents.form_fields import CleanTextField, KeyField, area, moment

SECTORS = [
    ("", _("Prefiero no decirlo")),
    (CITIZENS, _("una persona")),
    *(
        (value, label)
        for value, label in Organization.Sector.choices
        if value != Organization.Sector.INTERNATIONAL
    ),
]
SCALE = [(number, str(number)) for number in range(1, 6)]


def _field(question: Question) -> forms.Field:
    if question.kind == Question.Kind.OPEN:
        return area(question.text, rows=4, longest=4_000, required=question.is_required)
    if question.kind == Question.Kind.SCALE:
        return forms.TypedChoiceField(
            label=question.text,
            choices=SCALE,
            coerce=int,
            required=question.is_required,
            widget=forms.RadioSelect,
            empty_value=None,
        )
    choices = [(choice.pk, choice.label) for choice in question.choices.all()]
    if question.kind == Question.Kind.SINGLE:
        return forms.TypedChoiceField(
            label=question.text,
            choices=choices,
            coerce=int,
            required=question.is_required,
            widget=forms.RadioSelect,
            empty_value=None,
        )
    return forms.TypedMultipleChoiceField(
        label=question.text,
        choices=choices,
        coerce=int,
        required=question.is_required,
        widget=forms.CheckboxSelectMultiple,
    )


class SheetForm(forms.Form):
    """The questions of a survey, and, if one wants to say, for whom one speaks."""

    key = KeyField()

    def __init__(self, questions: list[Question], data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question)
        if any(question.is_offer for question in questions):
            self.fields["email"] = forms.EmailField(
                label=_("Tu correo, para responder tu ofrecimiento"),
                required=False,
                help_text=_("No se publica ni se une a tus demás respuestas."),
            )
        self.fields["sector"] = forms.ChoiceField(
            label=_("Respondes como"), choices=SECTORS, required=False
        )
        self.fields["territory"] = forms.ModelChoiceField(
            Territory.objects.filter(kind=Territory.Kind.COMUNA).order_by("name"),
            label=_("Tu comuna"),
            required=False,
            empty_label=_("Prefiero no decirlo"),
            to_field_name="code",
        )

    def answers(self) -> dict[int, AnswerValue]:
        """Return the answers by the number of their question."""
        return {
            int(name[1:]): value
            for name, value in self.cleaned_data.items()
            if name[0] == "q" and name[1:].isdecimal()
        }


class QuestionForm(forms.ModelForm[Question]):
    """A question with its options, one a line."""

    options = area(
        _("Opciones, una por línea"),
        rows=5,
        longest=8_000,
        help_text=_("Solo para preguntas de una o varias opciones."),
    )

    class Meta:
        model = Question
        fields = ("survey", "position", "text", "kind", "is_required", "is_offer")


class SurveyForm(forms.ModelForm[Survey]):
    """A survey in preparation."""

    opens_at = moment(_("Abre"))
    closes_at = moment(_("Cierra (ese instante ya no)"))

    class Meta:
        model = Survey
        fields = (
            "plan",
            "stage",
            "session",
            "slug",
            "title",
            "introduction",
            "opens_at",
            "closes_at",
            "needs_account",
        )


class TakeUpForm(forms.Form):
    """Who accepts an offer and what follows."""

    organization = forms.ModelChoiceField(
        Organization.objects.open().filter(sector=Organization.Sector.GOVERNMENT).order_by("name"),
        label=_("Quién lo acepta"),
    )
    reason = area(
        _("Qué sigue (se le cuenta a quien ofreció)"), rows=3, longest=4_000, required=True
    )


class ReadForm(forms.Form):
    """What is decided of a text."""

    reason = CleanTextField(label=_("Por qué se reserva"), required=False, max_length=300)
