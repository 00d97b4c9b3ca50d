"""What people type about drafts; no rule lives here."""

import uuid
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.drafts.models import Consultation
from forums.drafts.states import CommentKind, Outcome
from ogp_portal.foundation.documents.form_fields import (
    CleanTextField,
    KeyField,
    UploadField,
    area,
    moment,
)

LONGEST_TYPED = 20_000  # what is received; how much is too much the workflow says, in words


class TextField(CleanTextField):
    """The words of a part of a draft: their line ends are the ones the version keeps."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        """Return the text with one kind of line end."""
        return super().to_python(str(value or "").replace("\r\n", "\n"))


class CommentForm(forms.Form):
    """A comment on some words, a part, the whole, a question or another comment."""

    kind = forms.ChoiceField(
        label=_("Tu comentario es"), choices=CommentKind.choices, widget=forms.RadioSelect
    )
    text = area(_("Comentario"), rows=5, longest=LONGEST_TYPED, required=True)
    wording = area(
        _("Texto que propones"),
        rows=4,
        longest=LONGEST_TYPED,
        help_text=_("Si propones un cambio: cómo debería decir."),
    )
    as_seat = forms.BooleanField(label=_("Hablo por mi asiento"), required=False)
    key = KeyField()
    parte = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    desde = forms.IntegerField(required=False, widget=forms.HiddenInput)
    hasta = forms.IntegerField(required=False, widget=forms.HiddenInput)
    pregunta = forms.IntegerField(required=False, widget=forms.HiddenInput)
    responde = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, **target: object) -> "CommentForm":
        """Return an empty form with the key of its sending."""
        return cls(
            initial={
                "key": uuid.uuid4(),
                "kind": CommentKind.SUPPORT if target.get("responde") else None,
                **target,
            }
        )


class EditCommentForm(forms.Form):
    """One's own comment, corrected."""

    text = area(_("Comentario"), rows=5, longest=LONGEST_TYPED, required=True)
    wording = area(_("Texto que propones"), rows=4, longest=LONGEST_TYPED)


class AppealForm(forms.Form):
    """Why a hidden comment should be shown."""

    text = area(_("Por qué debería mostrarse"), rows=3, longest=4_000, required=True)


class BulkActForm(forms.Form):
    """One act over one comment or several."""

    act = forms.ChoiceField(
        label=_("Qué hacer con los elegidos"),
        choices=[
            ("answer", _("Responder")),
            ("assign", _("Tomarlos a mi cargo")),
            ("hide", _("Reservar")),
            ("restore", _("Volver a mostrar")),
        ],
    )
    outcome = forms.ChoiceField(
        label=_("Qué se decidió"), choices=[("", "–"), *Outcome.choices], required=False
    )
    reason = area(_("Por qué (se publica y se le cuenta a quien comentó)"), rows=4, longest=8_000)
    needed_sometimes: ClassVar[tuple[str, ...]] = ("outcome", "reason")


class ResponseForm(forms.Form):
    """A response, corrected before it is approved."""

    outcome = forms.ChoiceField(label=_("Qué se decidió"), choices=Outcome.choices)
    reason = area(_("Por qué"), rows=4, longest=8_000, required=True)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class PublishForm(forms.Form):
    """A version about to be published."""

    what = area(
        _("Qué cambió y por qué (se publica)"),
        rows=3,
        longest=4_000,
        help_text=_("La primera versión no lo necesita."),
    )


class ImportForm(forms.Form):
    """A file with a text."""

    file = forms.FileField(
        label=_("Archivo DOCX o Markdown (.md)"),
        widget=forms.FileInput(attrs={"accept": ".docx,.md"}),
    )


class ConfirmImportForm(forms.Form):
    """A text that was read from a file and looked at, about to be taken in."""

    missing = forms.ChoiceField(
        label=_("Las partes que el archivo no trae"),
        choices=[("keep", _("quedan como están")), ("clear", _("quedan vacías"))],
        widget=forms.RadioSelect,
    )
    arriving = forms.CharField(widget=forms.HiddenInput)


class WindowForm(forms.Form):
    """A new window of a consultation, and why."""

    opens_at = moment(_("Abre"), required=True)
    closes_at = moment(_("Cierra (ese instante ya no)"), required=True)
    reason = area(_("Motivo (se publica)"), rows=3, longest=4_000, required=True)


class PaperForm(forms.Form):
    """A paper of a consultation."""

    title = CleanTextField(label=_("Título"), max_length=200)
    file = UploadField(label=_("Archivo (hasta 10 MB)"))


class ConsultationForm(forms.ModelForm[Consultation]):
    """A consultation being prepared."""

    opens_at = moment(_("Abre"), required=True)
    closes_at = moment(
        _("Cierra (ese instante ya no)"),
        required=True,
        help_text=_("Para que el último día entero cuente: las 00:00 del día siguiente."),
    )

    class Meta:
        model = Consultation
        fields = (
            "version",
            "title",
            "slug",
            "summary",
            "rules",
            "opens_at",
            "closes_at",
            "answer_days",
        )
