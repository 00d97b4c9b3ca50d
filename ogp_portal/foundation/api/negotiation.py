"""Which representation and which language an answer has, from what the request accepts."""

import functools
from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from ogp_portal.foundation import languages

LONGEST_ACCEPT = 2_000
LONGEST_LANGUAGES = 500


class PreferredRepresentation(BaseContentNegotiation):
    """The renderer that the Accept header prefers, weights included; JSON, the first one, for
    whoever accepts anything, says nothing, or accepts only what is not given: never a 406.

    An address that ends in a format has that renderer alone, whatever is accepted.
    """

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> None:
        """Take no body: nothing is written."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and its media type."""
        by_type = {renderer.media_type: renderer for renderer in renderers}
        chosen = next(iter(by_type.values()))
        accepted = request.headers.get("Accept", "*/*")
        if accepted != "*/*" and len(by_type) > 1 and len(accepted) <= LONGEST_ACCEPT:
            chosen = by_type.get(_preferred(accepted, tuple(by_type)) or "", chosen)
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
        if language := languages.find(languages.short(code)):
            return language
        if code == "*":
            break
    return languages.own()
