"""The page where a person reads what is held on them, takes it, and closes the account."""

import datetime
import shutil
import tempfile
from pathlib import Path

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ogp_portal.foundation import erasure
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal

ROLE = "la propia persona"
FRESH = datetime.timedelta(minutes=15)


class CloseForm(forms.Form):
    """Closing an account for good."""

    is_sure = forms.BooleanField(
        label=gettext_lazy("Entiendo que no se puede deshacer."),
        error_messages={
            "required": gettext_lazy("Marca la casilla: cerrar la cuenta no se puede deshacer.")
        },
    )


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """Show what is held on the person and what stays after closing the account; POST closes it."""
    person = signed_in_user(request)
    form = CloseForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST":
        attempt.status = 422
        if form.is_valid():
            with attempt:
                _close(request, person.email)
                messages.success(request, _("Tu cuenta se cerró y tus datos se borraron."))
                return redirect("home")
    context = {
        "lines": erasure.show(person.email),
        "form": form,
        "is_fresh": _entered_lately(request),
        "minutes": FRESH.seconds // 60,
    }
    return render(request, "account/own_data.html", context, status=attempt.status)


@signed_in
def own_data_file(request: HttpRequest) -> HttpResponse:
    """Give everything held on the person: a zip with JSON and the files that came with it."""
    with tempfile.TemporaryDirectory() as place:
        folder = erasure.export(signed_in_user(request).email, Path(place) / "mis-datos")
        archive = Path(shutil.make_archive(str(Path(place) / "archivo"), "zip", folder))
        response = HttpResponse(archive.read_bytes(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="mis-datos.zip"'
    return response


def _close(request: HttpRequest, address: str) -> None:
    """Erase the person and leave. Raises Refusal for who did not enter a short while ago."""
    if not _entered_lately(request):
        raise Refusal(
            _("Por seguridad, sal y entra otra vez con un código: después podrás cerrar la cuenta.")
        )
    erasure.erase(address, role=ROLE)
    logout(request)


def _entered_lately(request: HttpRequest) -> bool:
    """Say whether the person proved who they are within the last quarter of an hour."""
    times = [
        float(record.get("at", 0))
        for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    ]
    return bool(times) and timezone.now().timestamp() - max(times) < FRESH.total_seconds()
