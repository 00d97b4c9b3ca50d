"""How much a caller may ask for in a minute: one statement per request on an unlogged table, shared
by every process.

Addresses are kept as keyed hashes and only for the window (docs/generated/personal_data.md).
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal

WINDOW = 60  # seconds
COUNT = """
INSERT INTO ogp_portal_ratecount AS kept (caller, window_starts_at, units)
VALUES (%s, date_bin(make_interval(secs => %s), now(), 'epoch'), %s)
ON CONFLICT ON CONSTRAINT rate_once_per_window
DO UPDATE SET units = least(kept.units::bigint + excluded.units, 2000000000)
RETURNING units, %s - extract(epoch FROM now() - window_starts_at)::int
"""
SWEEP = (
    "DELETE FROM ogp_portal_ratecount WHERE window_starts_at < now() - make_interval(secs => %s)"
)


View = Callable[..., HttpResponseBase]


class TooOften(Refusal):
    """Too many came from one address in a minute."""

    status = 429


@dataclass(frozen=True)
class Usage:
    """What a caller has used: the limit of the window, what is left, and the seconds until it
    begins anew.
    """

    limit: int
    left: int
    seconds: int
    is_over: bool

    def check(self) -> None:
        """Raise TooOften if the limit was passed."""
        if self.is_over:
            raise TooOften(
                _(
                    "Llegaron demasiados envíos desde tu conexión en un minuto. Espera un "
                    "momento y envía otra vez: lo que escribiste sigue aquí."
                )
            )


def count(caller: str, *, units: int, limit: int) -> Usage:
    """Add `units` to what `caller` asked for in this window and return how that stands.

    In a transaction of its own, never inside another: everybody behind one address waits for the
    row of that address until it ends.
    """
    with transaction.atomic(savepoint=False, durable=True), connection.cursor() as cursor:
        cursor.execute(COUNT, (caller, WINDOW, units, WINDOW))
        used, seconds = cursor.fetchone()
    return Usage(limit, max(0, limit - used), max(1, seconds), is_over=used > limit)


def by_address(address: str) -> str:
    """Return how an address is known here: a hash that nobody without the key can turn back."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"rate:{address}".encode(), hashlib.sha256
    ).hexdigest()[:40]


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks, trusting as many proxies as the settings say and
    not one more.
    """
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    chain = [
        part.strip()
        for part in request.headers.get("X-Forwarded-For", "").split(",")
        if part.strip()
    ]
    return (
        chain[-trusted]
        if trusted and len(chain) >= trusted
        else request.META.get("REMOTE_ADDR", "")
    )


def count_request(request: HttpRequest, what: str, *, a_minute: int) -> Usage:
    """Count one more `what` from the address of `request` and return how that stands."""
    return count(f"{what[:20]} {by_address(address_of(request))}", units=1, limit=a_minute)


def limit(request: HttpRequest, what: str, *, a_minute: int) -> None:
    """Count one more `what` from the address of `request`.

    Raises TooOften beyond `a_minute`: enough for a workshop of forty behind one address.
    """
    count_request(request, what, a_minute=a_minute).check()


def counted(what: str, *, a_minute: int, besides: str = "") -> Callable[[View], View]:
    """Count what is sent to a view (POST) by the address it comes from, before the view's
    transaction begins; `check` in an `Attempt` puts the refusal in the form.

    Not counted: what the button named `besides` sends.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST" and not (besides and besides in request.POST):
                usage = count_request(request, what, a_minute=a_minute)
                request.usage = usage  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def check(request: HttpRequest) -> None:
    """Raise TooOften if too much was sent to a `counted` view."""
    usage: Usage | None = getattr(request, "usage", None)
    if usage is not None:
        usage.check()


def sweep() -> None:
    """Forget the windows that began more than five minutes ago: swept every five, none is older
    than ten.
    """
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, (5 * WINDOW,))
