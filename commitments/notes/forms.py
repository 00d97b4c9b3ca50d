"""The shape of a note."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(
        label=_("Nota para el equipo"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
