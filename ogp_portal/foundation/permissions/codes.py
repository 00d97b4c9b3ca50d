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


def of_sending(use: str, key: uuid.UUID) -> str:
    """Return the code of a sending for a use ("thing:follow"): the same each time, and not to be
    worked out without the portal's secret.
    """
    made = hmac.new(settings.SECRET_KEY.encode(), f"{use}:{key}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made[:BYTES]).decode().rstrip("=")
