"""Absolute addresses as SQL expressions: of a row in the API, and of its page."""

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

API = "/api/v1/"
REMOVED = "removed"  # the dataset of rows that left theirs


def of_api(dataset: str, key: str = "slug") -> Concat:
    """Return the address in the API of the row whose key stands at the path `key`."""
    return joined(f"{API}{dataset}/", key)


def of_row(dataset: str, key: str) -> Concat:
    """Return the address in the API of the row of the dataset and the key at these two paths."""
    return Concat(
        Value(f"{settings.PORTAL_URL}{API}"),
        F(dataset),
        Value("/"),
        F(key),
        Value("/"),
        output_field=CharField(),
    )


def joined(before: str, key: str, after: str = "/") -> Concat:
    """Return the portal's address followed by `before`, the value at the path `key`, and
    `after`.
    """
    return Concat(
        Value(f"{settings.PORTAL_URL}{before}"),
        Cast(F(key), CharField()),
        Value(after),
        output_field=CharField(),
    )


def text(words: str) -> Value:
    """Return words as an SQL text."""
    return Value(words, output_field=CharField())
