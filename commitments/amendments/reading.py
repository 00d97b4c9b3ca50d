"""What an amendment changes, read from rows and said in words.

Values are kept as JSON holds them (keys of rows, ISO dates) and, beside them, as text that does not
depend on a language: names, ISO dates, whole pesos. `shown` says such a text to a reader.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.amendments.models import AmendedField, Amendment
from commitments.organizations.models import Organization
from commitments.plans.models import Actor, Commitment, Milestone
from commitments.plans.workflow import CLASSIFIED, EDITABLE
from ogp_portal.foundation import dates, money

ACTORS = "actors"
OF_COMMITMENT = (*EDITABLE, *CLASSIFIED, ACTORS)
OF_MILESTONE = ("title", "deliverable", "responsible", "starts_on", "weight")
OF_NEW_MILESTONE = ("title", "deliverable", "responsible", "starts_on", "due_on", "weight")
NEW_MILESTONE = AmendedField.NEW_MILESTONE


@dataclass(frozen=True)
class Change:
    """One thing that changes: `value` and what `stood` as JSON keeps them, `before` and `after` as
    text.
    """

    name: str
    value: Any
    before: str
    after: str
    milestone: Milestone | None = None
    stood: Any = None


def changes_of(commitment: Commitment, proposed: Mapping[str, object]) -> list[Change]:
    """Return what differs between a commitment as it stands and `proposed` (values by the name of
    their field; of `actors`, pairs of kind and name).
    """
    changes = [
        _change(commitment, name, proposed[name])
        for name in OF_COMMITMENT
        if name in proposed and name != ACTORS and _differs(commitment, name, proposed[name])
    ]
    if ACTORS in proposed:
        actors: Any = proposed[ACTORS]
        value = [list(pair) for pair in actors]
        before = actors_of(commitment)
        if value != before:
            texts = _actors_text(before), _actors_text(value)
            changes.append(Change(ACTORS, value, *texts, stood=before))
    return changes


def changes_of_milestone(milestone: Milestone, proposed: Mapping[str, object]) -> list[Change]:
    """Return what differs between a milestone as it stands and `proposed`."""
    return [
        _change(milestone, name, proposed[name], milestone)
        for name in OF_MILESTONE
        if name in proposed and _differs(milestone, name, proposed[name])
    ]


def _differs(row: Commitment | Milestone, name: str, value: object) -> bool:
    """Say whether a value is another than what stands; none and nothing are the same."""
    nothing: tuple[Any, ...] = (None, "", [])
    new, old = as_json(value), standing(row, name)
    return bool(new != old and not (new in nothing and old in nothing))


def still_differs(commitment: Commitment, change: Change) -> bool:
    """Say whether a change (of `standing_changes`) changes anything of what stands now."""
    if change.name == NEW_MILESTONE:
        return True
    if change.name == ACTORS:
        return bool(change.value != actors_of(commitment))
    return _differs(change.milestone or commitment, change.name, change.value)


def new_milestone(proposed: Mapping[str, object]) -> Change:
    """Return the change that adds a milestone."""
    value = {
        name: as_json(proposed[name])
        for name in OF_NEW_MILESTONE
        if proposed.get(name) not in (None, "")
    }
    return Change(NEW_MILESTONE, value, "", _new_milestone_text(value))


def standing_changes(amendment: Amendment) -> list[Change]:
    """Return the kept changes of an amendment against what stands now; those of one milestone
    share its row.
    """
    commitment = amendment.commitment
    milestones = {row.pk: row for row in commitment.milestones.all()}
    return [
        _anew(commitment, field, milestones.get(field.milestone_id or 0))
        for field in amendment.fields.order_by("position")
    ]


def _anew(commitment: Commitment, change: AmendedField, milestone: Milestone | None) -> Change:
    if change.name == NEW_MILESTONE:
        return Change(change.name, change.value, "", _new_milestone_text(change.value))
    if change.name == ACTORS:
        stood = actors_of(commitment)
        texts = _actors_text(stood), _actors_text(change.value)
        return Change(change.name, change.value, *texts, stood=stood)
    return _change(milestone or commitment, change.name, change.value, milestone)


def _change(
    row: Commitment | Milestone, name: str, value: object, milestone: Milestone | None = None
) -> Change:
    kept, stood = as_json(value), standing(row, name)
    texts = text_of(type(row), name, stood), text_of(type(row), name, kept)
    return Change(name, kept, *texts, milestone, stood)


def as_json(value: object) -> Any:
    """Return a value of a form as JSON keeps it: the key of a row, an ISO date."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, models.QuerySet | list | tuple):
        return sorted(as_json(each) for each in value)
    return value


