"""Answers that give a file, and the limit to those that take time to make."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ogp_portal.foundation.events import rates

FILES_A_MINUTE = 30


def may_make_file(request: HttpRequest) -> bool:
    """Say whether this address has not asked for too many files of the kind that take time."""
    try:
        rates.limit(request, "files", a_minute=FILES_A_MINUTE)
    except rates.TooOften:
        return False
    return True


def too_many_files() -> HttpResponse:
    """Return the answer to an address that asked for too many."""
    return HttpResponse(
        _("Demasiados archivos en un minuto: espera un momento y vuelve a intentarlo."),
        status=429,
        content_type="text/plain; charset=utf-8",
    )


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return the content as a file to be saved under that name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
