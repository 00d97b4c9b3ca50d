"""What did not change is not made again: answers for everybody are given from what is kept
(foundation/permissions/kept_pages.py), or not sent at all to who has them already.
"""

import hashlib
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import parse_http_date_safe

from ogp_portal.foundation.permissions import interrupted, kept_pages
from ogp_portal.foundation.permissions.kept_pages import Page, State

LONGEST_ADDRESS = 1_000
ASKED_FOR = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
OF_ONE_ANSWER = frozenset({"ratelimit", "ratelimit-policy", "content-length"})
NOT_OF_304 = frozenset({"content-type", "content-length"})
VARYING = frozenset({"accept", "accept-language"})


class KeptPagesMiddleware:
    """Gives what is kept, and keeps what `@public` and `@open_data` say is for everybody.

    Never for a request with a session, with a key of the API or inside a transaction, whose own
    writes nobody else sees yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer, and note what this release is made of while it is being loaded."""
        self.get_response = get_response
        kept_pages.release()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with what is kept, or have it made, keep it and give it."""
        if not _may_be_kept(request):
            return self.get_response(request)
        keys = _keys(request)
        try:
            state, page = kept_pages.find(keys)
        except DatabaseError:
            return self.get_response(request)  # which says what is wrong
        if page is not None:
            return _unless_it_is_there(request, _response(page))
        asked = {name: request.META.pop(name) for name in ASKED_FOR if name in request.META}
        response = self.get_response(request)
        request.META.update(asked)
        if _is_to_be_kept(response):
            _keep(request, response, keys, state)
        return _unless_it_is_there(request, response)


def _may_be_kept(request: HttpRequest) -> bool:
    """Say whether the answer to a request can be one that everybody is given."""
    return (
        settings.KEPT_PAGES
        and request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and interrupted.COOKIE not in request.COOKIES
        and not {"HTTP_AUTHORIZATION", "HTTP_RANGE"} & request.META.keys()
        and not connection.in_atomic_block
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def _keys(request: HttpRequest) -> list[str]:
    """Return the keys of the answer: of one that everybody is given, and of one that varies by what
    the reader accepts.
    """
    host = request.META.get("HTTP_HOST", "")
    everybody = (request.scheme or "", host, request.get_full_path())
    accepts = (request.META.get("HTTP_ACCEPT", ""), request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return [kept_pages.key_of(*everybody), kept_pages.key_of(*everybody, *accepts)]


def _is_to_be_kept(response: HttpResponseBase) -> bool:
    """Say whether an answer is for everybody, and whole."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    return (
        getattr(response, "may_be_kept", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and varies <= VARYING
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def _keep(request: HttpRequest, response: HttpResponseBase, keys: list[str], state: State) -> None:
    """Keep an answer, under the key that it says it varies by; say of it that caches ask each
    time.
    """
    whole = cast("HttpResponse", response)
    if not whole.has_header("ETag"):
        digest = hashlib.blake2b(whole.content, digest_size=16).hexdigest()
        whole["ETag"] = f'"{digest}"'
    patch_cache_control(whole, s_maxage=1)  # the least that nginx keeps
    headers = [pair for pair in whole.items() if pair[0].lower() not in OF_ONE_ANSWER]
    page = Page(headers, whole.content)
    key = keys[1] if whole.has_header("Vary") else keys[0]
    try:
        kept_pages.keep(key, request.get_full_path(), page, state=state)
    except DatabaseError:
        return


def _response(page: Page) -> HttpResponse:
    """Return the answer that was kept."""
    response = HttpResponse(page.body)
    for name, value in page.headers:
        response[name] = value
    response["Content-Length"] = str(len(page.body))
    return response


def _unless_it_is_there(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return 304 where the reader has the answer of that ETag or date, and it otherwise."""
    if response.status_code != 200 or not response.has_header("ETag"):
        return response
    changed = response.get("Last-Modified")
    unchanged = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date_safe(changed) if changed else None,
        response=cast("HttpResponse", response),
    )
    if unchanged is None or unchanged is response:
        return response
    for name, value in response.items():
        if name.lower() not in NOT_OF_304:
            unchanged.headers.setdefault(name, value)
    response.close()
    return unchanged
