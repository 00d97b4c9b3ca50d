"""The page where a person changes the address she enters with: a code to the old address, then a
code to the new one.
"""

import datetime
import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ogp_portal.administration import emails, workflow
from ogp_portal.administration.forms import AddressForm, CodeForm
from ogp_portal.foundation.permissions import codes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

ROLE = "la propia persona"
UNDER_WAY = "address_change"
LASTS = datetime.timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 8


@signed_in
def own_address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address, then for the code sent to the old one, then for the code sent to the
    new one; the last changes it and ends every session.
    """
    person = signed_in_user(request)
    change = _under_way(request)
    form = CodeForm(request.POST or None) if change else AddressForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST" and "leave" in request.POST:
        request.session.pop(UNDER_WAY, None)
        return redirect("own_address")
    if request.method == "POST":
        attempt.status = 422
        if form.is_valid():
            with attempt:
                if change is None:
                    _begin(request, person, form.cleaned_data["address"].lower())
                elif _go_on(request, person, change, form.cleaned_data["code"].strip()):
                    logout(request)
                    messages.success(request, _("Tu correo cambió: entra con el nuevo."))
                    return redirect("account_login")
                return redirect("own_address")
    context = {"form": form, "change": change, "person": person}
    return render(request, "account/own_address.html", context, status=attempt.status)


def _under_way(request: HttpRequest) -> dict[str, Any] | None:
    """Return the change that waits for a code, if it still may be gone on with."""
    change: dict[str, Any] | None = request.session.get(UNDER_WAY)
    if change and change["tries"] < MOST_TRIES and change["until"] > timezone.now().timestamp():
        return change
    return None


def _begin(request: HttpRequest, person: User, address: str) -> None:
    """Send the first code. Raises Refusal for the address that the person has."""
    if address == person.email:
        raise Refusal(_("Ya entras con ese correo."), field="address")
    _ask(request, to=person.email, address=address)


def _ask(request: HttpRequest, *, to: str, address: str) -> None:
    """Send a code to one of the two addresses and wait for it."""
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    if to == address and User.objects.filter(email=address).exists():
        emails.AccountAdapter(request).send_account_already_exists_mail(address)
    else:
        emails.send_address_code(request, to, code)
    request.session[UNDER_WAY] = {
        "address": address,
        "sent_to": to,
        "digest": codes.digest(f"address:{to}:{code}"),
        "tries": 0,
        "until": (timezone.now() + LASTS).timestamp(),
    }


def _go_on(request: HttpRequest, person: User, change: dict[str, Any], code: str) -> bool:
    """Take a code: that of the old address has the new one asked for its own, and that of the new
    one changes the address. Say whether it was changed. Raises Refusal.
    """
    request.session[UNDER_WAY] = {**change, "tries": change["tries"] + 1}
    sent_to, address = change["sent_to"], change["address"]
    if not secrets.compare_digest(codes.digest(f"address:{sent_to}:{code}"), change["digest"]):
        raise Refusal(_("Ese no es el código que mandamos."), field="code")
    if sent_to == person.email != address:
        _ask(request, to=address, address=address)
        return False
    workflow.change_address(person, address, role=ROLE)
    return True