def standing(row: Commitment | Milestone, name: str) -> Any:
    """Return the value of a column or of its chosen rows, as JSON keeps it."""
    value = getattr(row, name)
    return as_json(value.all() if isinstance(value, models.Manager) else value)


def as_value(model: type[models.Model], name: str, kept: Any) -> Any:
    """Return a kept value as a column of `model` takes it."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(kept) if kept else None
    if field.many_to_one:
        return field.related_model._default_manager.filter(pk=kept).first()
    if field.many_to_many:
        return list(field.related_model._default_manager.filter(pk__in=kept or []))
    return kept


def text_of(model: type[models.Model], name: str, kept: Any) -> str:
    """Return a kept value as text that does not depend on a language."""
    if kept in (None, "", []):
        return ""
    value = as_value(model, name, kept)
    if isinstance(value, list):
        return "; ".join(sorted(str(row) for row in value))
    return value.name if isinstance(value, Organization) else str(value)


def actors_of(commitment: Commitment) -> list[list[str]]:
    """Return kind and name of the other actors of a commitment, as they stand."""
    rows = commitment.actors.order_by("pk").values_list("kind", "name")
    return [list(row) for row in rows]


def _actors_text(pairs: Iterable[list[str]] | None) -> str:
    return "\n".join(f"{kind}: {name}" for kind, name in pairs or ())


def label_of(change: Change | AmendedField) -> str:
    """Return the name on screen of what changes."""
    if change.name == NEW_MILESTONE:
        return _("Hito nuevo")
    if change.name == ACTORS:
        return _("Otros actores")
    model = Milestone if change.milestone else Commitment
    label = capfirst(str(model._meta.get_field(change.name).verbose_name))  # type: ignore[union-attr]
    if change.milestone:
        words = _("nombre") if change.name == "title" else label.lower()
        return _("Hito %(n)s: %(field)s") % {"n": change.milestone.position, "field": words}
    return label


def shown(change: Change | AmendedField, text: str) -> str:
    """Return `before` or `after` of a change as its reader's language says it."""
    if not text:
        return ""
    if change.name == NEW_MILESTONE:
        return _new_milestone_shown(change.value)
    if change.name == ACTORS:
        pairs = [line.split(": ", 1) for line in text.split("\n")]
        return "\n".join(f"{name} ({Actor.Kind(kind).label})" for kind, name in pairs)
    if change.name == "budget_clp":
        return money.whole(int(text))
    model = Milestone if change.milestone else Commitment
    field: Any = model._meta.get_field(change.name)
    if isinstance(field, models.DateField):
        return dates.say(datetime.date.fromisoformat(text))
    if field.choices:
        return str(dict(field.flatchoices)[text])
    return text


def _new_milestone_text(value: Any) -> str:
    """Return every part of a milestone to add, a line each: the name of the column and its text."""
    lines = [f"{name}: {text_of(Milestone, name, kept)}" for name, kept in value.items()]
    return "\n".join(lines)


def _new_milestone_shown(value: Any) -> str:
    """Return every part of a milestone to add, as its reader's language names and says it."""
    lines = []
    for name, kept in value.items():
        field: Any = Milestone._meta.get_field(name)
        text = text_of(Milestone, name, kept)
        if isinstance(field, models.DateField):
            text = dates.say(datetime.date.fromisoformat(kept))
        lines.append(text if name == "title" else f"{capfirst(field.verbose_name)}: {text}")
    return "\n".join(lines)
