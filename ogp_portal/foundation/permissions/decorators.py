"""Decorators of views: who may enter, whether it may write, how long its answer may be cached.

A view without one fails a test.

Pages are `no-store` unless `@public` says otherwise, and a request with a session is never kept.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_http_methods, require_safe

from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.permissions import public_changes
from ogp_portal.foundation.permissions.four_eyes import ChangedSinceRead
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.models import User

HOUSEKEEPING = (
    "django_session",
    "ogp_portal_cache",
    "ogp_portal_ratecount",
    "ogp_portal_keptdocument",
)  # tables that reading may write
FILES_SECONDS = 45  # the proxy waits sixty for an answer
View = Callable[..., HttpResponseBase]


class ReadingPageWrites(RuntimeError):
    """A page that only reads tried to change a row: a mistake of ours, never of a person."""


class _Reading:
    """What a page asks of the database while it is made: it only reads, and it is noted whether
    each change of what it reads is counted (`public_changes.py`), without which it is not kept.
    """

    def __init__(self) -> None:
        self.is_counted = True

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: object,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, object],
    ) -> Any:
        if sql.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(
            name in sql for name in HOUSEKEEPING
        ):
            raise ReadingPageWrites(sql[:120])
        self.is_counted = self.is_counted and public_changes.reads_only_watched(sql)
        return execute(sql, params, many, context)


@contextmanager
def not_found_unless_allowed() -> Iterator[None]:
    """Answer 404 where a workflow raises NotAllowed, so that nobody learns that the row exists."""
    try:
        yield
    except NotAllowed as error:
        raise Http404 from error


def _read_or_post(
    view: View, request: HttpRequest, *args: object, **kwargs: object
) -> HttpResponseBase:
    """Run a view: GET only reads, POST is one transaction answered after COMMIT."""
    with not_found_unless_allowed():
        if request.method == "POST":
            try:
                if getattr(view, "takes_files", False):
                    with sandbox.within(FILES_SECONDS):
                        return view(request, *args, **kwargs)
                with transaction.atomic():
                    return view(request, *args, **kwargs)
            except ChangedSinceRead as change:
                return ask_again(request, change)
        with connection.execute_wrapper(_Reading()):
            return view(request, *args, **kwargs)


def ask_again(request: HttpRequest, change: ChangedSinceRead) -> HttpResponse:
    """Answer 409 with the text that was read beside the one that stands, and a form that does the
    same act on the latter with everything that was sent.
    """
    sent = [
        (name, value)
        for name in request.POST
        if name not in {"csrfmiddlewaretoken", change.field}
        for value in request.POST.getlist(name)
    ]
    context = {
        "change": change,
        "typed": [(name, value) for name, value in sent if " " in value.strip()],
        "pressed": [(name, value) for name, value in sent if " " not in value.strip()],
    }
    return render(request, "changed_since_read.html", context, status=change.status)


def _unless_it_is_there(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return 304 where the reader says that it has the answer of that ETag, and it otherwise."""
    answer = get_conditional_response(
        request, etag=response["ETag"], response=cast("HttpResponse", response)
    )
    return answer or response


