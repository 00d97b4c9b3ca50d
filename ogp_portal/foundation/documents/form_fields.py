"""Fields of forms that every subject uses: text without what nobody sees, several files, dates as
browsers ask for them.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ogp_portal.foundation import dates, money, numbers
from ogp_portal.foundation.characters import clean, one_line
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.documents.alphabets import mixed_word

SHEETS = ".csv,.xlsx"
LONGEST_AMOUNT = 60


class CleanTextField(forms.CharField):
    """Text as the columns of words store it (`model_fields`).

    What has one line is a title or a name, and in these no word mixes alphabets.
    """

    def to_python(self, value: object) -> str:
        """Return the text cleaned."""
        read = str(super().to_python(value) or "")
        return clean(read) if isinstance(self.widget, forms.Textarea) else one_line(read)

    def validate(self, value: Any) -> None:
        """Refuse a word of letters that look like others."""
        super().validate(value)
        word = "" if isinstance(self.widget, forms.Textarea) else mixed_word(value or "")
        if word:
            raise ValidationError(
                _(
                    "«%(word)s» tiene letras de otro alfabeto que se ven igual: escríbela de nuevo "
                    "con el teclado."
                )
                % {"word": word}
            )


class WholeNumberInput(forms.TextInput):
    """A field of text that asks telephones for their digits: a browser's own field of numbers takes
    45.000 for 45.
    """

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class WholeNumberField(forms.IntegerField):
    """A whole number, read as every door of the portal reads numbers (`foundation.numbers`)."""

    widget = WholeNumberInput

    def to_python(self, value: object) -> int | None:
        """Return the number; raises ValidationError with what is not understood."""
        read, sentence = numbers.read(str("" if value is None else value))
        if sentence:
            raise ValidationError(f"{capfirst(sentence)}.", code="invalid")
        return read


class AmountInput(WholeNumberInput):
    """A field of an amount, with how what stands in it is read: on the page as it comes and, with
    `js/amounts.js`, while one types. The portal's one reader says it, both times.
    """

    template_name = "components/amount_input.html"

    class Media:
        js = ("js/amounts.js",)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add how the value is read."""
        told = money.understood(str("" if value is None else value)[:LONGEST_AMOUNT])
        return {**super().get_context(name, value, attrs), "understood": told}


class AmountField(WholeNumberField):
    """A whole amount of money, shown grouped as it is read."""

    widget = AmountInput

    def prepare_value(self, value: object) -> object:
        """Return a kept amount as the reader's language writes it."""
        return numbers.write(value) if isinstance(value, int) else value


class UploadField(forms.FileField):
    """A file that `uploads.accept` takes; `accept` says so to the browser, and a phone that keeps
    its photographs in HEIC gives a JPG.
    """

    accept = uploads.TAKEN

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the input."""
        return {**super().widget_attrs(widget), "accept": self.accept}


class SheetField(UploadField):
    """A spreadsheet that `sheets.read` takes."""

    accept = SHEETS


def _as_instant(error: ValidationError) -> datetime.datetime:
    """Return the instant of an hour that Django does not take because it comes twice. Raises the
    error, or that of an hour that does not exist.
    """
    if getattr(error, "code", "") != "ambiguous_timezone" or not error.params:
        raise error
    return dates.instant_of(error.params["datetime"])


class MomentField(forms.DateTimeField):
    """A local date and hour, as people read them on a clock (`dates.instant_of`)."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return the instant. Raises ValidationError."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            return _as_instant(error)


class SplitMomentField(forms.SplitDateTimeField):
    """The same in two fields, as the admin asks for it."""

    def compress(self, data_list: Any) -> datetime.datetime | None:
        """Return the instant. Raises ValidationError."""
        try:
            return super().compress(data_list)
        except ValidationError as error:
            return _as_instant(error)


class SeveralFilesInput(forms.ClearableFileInput):
    """A field of files that takes several."""

    allow_multiple_selected = True


class FilesField(UploadField):
    """Some files, perhaps none."""

    widget = SeveralFilesInput

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Return the files as a list: an empty one only where none is required."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required:
            files = files or [None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class SheetsField(FilesField):
    """Some spreadsheets."""

    accept = SHEETS


class KeyInput(forms.HiddenInput):
    """The key of a sending, hidden; the button «send as another» of a form that was received before
    (components/form_errors.html) brings a new one.
    """

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Any:
        """Return the new key, or the one the page was given."""
        return data.get(f"another_{name}") or super().value_from_datadict(data, files, name)


class KeyField(forms.UUIDField):
    """The key of one sending, made when the form is first shown: `foundation.events.submissions`
    binds it to what is sent.
    """

    widget = KeyInput


def area(
    label: Any, *, rows: int = 4, longest: int = 8_000, required: bool = False, help_text: Any = ""
) -> CleanTextField:
    """Return a field for several lines of text."""
    return CleanTextField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def moment(label: Any, *, required: bool = False, help_text: Any = "") -> MomentField:
    """Return a field for a local date and time, as browsers ask for it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M"],
    )


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """Return a field for a date, as browsers ask for it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )
