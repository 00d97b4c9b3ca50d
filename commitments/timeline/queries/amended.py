"""What rows said on a day, as known at an instant: what amendments changed since is read backwards,
from the last of them to the first.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from commitments.amendments.models import AmendedField
from commitments.amendments.states import AmendmentState
from commitments.plans.models import Commitment, Milestone
from commitments.plans.timeline import Clocks

RowT = TypeVar("RowT", Commitment, Milestone)
Of = tuple[type[models.Model], int]  # the model and the key of a row


@dataclass(frozen=True)
class Changes:
    """What amendments in force changed of commitments, the last of them first, and the rows that
    they name.
    """

    fields: Sequence[AmendedField]
    named: dict[tuple[Any, Any], models.Model]


def changes_of(commitments: Collection[int]) -> Changes:
    """Return what amendments changed: one query, and one of each model that fields name."""
    fields = list(
        AmendedField.objects.filter(
            amendment__commitment__in=commitments, amendment__state=AmendmentState.IN_FORCE
        )
        .select_related("amendment")
        .order_by("-amendment__approved_at", "-amendment__number")
    )
    return Changes(fields, _named(fields))


class Amended:
    """What changed after a day: of each row, the fields that said something else, with what they
    said; and the milestones that were added.
    """

    def __init__(self, changes: Changes, at: Clocks) -> None:
        """Keep of some changes those that count later than by the clocks."""
        self.added: set[int] = set()
        self._earlier: dict[Of, dict[str, AmendedField]] = defaultdict(dict)
        self._named = changes.named
        for change in changes.fields:
            if at.reach(change.amendment.approved_at):
                continue
            if change.name != AmendedField.NEW_MILESTONE:
                self._earlier[_of(change)][change.name] = (
                    change  # the earliest of them has the word
                )
            elif change.milestone_id:
                self.added.add(change.milestone_id)

    def as_it_stood(self, row: RowT) -> RowT:
        """Return a row with the columns it had; itself where nothing changed. Never to be saved."""
        changes = self._earlier.get((type(row), row.pk))
        if not changes:
            return row
        stood = copy.copy(row)
        for name, change in changes.items():
            field = _column(type(row), name)
            if field is not None:
                setattr(stood, name, self._value(field, change))
        return stood

    def _value(self, field: models.Field[Any, Any], change: AmendedField) -> Any:
        """Return what a column said; of a row that is not known any more, its name alone."""
        if not isinstance(field, models.ForeignKey):
            is_said = change.before or field.empty_strings_allowed
            return field.to_python(change.before) if is_said else None
        if not change.before:
            return None
        model: Any = field.related_model
        return self._named.get((model, change.stood)) or model(name=change.before)


def _of(change: AmendedField) -> Of:
    if change.milestone_id:
        return Milestone, change.milestone_id
    return Commitment, change.amendment.commitment_id


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """Return a column by the name an amendment gives it; what is chosen of many has none."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    return columns.get(name)


def _named(fields: Iterable[AmendedField]) -> dict[tuple[Any, Any], models.Model]:
    """Return the rows that fields named, by model and key."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for change in fields:
        field = _column(_of(change)[0], change.name)
        if isinstance(field, models.ForeignKey) and change.stood:
            to: Any = field.related_model
            keys[to].add(change.stood)
    return {(model, row.pk): row for model, wanted in keys.items() for row in _rows(model, wanted)}


def _rows(model: type[models.Model], keys: Iterable[Any]) -> Iterable[models.Model]:
    return model._default_manager.filter(pk__in=keys)
