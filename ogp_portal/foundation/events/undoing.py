"""Undoing what was begun by mistake: a row that nobody outside has seen is deleted with its parts,
unless something of its own rests on it.

What belongs to a row goes with it (`CASCADE`); what rests on it holds it (`PROTECT`), and is named.
"""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.refusals import Refusal

LABEL = _("Eliminar: fue un error")


class DiscardForm(forms.Form):
    """Why something begun by mistake is deleted; the team reads it in the record."""

    reason = forms.CharField(
        label=_("Motivo (queda en el registro del equipo)"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def discard(row: models.Model, *, role: str, reason: str, **where: Any) -> None:
    """Delete a row, fetched with the right to `discard` it, and leave in the journal, not for the
    public, who (by role) did it, why and `where` (as `journal.record` takes it). Raises Refusal
    without a reason, and for a row on which something rests.
    """
    if not reason.strip():
        raise Refusal(_("Escriba por qué se elimina."), field="reason")
    journal.record("discard", row, role=role, reason=reason.strip(), is_public=False, **where)
    four_eyes.forget_writers(type(row), [row.pk])
    try:
        row.delete()
    except models.ProtectedError as error:
        kinds = {str(type(other)._meta.verbose_name_plural) for other in error.protected_objects}
        raise Refusal(
            _("No se elimina: ya tiene %(what)s. Eso se quita antes, o se deja como está.")
            % {"what": ", ".join(sorted(kinds))}
        ) from error
