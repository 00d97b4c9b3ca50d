"""Slugs of proposals."""

import uuid

from django.utils.text import slugify


def unique_slug(title: str = "") -> str:
    """Return a slug that no proposal has.

    Without a title (nobody may read it yet) it says nothing.
    """
    return f"{slugify(title)[:80].strip('-') or 'propuesta'}-{uuid.uuid4().hex[:6]}"
