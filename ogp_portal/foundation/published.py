"""What every published row carries: the instant of its last change, and an identifier where it has
no slug of its own.

The database keeps both, so that nothing written past the portal (bulk, SQL) escapes whoever follows
the changes.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Dated(models.Model):
    """A row that knows when it last changed."""

    modified_at = models.DateTimeField(
        _("último cambio"), db_default=Now(), editable=False, db_index=True
    )

    class Meta:
        abstract = True


class Identified(Dated):
    """A dated row known outside by an identifier, because it has no slug: database numbers never
    leave the house.
    """

    public_id = models.UUIDField(
        _("identificador público"), db_default=RandomUUID(), editable=False, unique=True
    )

    class Meta:
        abstract = True


class Scanned(models.Model):
    """A row with a file from outside, which knows whether an antivirus looked at it."""

    scanned_at = models.DateTimeField(_("revisado por antivirus"), null=True, editable=False)

    class Meta:
        abstract = True


STAMP = pgtrigger.Trigger(
    name="stamp_change",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="NEW.modified_at = clock_timestamp(); RETURN NEW;",
)


def changes_any(*names: str) -> pgtrigger.Q:
    """Return the condition of a trigger that one of these columns changes."""
    condition = pgtrigger.Q()
    for name in names:
        condition |= pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return condition


def tracked(
    *events: Any, exclude: Sequence[str] = ()
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep the history of a dated model (as `pghistory.track`) and stamp each of its changes; the
    stamp itself is no change.
    """

    def decorate(model: type[models.Model]) -> type[models.Model]:
        followed: type[models.Model] = pghistory.track(
            *events, exclude=[*exclude, "modified_at", "public_id", "scanned_at"]
        )(model)
        pgtrigger.register(STAMP)(followed)
        return followed

    return decorate