def public(
    *, cache: int = 60, reads: Collection[str] = (), refuses_others: bool = False
) -> Callable[[View], View]:
    """Mark a page for everybody that only reads; a shared cache may keep it `cache` seconds,
    browsers ask each time.

    `reads` names the parameters that the page reads: an address with any other leads to the one
    without it, so that nobody has it made and kept as often as there are words to add to its
    address. A door of programs `refuses_others` itself instead, and says why: a follower that was
    led to something else would believe that it had what it asked for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if settings.SESSION_COOKIE_NAME not in request.COOKIES:
                request.user = (
                    AnonymousUser()
                )  # without asking the session, whose reading would split every cache by cookie
            reading = _Reading()
            with connection.execute_wrapper(reading):
                with not_found_unless_allowed():
                    response = view(request, *args, **kwargs)
                if callable(getattr(response, "render", None)):
                    response = response.render()  # type: ignore[attr-defined]
            if settings.SESSION_COOKIE_NAME in request.COOKIES or response.status_code != 200:
                patch_cache_control(response, no_store=True, private=True)
            elif not response.has_header("Cache-Control"):
                _give_to_everybody(response, cache, reading)
            if response.status_code == 200 and response.has_header("ETag"):
                return _unless_it_is_there(request, response)
            return response

        asked: View = wrapped if refuses_others else _asked_plainly(wrapped, reads)
        marked = require_safe(asked)
        marked.refuses_others = refuses_others  # type: ignore[attr-defined]
        marked.reads = frozenset(reads)  # type: ignore[attr-defined]
        marked.seconds_kept = cache  # type: ignore[attr-defined]
        marked.mark = "public"  # type: ignore[attr-defined]
        return marked

    return decorate


def _give_to_everybody(response: HttpResponseBase, cache: int, reading: _Reading) -> None:
    """Say of an answer that everybody may be given it, by caches for so many seconds, and whether
    the portal itself keeps it until something public changes (site/kept_pages.py): not one that
    `tells_now`, to the minute.
    """
    patch_cache_control(response, public=True, max_age=0, s_maxage=cache)
    response.is_for_everybody = True  # type: ignore[attr-defined]
    tells_now = getattr(response, "tells_now", False)
    response.may_be_kept = cache > 0 and reading.is_counted and not tells_now  # type: ignore[attr-defined]


def _asked_plainly(view: View, reads: Collection[str]) -> View:
    """Lead an address with parameters that the view does not read to the one without them."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not set(request.GET) <= set(reads):
            return redirect(_address_of(request, reads))
        return view(request, *args, **kwargs)

    return wrapped


def _address_of(request: HttpRequest, reads: Collection[str]) -> str:
    """Return the address asked for without the parameters that its page does not read."""
    query = request.GET.copy()
    for name in set(query) - set(reads):
        del query[name]
    path = escape_leading_slashes(request.path)
    return f"{path}?{query.urlencode()}" if query else path


def open_data(*, cache: int = 60) -> Callable[[View], View]:
    """Mark a door of data: it only reads, and answers everybody the same.

    Who is asking is never looked at, so any answer may be kept and shared.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            request.user = AnonymousUser()
            reading = _Reading()
            with connection.execute_wrapper(reading):
                response = view(request, *args, **kwargs)
            if response.status_code in {200, 304} and not response.has_header("Cache-Control"):
                _give_to_everybody(response, cache, reading)
            response["Access-Control-Allow-Origin"] = "*"
            return response

        wrapped.seconds_kept = cache  # type: ignore[attr-defined]
        wrapped.mark = "open_data"  # type: ignore[attr-defined]
        wrapped.csrf_exempt = True  # type: ignore[attr-defined] # nothing is written
        return wrapped

    return decorate


def takes_files(view: View) -> View:
    """Mark a form (below `open_form` or `signed_in`) that takes files: they are worked on before
    anything is written, all of them in FILES_SECONDS, with no transaction open meanwhile. What is
    written is the transaction of the `Attempt`, or of the workflow function that takes the files.
    """
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def open_form(view: View) -> View:
    """Mark a form for everybody, account or not: GET only reads, POST is one transaction answered
    after COMMIT. Never cached; nobody's session is made.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()
        return _read_or_post(view, request, *args, **kwargs)

    marked = require_http_methods(["GET", "HEAD", "POST"])(wrapped)
    marked.mark = "open_form"  # type: ignore[attr-defined]
    return marked


def signed_in(view: View) -> View:
    """Mark a page for people with an account: GET only reads, POST is one transaction answered
    after COMMIT.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return _read_or_post(view, request, *args, **kwargs)

    marked = login_required(require_http_methods(["GET", "HEAD", "POST"])(wrapped))
    marked.mark = "signed_in"  # type: ignore[attr-defined]
    return marked


def signed_in_user(request: HttpRequest) -> User:
    """Return who is signed in. Raises Http404 when nobody is."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
