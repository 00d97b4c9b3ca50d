"""What is typed: by whoever asks or objects, and by who looks at it and answers.

No rule lives here.
"""

import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import rules
from commitments.inquiries.states import OUTCOMES
from ogp_portal.foundation.documents.form_fields import (
    FilesField,
    KeyField,
    WholeNumberField,
    area,
)

OUTCOME_WORDS = {
    "answer": _("Responder"),
    "uphold": _("Acoger: tiene razón, el hito vuelve a «en curso»"),
    "uphold_in_part": _("Acoger en parte: el hito sigue cumplido, se corrige lo que se dijo"),
    "dismiss": _("No acoger: el hito está cumplido"),
}


class QuestionForm(forms.Form):
    """A question."""

    text = area(
        _("Tu pregunta"),
        rows=5,
        longest=2_000,
        required=True,
        help_text=_("Una cosa por pregunta. Se publica tal como la escribes, sin tu nombre."),
    )
    email = forms.EmailField(
        label=_("Tu correo, para avisarte de la respuesta"),
        required=False,
        max_length=254,
        help_text=_("No se publica ni se usa para nada más. Se borra un año después."),
    )
    key = KeyField()
    website = forms.CharField(
        required=False, max_length=200, label=_("Deja este campo vacío")
    )  # people do not see it; programs fill it in
    shown: ClassVar[tuple[str, ...]] = ("text", "email")

    @classmethod
    def fresh(cls) -> "QuestionForm":
        """Return an empty form with the key of its sending."""
        return cls(initial={"key": uuid.uuid4()})

    def facts(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class ChallengeForm(QuestionForm):
    """An objection, with its proof."""

    text = area(
        _("¿Qué no es así?"),
        rows=5,
        longest=2_000,
        required=True,
        help_text=_("Qué viste y cuándo. Se publica tal como lo escribes, sin tu nombre."),
    )
    link = forms.URLField(
        label=_("Enlace a una prueba"), required=False, max_length=500, assume_scheme="https"
    )
    files = FilesField(
        label=_("O archivos: fotos o documentos (hasta tres, de 10 MB)"), required=False
    )  # type: ignore[assignment]
    shown: ClassVar[tuple[str, ...]] = ("text", "link", "files", "email")
    needed_sometimes: ClassVar[tuple[str, ...]] = ("link", "files")


class RefuseForm(forms.Form):
    """Why it is not shown."""

    rule = forms.ChoiceField(label=_("Regla que no cumple"), choices=rules.MODERATION)
    reason = area(_("Por qué (se publica)"), rows=3, longest=1_000, required=True)


class ReasonForm(forms.Form):
    """Why an answer is given back."""

    reason = area(_("Qué debe corregirse"), rows=3, longest=1_000, required=True)


class AnswerForm(forms.Form):
    """The answer being prepared."""

    act = forms.ChoiceField(label=_("Resultado"))
    progress = WholeNumberField(
        label=_("Avance real del hito, si se acoge (%)"),
        min_value=0,
        max_value=99,
        initial=0,
        required=False,
    )
    text = area(_("Respuesta (se publica)"), rows=6, longest=4_000, required=True)
    needed_sometimes: ClassVar[tuple[str, ...]] = ("progress",)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        """Offer the outcomes of a question or of an objection."""
        super().__init__(*args, **options)
        acts = OUTCOMES[kind]
        self.fields["act"].choices = [(act, OUTCOME_WORDS[act]) for act in acts]  # type: ignore[attr-defined]
        if len(acts) == 1:
            self.fields["act"].widget = forms.HiddenInput()
            self.fields["act"].initial = acts[0]
            del self.fields["progress"]

    def facts(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        return {**self.cleaned_data, "progress": self.cleaned_data.get("progress") or 0}
