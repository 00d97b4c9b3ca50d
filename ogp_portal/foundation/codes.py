"""Secret codes given to a person once: kept only as a keyed digest, so that who reads the database cannot use them."""

import hashlib
import hmac
import secrets

from django.conf import settings

BYTES = 16  # 128 bits: not to be guessed


def new_code() -> str:
    """Return a fresh code that can stand in an address."""
    return secrets.token_urlsafe(BYTES)


def digest(code: str) -> str:
    """Return what is kept of a code."""
    return hmac.new(settings.SECRET_KEY.encode(), f"code:{code}".encode(), hashlib.sha256).hexdigest()
