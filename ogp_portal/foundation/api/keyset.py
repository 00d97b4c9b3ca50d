"""Pages by keyset: a cursor says after which row to go on, so the last page costs what the first
does and rows that appear meanwhile shift nothing.

A cursor is the order, the last row's value in it and its key, as JSON in base64url: opaque to
callers, checked like any other input.
"""

import base64
import binascii
import datetime
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from ogp_portal.foundation.api.datasets import Dataset, Ordering

LONGEST_CURSOR = 2_000
Row = dict[str, Any]  # the key of a row and its place in the order


class BadCursor(ValueError):
    """The cursor was not made by this list in this order."""


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row with this value in the order, and this key."""

    sort: object
    key: object


def orderings(dataset: Dataset) -> dict[str, Ordering]:
    """Return the orders a list can be asked in: by its key, by its last change, and its own."""
    key, changed = dataset.column(dataset.key), dataset.column("modified_at")
    return {
        dataset.key: Ordering(dataset.key_path or dataset.key, key.type),
        "modified_at": Ordering(changed.value or "modified_at", "datetime"),
        **dataset.orderings,
    }


def encode(order: str, sort: object, key: object) -> str:
    """Return the cursor that goes on after a row."""
    body = json.dumps([order, _text(sort), _text(key)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode(dataset: Dataset, text: str, *, order: str) -> Place:
    """Return the place a cursor stands for.

    Raises BadCursor for one that is damaged, foreign or of another order.
    """
    if len(text) > LONGEST_CURSOR:
        raise BadCursor(text[:40])
    try:
        body = json.loads(
            base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
        )
        made_for, sort, key = body
        if made_for != order:
            raise BadCursor(text[:40])
        known = orderings(dataset)
        return Place(
            _value(sort, known[order.removeprefix("-")].type), _value(key, known[dataset.key].type)
        )
    except (binascii.Error, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise BadCursor(text[:40]) from error


def keys(
    dataset: Dataset, queryset: QuerySet[Model], *, order: str, after: Place | None, size: int
) -> QuerySet[Model, Row]:
    """Return the queryset of _pk, _sort and _key of the next `size` rows of `queryset` in `order`
    ("-" first: downwards).
    """
    is_down = order.startswith("-")
    known = orderings(dataset)
    name = order.removeprefix("-")
    chosen = known[name].expression
    ordered = queryset.annotate(
        _sort=F(chosen) if isinstance(chosen, str) else chosen,
        _key=F(dataset.key_path or dataset.key),
        _pk=F("pk"),
    )
    if after is not None:
        beyond, from_here = ("lt", "lte") if is_down else ("gt", "gte")
        if name == dataset.key:
            ordered = ordered.filter(**{f"_key__{beyond}": after.key})
        else:  # the first condition is implied by the second and is what the index answers
            tie = Q(**{f"_sort__{beyond}": after.sort}) | Q(**{f"_key__{beyond}": after.key})
            ordered = ordered.filter(Q(**{f"_sort__{from_here}": after.sort}) & tie)
    ordered = ordered.order_by(*(("_key",) if name == dataset.key else ("_sort", "_key")))
    rows: QuerySet[Model, Row] = ordered.reverse() if is_down else ordered
    return rows.values("_pk", "_sort", "_key")[:size]


def _text(value: object) -> str | int:
    return (
        value.isoformat()
        if isinstance(value, datetime.date)
        else value
        if isinstance(value, int)
        else str(value)
    )


def _value(raw: object, kind: str) -> object:
    if kind == "integer":
        if type(raw) is not int or abs(raw) >= 2**31:
            raise BadCursor(str(raw)[:40])
        return raw
    if not isinstance(raw, str) or "\x00" in raw:
        raise BadCursor(str(raw)[:40])
    if kind == "date":
        return datetime.date.fromisoformat(raw)
    if kind == "datetime":
        instant = datetime.datetime.fromisoformat(raw)
        return instant if instant.tzinfo else instant.replace(tzinfo=datetime.UTC)
    return uuid.UUID(raw) if kind == "uuid" else raw.encode("utf-8", "strict").decode()
