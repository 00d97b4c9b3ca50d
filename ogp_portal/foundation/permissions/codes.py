"""Secret codes given to a person once: kept only as a keyed digest, so that who reads the database
cannot use them.
"""

import hashlib
import hmac
import secrets
import uuid
from base64 import urlsafe_b64encode

from django.conf import settings

BYTES = 16  # 128 bits: not to be guessed


def new_code() -> str:
    """Return a fresh code that can stand in an address."""
    return secrets.token_urlsafe(BYTES)


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"code:{code}".encode(), hashlib.sha256
    ).hexdigest()


def of_sending(use: str, key: uuid.UUID, *, to: str = "") -> str:
    """Return the code of a sending for a use ("thing:follow"): the same each time, and not to be
    worked out without the portal's secret.

    Another for each address `to` that it is mailed to: whoever got it by a mistyped one opens
    nothing once that is corrected.
    """
    words = f"{use}:{key}" + (f":{to.lower()}" if to else "")
    made = hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made[:BYTES]).decode().rstrip("=")
