"""What people see when something is missing, forbidden or broken: one clear sentence and
a way on.
"""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.problems import problem
from ogp_portal.foundation.documents.storage import FULL, Damaged, DiskIsFull
from ogp_portal.foundation.permissions import interrupted

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address; the same answer for what one may not see."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this was refused."""
    return render(request, "403.html", status=403)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is not of this browser's page; what was typed comes back where the
    form was ours (Django's CSRF_FAILURE_VIEW).
    """
    return interrupted.give_back(request) or render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood, or that it is too large and what to do."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", status=413)
    if request.path.startswith(API):
        return problem("bad-parameter")
    return render(request, "400.html", status=400)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that this address asks to enter too often, and when to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; needs no database. Programs are told in their own form."""
    told = passing(sys.exception())
    if told is not None:
        return told
    if request.path.startswith(API):
        return problem("fault")
    return render(request, "500.html", status=500)


def passing(error: BaseException | None) -> HttpResponse | None:
    """Return the answer to a fault that will pass: the database is away, the disk is full, a kept
    file is damaged; None for any other.
    """
    if isinstance(error, OperationalError):
        return unavailable()
    if isinstance(error, DiskIsFull) or (isinstance(error, OSError) and error.errno in FULL):
        return unavailable(
            _("No queda espacio para guardar archivos en este momento: no se guardó nada a medias.")
        )
    if isinstance(error, Damaged):
        log.error("Not the file that was kept: %s", error)
        return unavailable(
            _("Ese archivo está dañado y no se entrega: quien cuida el portal ya fue avisado.")
        )
    return None


def unavailable(sentence: str = "") -> HttpResponse:
    """Return the 503 page, which needs no database."""
    response = HttpResponse(
        render_to_string("503.html", {"sentence": sentence, "is_example": settings.IS_EXAMPLE}),
        status=503,
    )
    response["Retry-After"] = "15"
    return response
