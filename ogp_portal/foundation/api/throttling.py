"""How much a caller may ask for in a minute, as a throttle of DRF.

Counted by one statement that all processes share (`foundation/events/rates.py`).
"""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ogp_portal.foundation.events import rates


class UnitsPerMinuteThrottle(BaseThrottle):
    """Units of a minute: a request costs what its renderer says, one for a page, more for a file.

    The caller is the key (`request.auth`, with a limit of its own) or the address.
    """

    usage: rates.Usage

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request and say whether it is within the limit; asking what may be asked is
        free.
        """
        if request.method == "OPTIONS":
            return True
        limit = getattr(request.auth, "units_per_minute", settings.API_UNITS_PER_MINUTE)
        units = getattr(request.accepted_renderer, "units", 1)
        self.usage = rates.count(self.get_ident(request), units=units, limit=limit)
        request.usage = self.usage  # type: ignore[attr-defined] # for the view's answer
        return not self.usage.is_over

    def get_ident(self, request: Request) -> str:
        """Return who is counted: a key by its number, an address by its keyed hash."""
        if request.auth:
            return f"token {request.auth.pk}"
        return rates.by_address(rates.address_of(request))

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return self.usage.seconds


def headers(usage: rates.Usage) -> dict[str, str]:
    """Return what an answer tells its caller of the limit and of what is left."""
    return {
        "RateLimit-Policy": f'"minute";q={usage.limit};w={rates.WINDOW}',
        "RateLimit": f'"minute";r={usage.left};t={usage.seconds}',
    }
