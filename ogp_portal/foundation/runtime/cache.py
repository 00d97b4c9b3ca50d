"""Which shared cache the portal has, and whether it keeps pages. Read by the settings, so it
imports no library.
"""

from typing import Any

from ogp_portal.foundation.runtime import environment

KEPT_PAGES = environment.flag(
    "KEPT_PAGES",
    default=True,
    meaning="Keep public pages in the database until something public changes, and give them again "
    "without making them. No only to measure or to look for a fault.",
)

MOMENT = 0.3  # seconds that one request waits for the server to answer
OPTIONS = {"socket_connect_timeout": MOMENT, "socket_timeout": MOMENT}


def choose(address: str) -> dict[str, Any]:
    """Return Django's description of the cache: Redis at that address, or a table of the
    database.
    """
    if not address:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "ogp_portal_cache",
        }
    return {
        "BACKEND": "ogp_portal.foundation.runtime.open_cache.OpenRedisCache",
        "LOCATION": address,
        "OPTIONS": OPTIONS,
    }
