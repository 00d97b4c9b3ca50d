"""What people see when something is missing, forbidden or broken: one clear sentence and
a way on.
"""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.problems import problem


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address; the same answer for what one may not see."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this was refused."""
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood, or that it is too large and what to do."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs no database. Programs are told in their own form."""
    if request.path.startswith(API):
        return problem("fault")
    return render(request, "500.html", status=500)
