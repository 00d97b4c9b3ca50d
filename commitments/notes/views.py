"""The page where the team of a commitment leaves notes to one another."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.notes import queries, workflow
from commitments.notes.forms import NoteForm
from commitments.notes.models import Note
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user


def _find(request: HttpRequest, slug: str) -> Commitment:
    """Return a commitment the person works on. Raises Http404."""
    commitment = queries.find_commitment(signed_in_user(request), slug)
    if commitment is None:
        raise Http404(_("No hay un compromiso con esa dirección."))
    return commitment


@signed_in
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the notes on a commitment; POST writes one."""
    person = signed_in_user(request)
    commitment = _find(request, slug)
    form = NoteForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST":
        attempt.status = 422
        if form.is_valid():
            with attempt:
                workflow.write_note(commitment, by=person, text=form.cleaned_data["text"])
                return redirect("notes", slug=slug)
    context = {
        "commitment": commitment,
        "notes": queries.notes_of(commitment, user=person),
        "form": form,
    }
    return render(request, "commitments/notes/notes.html", context, status=attempt.status)


@signed_in
def remove_note(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Ask, and remove one's own note."""
    person = signed_in_user(request)
    commitment = _find(request, slug)
    note = (
        Note.objects.allowing("remove_note", person)
        .filter(commitment=commitment, public_id=key)
        .first()
    )
    if note is None:
        raise Http404(_("No hay una nota tuya con esa dirección."))
    if request.method == "POST":
        workflow.remove_note(note, by=person)
        messages.success(request, _("La nota se borró."))
        return redirect("notes", slug=slug)
    context = {"commitment": commitment, "note": note}
    return render(request, "commitments/notes/remove_note.html", context)
