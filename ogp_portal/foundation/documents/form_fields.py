"""Fields of forms that every subject uses: text without what nobody sees, several files, dates as
browsers ask for them.
"""

from typing import Any

from django import forms

from ogp_portal.foundation.documents.text import clean


class CleanTextField(forms.CharField):
    """Text in NFC without invisible control characters."""

    def to_python(self, value: object) -> str:
        """Return the text cleaned."""
        return clean(str(super().to_python(value) or ""))


class SeveralFilesInput(forms.ClearableFileInput):
    """A field of files that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, perhaps none."""

    widget = SeveralFilesInput

    def clean(self, data: object, initial: object = None) -> list[object]:
        """Return the files as a list."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


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


def moment(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    """Return a field for a local date and time, as browsers ask for it."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
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
