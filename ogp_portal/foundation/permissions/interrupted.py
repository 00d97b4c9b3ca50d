"""What was sent when the session had ended: kept while its author enters again, then shown to her
with a button that sends it. For every form behind a login; files cannot be kept.
"""

import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from ogp_portal.foundation.permissions import codes
from ogp_portal.models import InterruptedWriting, User

KEPT = datetime.timedelta(minutes=30)
LONGEST = 700_000  # characters of one form: more than the longest text there is
COOKIE = "__Host-written" if settings.HTTPS else "written"
WRITER_COOKIE = "__Host-writer" if settings.HTTPS else "writer"
WRITER_KNOWN = datetime.timedelta(days=365)  # as long as Django's token against forged forms
DISCARD = "discard_written"
NOT_WRITTEN = {"csrfmiddlewaretoken"}
Words = dict[str, list[str]]  # field → what was sent in it


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser remember, signed, for whom a page behind the login was shown: a session that
    ends is nowhere any more, and what is then sent from that page is of nobody else.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
        return
    value = _signer().sign(str(request.user.pk))
    if request.COOKIES.get(WRITER_COOKIE) != value:
        _give_cookie(request, response, WRITER_COOKIE, value, WRITER_KNOWN)


def _signer() -> signing.Signer:
    return signing.Signer(salt="writer")


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what an answer that leads to the login would lose, and give the browser its code.

    Words of nobody known are not kept: whoever signs in next could be anybody.
    """
    writer = _writer(request)
    words = _words(request)
    size = sum(len(value) for values in words.values() for value in values)
    if writer is None or not any(any(values) for values in words.values()) or size > LONGEST:
        return
    code = codes.new_code()
    InterruptedWriting.objects.create(
        digest=codes.digest(code),
        user=writer,
        path=_place(request),
        words=words,
        had_files=bool(request.FILES),
    )
    _give_cookie(request, response, COOKIE, code, KEPT)


def _words(request: HttpRequest) -> Words:
    return {name: values for name, values in request.POST.lists() if name not in NOT_WRITTEN}


def _place(request: HttpRequest) -> str:
    """Return which page it is, as far as the column holds it: lists of the admin are long ones."""
    return request.get_full_path()[:500]


def _give_cookie(
    request: HttpRequest,
    response: HttpResponseBase,
    name: str,
    value: str,
    age: datetime.timedelta,
) -> None:
    response.set_cookie(
        name, value, max_age=age, secure=request.is_secure(), httponly=True, samesite="Lax"
    )


def _writer(request: HttpRequest) -> User | None:
    """Return for whom this browser was last shown a page behind the login."""
    try:
        key = _signer().unsign(request.COOKIES.get(WRITER_COOKIE, ""))
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key).first()


def find(request: HttpRequest) -> InterruptedWriting | None:
    """Return what this browser sent to this page, if whoever is signed in now wrote it."""
    code = request.COOKIES.get(COOKIE, "")
    if not code or not isinstance(request.user, User):
        return None
    return InterruptedWriting.objects.filter(
        digest=codes.digest(code),
        user=request.user,
        path=_place(request),
        kept_at__gt=timezone.now() - KEPT,
    ).first()


def page(request: HttpRequest, kept: InterruptedWriting) -> HttpResponse:
    """Show what was kept, with a button that sends it and one that forgets it."""
    return _shown(request, kept.words, had_files=kept.had_files, is_kept=True)


def give_back(request: HttpRequest) -> HttpResponse | None:
    """Return what was typed into a page opened before somebody entered or left in another window,
    with a button that sends it: the token of that page is no longer good (403). None where the form
    did not come from a page of this portal, or holds nothing.
    """
    words = _words(request)
    if not _is_ours(request) or not any(any(values) for values in words.values()):
        return None
    return _shown(request, words, had_files=bool(request.FILES), is_kept=False, status=403)


def _is_ours(request: HttpRequest) -> bool:
    """Say whether the browser vouches that the form came from a page of this portal."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "") in {own, *settings.CSRF_TRUSTED_ORIGINS}


def _shown(
    request: HttpRequest, words: Words, *, had_files: bool, is_kept: bool, status: int = 200
) -> HttpResponse:
    fields = [(name, value) for name, values in words.items() for value in values]
    context = {
        "fields": fields,
        "texts": [value for _name, value in fields if len(value.split()) > 1],
        "had_files": had_files,
        "path": request.get_full_path(),
        "discard": DISCARD if is_kept else "",
    }
    return render(request, "interrupted.html", context, status=status)


def discard(request: HttpRequest) -> HttpResponse | None:
    """Forget what this browser sent: it is sent again with this request, or, where the button says
    so, not at all, and then the empty page is the answer.
    """
    code = request.COOKIES.get(COOKIE, "")
    if code:
        InterruptedWriting.objects.filter(digest=codes.digest(code)).delete()
    if DISCARD not in request.POST:
        return None
    answer = redirect(request.get_full_path())
    answer.delete_cookie(COOKIE)
    return answer


def erase(keys: list[int]) -> None:
    """Delete what was kept of somebody."""
    InterruptedWriting.objects.filter(pk__in=keys).delete()


def forget(*, now: datetime.datetime) -> int:
    """Delete what was kept too long and return how much (each five minutes)."""
    return InterruptedWriting.objects.filter(kept_at__lte=now - KEPT).delete()[0]
