"""What a person does with her own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ogp_portal.administration import workflow
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
