"""Which representation and which language an answer has, from what the request accepts."""

import functools
from typing import Any

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from ogp_portal.foundation import languages

LONGEST_ACCEPT = 2_000
LONGEST_LANGUAGES = 500


class PreferredRepresentation(BaseContentNegotiation):
    """The renderer that the Accept header prefers, weights included; JSON, the first one, for
    whoever accepts anything, says nothing, or accepts only what is not given: never a 406.

    An address that ends in a format has that renderer alone, whatever is accepted.
    """

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Take no body: nothing is written."""
        return None

    def select_renderer(
        self, request: Request, renderers: list[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the renderer and its media type."""
        chosen = renderers[0]
        accepted = request.headers.get("Accept", "*/*")
        if accepted != "*/*" and len(renderers) > 1 and len(accepted) <= LONGEST_ACCEPT:
            by_type = {renderer.media_type: renderer for renderer in renderers}
            chosen = by_type.get(_preferred(accepted, tuple(by_type)), chosen)
        return chosen, chosen.media_type


@functools.lru_cache(maxsize=256)
def _preferred(accepted: str, media_types: tuple[str, ...]) -> str | None:
    """Return which of `media_types` an Accept header prefers; few headers come again and again."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accepted
    return request.get_preferred_type(media_types)


def language_of(request: HttpRequest) -> str:
    """Return the language of the portal that the Accept-Language header prefers; no cookie is
    looked at.
    """
    accepted = request.headers.get("Accept-Language", "").lower()[:LONGEST_LANGUAGES]
    for code, _weight in parse_accept_lang_header(accepted):
        if found := languages.find(languages.short(code)):
            return found
        if code == "*":
            break
    return languages.own()
