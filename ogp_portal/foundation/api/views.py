"""What every view of the API does, whether it answers for a dataset or for a document.

settings.REST_FRAMEWORK names the authentication, the exception handler and the schema.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ogp_portal.foundation.api import throttling
from ogp_portal.foundation.api.conditional import conditional
from ogp_portal.foundation.api.negotiation import PreferredRepresentation, language_of
from ogp_portal.foundation.api.renderers import (
    BrowsableRenderer,
    JSONRenderer,
    ProblemRenderer,
)
from ogp_portal.foundation.permissions.decorators import open_data

LONGEST_ADDRESS = 8_000
CACHED, RARELY = 60, 3600  # seconds that a shared cache may keep an answer
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Content-Disposition"
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Authorization, Accept-Language, If-None-Match, If-Modified-Since"
    ),
    "Access-Control-Max-Age": "86400",
}


class OpenDataView(APIView):
    """What every door of the API does: speak the reader's language, refuse what is too long, send
    again only what changed.
    """

    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer, BrowsableRenderer)
    parser_classes = ()
    throttle_classes = (throttling.UnitsPerMinuteThrottle,)
    content_negotiation_class = PreferredRepresentation
    http_method_names = ("get", "head", "options")
    cache = CACHED
    operation_id = ""  # what OpenAPI calls the operation, where it is about no dataset

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer in the language the header asks for, rendered, or with 304."""
        with translation.override(language_of(request)):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
                if not response.exception:
                    modified = self.get_last_modified(response)
                    response = conditional(request, response, modified=modified)
            response["Content-Language"] = translation.get_language() or ""
        return response

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Refuse an address that is too long before anything is worked out."""
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            message = "query string too long"
            raise SuspiciousOperation(message)
        super().initial(request, *args, **kwargs)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Return what every answer carries: what it varies by, and what a page of another site may
        read of it.
        """
        varies = "Accept-Language, Accept" if len(self.get_renderers()) > 1 else "Accept-Language"
        return {"Vary": varies, "Access-Control-Expose-Headers": EXPOSED}

    def finalize_response(
        self, request: Request, response: Response, *args: object, **kwargs: object
    ) -> Response:
        """Add what is left of the caller's minute; a problem is told as one, whatever format was
        asked for.
        """
        final = super().finalize_response(request, response, *args, **kwargs)
        if usage := getattr(request, "usage", None):
            for name, value in throttling.headers(usage).items():
                final[name] = value
        if getattr(final, "exception", False) and not isinstance(
            final.accepted_renderer, BrowsableRenderer
        ):
            final.accepted_renderer = ProblemRenderer()
            final.accepted_media_type = ProblemRenderer.media_type
        return final

    def options(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:  # type: ignore[override] # an empty answer has nothing to render
        """Tell a browser of another site that it may read."""
        return HttpResponse(status=204, headers=PREFLIGHT)

    def get_last_modified(self, response: Response) -> datetime.datetime | None:
        """Return the instant since which the answer has not changed, if that is known."""
        return None

    def get_summary(self) -> str:
        """Return the title that OpenAPI gives the operation, where it is about no dataset."""
        return ""

    def get_browsable_context(self) -> dict[str, object]:
        """Return what the page for a browser shows beside the answer."""
        return {}


def marked(view: Any) -> Any:
    """Return a view of the API marked as a door of open data, which any cache may keep."""
    return open_data(cache=view.initkwargs.get("cache", view.cls.cache))(view)
