"""What surrounds every answer: safe headers, 503 while the database is away or the disk is full,
and no file left of what was refused.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, resolve_url
from pghistory.middleware import HistoryMiddleware

from ogp_portal.foundation.documents import storage
from ogp_portal.foundation.events.journal import DOOR
from ogp_portal.foundation.permissions import interrupted, second_factor
from ogp_portal.foundation.runtime import example
from ogp_portal.models import User
from ogp_portal.site import errors

DRAWN = b'<text x="50%%" y="10" text-anchor="middle" font-size="9" fill="#b3261e">%s</text>'
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class LanguageByAddressMiddleware(LocaleMiddleware):
    """The language of a page is that of its address, so that a shared cache keeps one copy of it.

    Django says of every page that it varies by `Accept-Language`, which is true only of the answers
    that say so themselves (foundation/api/views.py).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave `Vary` as the view wrote it."""
        vary = response.headers.get("Vary")
        answer = super().process_response(request, response)
        if answer is response:
            response.headers.pop("Vary", None)
            if vary:
                response.headers["Vary"] = vary
        return answer


class ActorMiddleware(HistoryMiddleware):
    """Ties whose account a request came from to every row that it changes, and never its address: a
    link that was mailed opens what is its reader's alone.
    """

    def get_context(self, request: HttpRequest) -> dict[str, object]:
        """Return the number of the account, None for a visitor."""
        return {"user": super().get_context(request)["user"]}


class ReadableRequestMiddleware:
    """Refuse what no database can be asked: NUL in an address (400 in the reader's language), or an
    address said to be written in anything but UTF-8. A cookie with NUL is nobody's and forgotten.

    In what is typed into a form it is an error of its field (`forms.CharField`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what can be read."""
        for name in [name for name, value in request.COOKIES.items() if "\x00" in name + value]:
            del request.COOKIES[name]
        written = (request.encoding or "utf-8").replace("_", "-").lower()
        if (
            written not in {"utf-8", "utf8"}
            or "\x00" in request.path
            or "%00" in request.META.get("QUERY_STRING", "")
        ):
            message = "not to be read"
            raise BadRequest(message)
        return self.get_response(request)


class SafetyMiddleware:
    """Headers that every answer carries, and 503 instead of 500 for what will pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with safe defaults."""
        token = DOOR.set(
            "administración" if request.path.startswith(("/admin/", "/en/admin/")) else "portal"
        )
        try:
            with storage.without_leftovers():
                response = self.get_response(request)
        except OperationalError:
            response = errors.unavailable()
        finally:
            DOOR.reset(token)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if getattr(response, "is_for_everybody", False) and not response.cookies:
            others = [
                name for name in response.get("Vary", "").split(", ") if name not in {"Cookie", ""}
            ]  # a library looked at the session of nobody
            response["Vary"] = ", ".join(others)
            if not others:
                del response["Vary"]
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if settings.IS_EXAMPLE:
            response["X-Robots-Tag"] = example.ROBOTS
            response["Portal-Notice"] = example.NOTICE
            _mark_drawing(response)
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell a fault of the database or the disk as what it is: try again soon."""
        return errors.passing(error)


def _mark_drawing(response: HttpResponseBase) -> None:
    """Write the notice of the example in a drawing that does not say it."""
    is_drawing = response.get("Content-Type", "").startswith("image/svg+xml")
    notice = example.NOTICE.encode()
    if not isinstance(response, HttpResponse) or not is_drawing or notice in response.content:
        return
    before, end, after = response.content.rpartition(b"</svg>")
    response.content = b"".join((before, DRAWN % notice if end else b"", end, after))
    if "Content-Length" in response:
        response["Content-Length"] = str(len(response.content))


class SecondFactorMiddleware:
    """Whoever needs a second factor and has none is led to set it up before any other page."""

    open_to_them = frozenset(
        {"account_login", "account_logout", "account_sessions", "mfa_view_recovery_codes"}
        | {"mfa_activate_totp", "mfa_index", "mfa_reauthenticate", "mfa_download_recovery_codes"}
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; `process_view` decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Lead to the set-up; the doors of data never look at who asks."""
        match = request.resolver_match
        if (
            settings.SESSION_COOKIE_NAME not in request.COOKIES
            or getattr(view, "mark", "") == "open_data"
            or (match and match.url_name in self.open_to_them)
            or not second_factor.is_missing(request.user)
        ):
            return None
        return redirect("mfa_activate_totp")


class InterruptedWritingMiddleware:
    """What was sent to a page behind the login when the session had ended is kept until its author
    has entered again (foundation/permissions/interrupted.py).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Show what was kept for this page, or answer and keep what that answer would lose; let the
        browser remember who is at it.
        """
        if interrupted.COOKIE in request.COOKIES:
            kept = interrupted.find(request)
            if kept and request.method == "GET":
                return interrupted.page(request, kept)
            answer = interrupted.discard(request) if kept and request.method == "POST" else None
            if answer:
                return answer
        response = self.get_response(request)
        if request.method == "POST" and _leads_to_login(request, response):
            interrupted.keep(request, response)
        if not getattr(response, "is_for_everybody", False):
            interrupted.mark(request, response)
        return response


def _leads_to_login(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether whoever is not signed in was sent to enter, to come back to this page."""
    where, _question, rest = response.get("Location", "").partition("?")
    return (
        response.status_code == 302
        and rest.startswith("next=")
        and where in {resolve_url(settings.LOGIN_URL), resolve_url("admin:login")}
        and not isinstance(request.user, User)
    )
