"""Keys of the API: how one is made and what is kept of it."""

import hashlib
import secrets

PREFIX = "ogp_"  # so that a leaked key is found by whoever searches for it


def make() -> str:
    """Return a new key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what is kept of a key: that many random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()
