"""What can go wrong with a request of the API, and DRF's exception handler, which answers each with
its problem document.
"""

from collections.abc import Mapping

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    Throttled,
)
from rest_framework.response import Response

from ogp_portal.foundation.api import problems
from ogp_portal.foundation.sentences import Sentence


class BadParameter(APIException):
    """A parameter is unknown, repeated, or holds what cannot be used."""

    status_code = 400
    default_code = "bad-parameter"

    def __init__(self, parameter: str, detail: str, *, valid: tuple[str, ...] = ()) -> None:
        """Keep which parameter, a sentence about it, and what would be valid."""
        super().__init__(detail)
        self.parameter = parameter
        self.valid = valid


class NoSuchPage(BadParameter):
    """The cursor leads nowhere in this list."""

    status_code = 404
    default_code = "not-found"


class TooManyRows(APIException):
    """The format that is asked for cannot be made of so many rows on the spot."""

    status_code = 422
    default_code = "too-many-rows"


KNOWN: tuple[tuple[tuple[type[Exception], ...], str, Sentence, dict[str, str]], ...] = (
    (
        (Http404, NotFound, NotAcceptable),
        "not-found",
        gettext_lazy("No hay nada en esa dirección."),
        {},
    ),
    (
        (MethodNotAllowed,),
        "method-not-allowed",
        gettext_lazy("Esta API solo se lee: GET, HEAD y OPTIONS."),
        {"Allow": "GET, HEAD, OPTIONS"},
    ),
    (
        (SuspiciousOperation,),
        "address-too-long",
        gettext_lazy("La dirección tiene demasiados parámetros."),
        {},
    ),
    (
        (AuthenticationFailed,),
        "bad-token",
        gettext_lazy("Esa llave no existe o fue revocada; sin llave se lee lo mismo."),
        {"WWW-Authenticate": "Bearer"},
    ),
    (
        (DataError,),
        "bad-parameter",
        gettext_lazy("Un valor está fuera de lo que se puede buscar."),
        {},
    ),
    (
        (OperationalError,),
        "unavailable",
        gettext_lazy("Vuelva a intentarlo en unos segundos."),
        {"Retry-After": "15"},
    ),
)


def exception_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """Return the problem document for what went wrong; None lets it be a fault."""
    if isinstance(error, BadParameter):
        valid: dict[str, object] = {"valid": list(error.valid)} if error.valid else {}
        about = {"parameter": error.parameter, **valid}
        return _response(error.default_code, str(error.detail), about=about)
    if isinstance(error, TooManyRows):
        return _response(error.default_code, str(error.detail))
    if isinstance(error, Throttled):
        seconds = int(getattr(error, "wait", None) or 0)
        wait = _("Espere %(n)s segundos, o pida una llave.") % {"n": seconds}
        return _response("too-many-requests", wait, headers={"Retry-After": str(seconds)})
    for kinds, kind, sentence, headers in KNOWN:
        if isinstance(error, kinds):
            return _response(kind, sentence, headers=headers)
    return None


def _response(
    kind: str,
    detail: Sentence,
    *,
    headers: dict[str, str] | None = None,
    about: Mapping[str, object] | None = None,
) -> Response:
    document = problems.document(kind, detail, **(about or {}))
    return Response(document, status=problems.KINDS[kind][0], headers=headers)
