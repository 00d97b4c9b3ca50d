"""What was sent when the session had ended: kept while its author enters again, then shown to her
with a button that sends it. For every form behind a login; files cannot be kept.
"""

import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from ogp_portal.foundation.permissions import codes
from ogp_portal.models import InterruptedWriting, User

KEPT = datetime.timedelta(minutes=30)
LONGEST = 200_000  # characters of one form
COOKIE = "__Host-written" if settings.HTTPS else "written"
DISCARD = "discard_written"
NOT_WRITTEN = {"csrfmiddlewaretoken"}


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what an answer that leads to the login would lose, and give the browser its code."""
    words = {name: values for name, values in request.POST.lists() if name not in NOT_WRITTEN}
    size = sum(len(value) for values in words.values() for value in values)
    if not any(any(values) for values in words.values()) or size > LONGEST:
        return
    code = codes.new_code()
    InterruptedWriting.objects.create(
        digest=codes.digest(code),
        user=_whose(request),
        path=request.get_full_path()[:500],
        words=words,
        had_files=bool(request.FILES),
    )
    response.set_cookie(
        COOKIE,
        code,
        max_age=KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _whose(request: HttpRequest) -> User | None:
    """Return whose session it was that ended, if its row is still there."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=key).first() if key else None
    user = row.get_decoded().get(SESSION_KEY) if row else None
    return User.objects.filter(pk=user).first() if user else None


def find(request: HttpRequest) -> InterruptedWriting | None:
    """Return what this browser sent to this page, if it is of whoever is signed in now."""
    code = request.COOKIES.get(COOKIE, "")
    if not code or not isinstance(request.user, User):
        return None
    kept = InterruptedWriting.objects.filter(
        digest=codes.digest(code),
        path=request.get_full_path(),
        kept_at__gt=timezone.now() - KEPT,
    ).first()
    return kept if kept and kept.user_id in {None, request.user.pk} else None


def page(request: HttpRequest, kept: InterruptedWriting) -> HttpResponse:
    """Show what was kept, with a button that sends it and one that forgets it."""
    fields = [(name, value) for name, values in kept.words.items() for value in values]
    context = {
        "fields": fields,
        "texts": [value for _name, value in fields if len(value.split()) > 1],
        "had_files": kept.had_files,
        "path": kept.path,
        "discard": DISCARD,
    }
    return render(request, "interrupted.html", context)


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
