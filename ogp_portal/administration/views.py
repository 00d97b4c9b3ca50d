"""What a person does with her own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ogp_portal.administration import workflow
from ogp_portal.administration.forms import LettersForm
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user


@signed_in
def close_sessions(request: HttpRequest) -> HttpResponse:
    """Ask, and end the person's sessions on every device, this one included."""
    if request.method == "POST":
        workflow.close_sessions(signed_in_user(request))
        logout(request)
        messages.success(request, _("Tu sesión quedó cerrada en todos los dispositivos."))
        return redirect("account_login")
    return render(request, "account/sessions.html")


@signed_in
def own_letters(request: HttpRequest) -> HttpResponse:
    """Ask how often the person wants letters about her work, and keep it."""
    person = signed_in_user(request)
    form = LettersForm(
        request.POST or None,
        initial={
            "letters": person.letters,
            "language": person.language or settings.LANGUAGE_CODE,
        },
    )
    if request.method == "POST" and form.is_valid():
        workflow.choose_letters(person, **form.cleaned_data)
        messages.success(request, _("Quedó guardado."))
        return redirect("my_work")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/own_letters.html", {"form": form}, status=status)
