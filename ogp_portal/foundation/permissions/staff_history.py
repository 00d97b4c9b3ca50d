"""Who changed a thing, when and why, as its page in the admin tells it: read from the journal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ogp_portal.models import JournalEntry

LATEST = 5
OF_TEAM = 200  # acts that the page of the whole history shows


@dataclass(frozen=True)
class Told:
    """An act and what it changed: name of the column, before, after."""

    entry: JournalEntry
    changes: list[tuple[str, str, str]]


def entries_of(row: models.Model, *, is_team: bool) -> models.QuerySet[JournalEntry]:
    """Return the acts on a thing, the latest first; those that are not public only to its team."""
    found = JournalEntry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return (found if is_team else found.filter(is_public=True)).order_by("-at", "-id")


def told(entries: Iterable[JournalEntry], kinds: Iterable[type[models.Model]]) -> list[Told]:
    """Return acts with their changes in words; `kinds` are the models whose columns they name."""
    known = list(kinds)
    return [Told(entry, list(_changes(entry, known))) for entry in entries]


def _changes(
    entry: JournalEntry, kinds: list[type[models.Model]]
) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*entry.before, *entry.after]):
        column = _column(name, kinds)
        before, after = entry.before.get(name, ""), entry.after.get(name, "")
        if column is not None and before != after:
            yield (
                capfirst(str(column.verbose_name)),
                _words(column, before),
                _words(column, after),
            )


def _column(name: str, kinds: list[type[models.Model]]) -> models.Field[object, object] | None:
    for kind in kinds:
        try:
            column = kind._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(column, models.Field):
            return column
    return None


def _words(column: models.Field[object, object], value: object) -> str:
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    labels = dict(column.flatchoices)
    return str(labels.get(value, value) or "")
