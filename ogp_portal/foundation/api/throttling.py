"""How much a caller may ask for in a minute, as a throttle of DRF.

Counted by one statement that all processes share (`foundation/events/rates.py`).
"""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ogp_portal.foundation.events import rates


class UnitsPerMinuteThrottle(BaseThrottle):
    """Units of a minute: a request costs what its renderer says, one for a page, more for a file.

    The caller is the key (`request.auth`, with a limit of its own) or the address.
    """

    usage: rates.Usage

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and say whether it is within the limit; asking what may be asked is
        free.
        """
        if request.method == "OPTIONS":
            return True
        limit = request.auth.units_per_minute if request.auth else settings.API_UNITS_PER_MINUTE
        units = request.accepted_renderer.units
        self.usage = rates.count(self.get_ident(request), units=units, limit=limit)
        request.usage = self.usage
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
