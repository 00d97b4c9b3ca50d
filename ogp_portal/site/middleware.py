"""What surrounds every answer: safe headers, and 503 while the database is away."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ogp_portal.foundation.events.journal import DOOR

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SafetyMiddleware:
    """Headers that every answer carries, and 503 instead of 500 while the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with safe defaults."""
        token = DOOR.set(
            "administración" if request.path.startswith(("/admin/", "/en/admin/")) else "portal"
        )
        try:
            response = self.get_response(request)
        except OperationalError:
            response = database_away()
        finally:
            DOOR.reset(token)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if getattr(response, "is_for_everybody", False) and not response.cookies:
            others = [
                name for name in response.get("Vary", "").split(", ") if name not in {"Cookie", ""}
            ]  # a library looked at the session of nobody
            response["Vary"] = ", ".join(others)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell a database fault as what it is: try again soon; nothing was saved."""
        return database_away() if isinstance(error, OperationalError) else None


def database_away() -> HttpResponse:
    """Return the 503 page, which needs no database."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "15"
    return response
