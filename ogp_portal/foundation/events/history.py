"""What rows were, and erasing from the history what the rows themselves hold no longer.

The database keeps every version of a row (pghistory). What a retention takes from the row has to
leave those versions, too, or it is kept for ever beside it.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Func, Value
from pghistory.models import Context


def erase(model: type[models.Model], keys: Iterable[int], **blank: object) -> int:
    """Set columns to `blank` in every kept version of the rows with those keys, and return how many
    versions that was. Columns that the history does not keep are left alone.
    """
    done = 0
    for event in _events(model):
        names = {field.name for field in event._meta.concrete_fields}
        values = {name: value for name, value in blank.items() if name in names}
        if values:
            done += event._default_manager.filter(pgh_obj_id__in=list(keys)).update(**values)
    return done


def forget(model: type[models.Model], keys: Iterable[int]) -> int:
    """Delete every kept version of rows that were deleted, and return how many versions."""
    return sum(
        event._default_manager.filter(pgh_obj_id__in=list(keys)).delete()[0]
        for event in _events(model)
    )


def versions(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """Return the kept versions of the rows of a model that is followed in one table, as all are."""
    (event,) = _events(model)
    return event._default_manager.all()


def as_of(
    model: type[models.Model], keys: Iterable[int], *, before: datetime.datetime
) -> dict[int, Any]:
    """Return the last version that each row with those keys had before an instant; of one that was
    written down later, its first. One query.
    """
    rows = versions(model).filter(pgh_obj_id__in=list(keys)).order_by("pgh_obj_id", "pgh_id")
    found: dict[int, Any] = {}
    for row in rows:
        version: Any = row
        if version.pgh_obj_id not in found or version.pgh_created_at < before:
            found[version.pgh_obj_id] = version
    return found


def forget_actors(*, before: datetime.datetime) -> int:
    """Erase whose account made the changes kept before an instant, and return of how many acts: the
    versions stay, with the reason and the door.
    """
    return _without("user", Context.objects.filter(created_at__lt=before))


def forget_addresses() -> int:
    """Erase the addresses of pages that were kept until we stopped, and return of how many acts:
    some held a code that was mailed to one person.
    """
    return _without("url", Context.objects.all())


def _without(fact: str, rows: models.QuerySet[Context]) -> int:
    rest = Func(F("metadata"), Value(fact), arg_joiner=" - ", template="(%(expressions)s)")
    return rows.filter(metadata__has_key=fact).update(metadata=rest)


def _events(model: type[models.Model]) -> set[type[models.Model]]:
    return set(getattr(model, "pgh_event_models", {}).values())
