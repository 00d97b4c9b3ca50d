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
from commitments.plans.models import Actor, Axis, Commitment, Milestone, Plan, PlanMember
from commitments.plans.workflow import CLASSIFIED, EDITABLE, OF_PLAN
from ogp_portal.foundation import dates, money

ACTORS = "actors"
MEMBERS = "members"
PAIRS: dict[str, Any] = {ACTORS: Actor.Kind, MEMBERS: PlanMember.Part}  # lists: code and thing
FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Commitment: (*EDITABLE, *CLASSIFIED, ACTORS),
    Plan: (*OF_PLAN, MEMBERS),
    Milestone: ("title", "deliverable", "responsible", "starts_on", "weight"),
    Axis: ("name", "description", "position"),
}
NEW_MILESTONE, NEW_AXIS = AmendedField.NEW_MILESTONE, AmendedField.NEW_AXIS
NEW: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    NEW_MILESTONE: (
        Milestone,
        ("title", "deliverable", "responsible", "starts_on", "due_on", "weight"),
    ),
    NEW_AXIS: (Axis, ("name", "description", "position")),
}
Amendable = Commitment | Plan
Part = Milestone | Axis


@dataclass(frozen=True)
class Change:
    """One thing that changes, of a commitment or a plan or of one of its milestones or axes:
    `value` and what `stood` as JSON keeps them, `before` and `after` as text.
    """

    name: str
    value: Any
    before: str
    after: str
    milestone: Milestone | None = None
    stood: Any = None
    axis: Axis | None = None
    of_plan: bool = False

    @property
    def part(self) -> Part | None:
        """Return the milestone or axis it changes, None of the whole."""
        return self.milestone or self.axis


def version_of(row: Amendable) -> int:
    """Return what tells one state of what is published from the next: a plan in force changes by
    its amendments alone.
    """
    if isinstance(row, Plan):
        return row.amendments.in_force().count()
    return row.version


def changes_of(row: Amendable, proposed: Mapping[str, object]) -> list[Change]:
    """Return what differs between a commitment or a plan as it stands and `proposed` (values by the
    name of their field; of a list, pairs of its code and thing).
    """
    return _changes(row, proposed)


def changes_of_part(part: Part, proposed: Mapping[str, object]) -> list[Change]:
    """Return what differs between a milestone or an axis as it stands and `proposed`."""
    return _changes(part, proposed)


def _changes(row: Amendable | Part, proposed: Mapping[str, object]) -> list[Change]:
    return [
        _change(row, name, proposed[name])
        for name in FIELDS[type(row)]
        if name in proposed and _differs(row, name, proposed[name])
    ]


def _differs(row: Amendable | Part, name: str, value: object) -> bool:
    """Say whether a value is another than what stands; none and nothing are the same."""
    nothing: tuple[Any, ...] = (None, "", [])
    new, old = _kept(name, value), standing(row, name)
    if name in PAIRS:
        return bool(sorted(new) != sorted(old))
    return bool(new != old and not (new in nothing and old in nothing))


def still_differs(row: Amendable, change: Change) -> bool:
    """Say whether a change (of `standing_changes`) changes anything of what stands now."""
    if change.name in NEW:
        return True
    return _differs(change.part or row, change.name, change.value)


def new_part(name: str, proposed: Mapping[str, object]) -> Change:
    """Return the change that adds a milestone or an axis (`name` is of `NEW`)."""
    _model, columns = NEW[name]
    value = {
        column: as_json(proposed[column])
        for column in columns
        if proposed.get(column) not in (None, "")
    }
    return Change(name, value, "", _new_text(name, value), of_plan=name == NEW_AXIS)


def standing_changes(amendment: Amendment) -> list[Change]:
    """Return the kept changes of an amendment against what stands now; those of one milestone or
    axis share its row.
    """
    row = amendment.amended
    parts: models.Manager[Any] = row.axes if isinstance(row, Plan) else row.milestones
    by_key = {part.pk: part for part in parts.all()}
    return [
        _anew(row, field, by_key.get(field.milestone_id or field.axis_id or 0))
        for field in amendment.fields.order_by("position")
    ]


def _anew(row: Amendable, change: AmendedField, part: Part | None) -> Change:
    if change.name in NEW:
        of_plan = isinstance(row, Plan)
        text = _new_text(change.name, change.value)
        return Change(change.name, change.value, "", text, of_plan=of_plan)
    return _change(part or row, change.name, change.value)


def _change(row: Amendable | Part, name: str, value: object) -> Change:
    kept, stood = _kept(name, value), standing(row, name)
    return Change(
        name,
        kept,
        _text(type(row), name, stood),
        _text(type(row), name, kept),
        row if isinstance(row, Milestone) else None,
        stood,
        row if isinstance(row, Axis) else None,
        isinstance(row, Plan | Axis),
    )


def _kept(name: str, value: Any) -> Any:
    """Return a proposed value as JSON keeps it; the pairs of a list stay in their order."""
    return [list(pair) for pair in value or ()] if name in PAIRS else as_json(value)


def as_json(value: object) -> Any:
    """Return a value of a form as JSON keeps it: the key of a row, an ISO date."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, models.QuerySet | list | tuple):
        return sorted(as_json(each) for each in value)
    return value


def standing(row: Amendable | Part, name: str) -> Any:
    """Return the value of a column, of its chosen rows or of a list, as JSON keeps it."""
    if name in PAIRS:
        return pairs_of(row, name)
    value = getattr(row, name)
    return as_json(value.all() if isinstance(value, models.Manager) else value)


def stands(row: Commitment, name: str) -> str:
    """Return what a column of a commitment says now, as its reader's language says it; asks nothing
    of the database where what it names was read with it.
    """
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return "; ".join(sorted(str(each) for each in value.all()))
    if isinstance(value, Organization):
        return value.name
    if isinstance(value, datetime.date):
        return dates.say(value)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value or "")


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


def _text(model: type[models.Model], name: str, kept: Any) -> str:
    """Return a kept value as text that does not depend on a language."""
    if kept in (None, "", []):
        return ""
    if name in PAIRS:
        return _pairs_text(name, kept)
    value = as_value(model, name, kept)
    if isinstance(value, list):
        return "; ".join(sorted(str(row) for row in value))
    return value.name if isinstance(value, Organization) else str(value)


def pairs_of(row: models.Model, name: str) -> list[list[Any]]:
    """Return code and thing of a list as it stands: kind and name of the other actors of a
    commitment, part and key of the organizations of a plan.
    """
    if isinstance(row, Plan):
        places = row.places.order_by("part", "pk").values_list("part", "organization_id")
        return [list(pair) for pair in places]
    assert isinstance(row, Commitment)  # noqa: S101 - no other row has a list
    return [list(pair) for pair in row.actors.order_by("pk").values_list("kind", "name")]


def _pairs_text(name: str, pairs: Iterable[list[Any]]) -> str:
    """Return a line for each pair: the code and the name."""
    if name == ACTORS:
        return "\n".join(f"{code}: {thing}" for code, thing in pairs)
    names = Organization.objects.in_bulk([key for _code, key in pairs])
    return "\n".join(f"{code}: {names[key].name}" for code, key in pairs if key in names)


def label_of(change: Change | AmendedField) -> str:
    """Return the name on screen of what changes."""
    fixed = {
        NEW_MILESTONE: _("Hito nuevo"),
        NEW_AXIS: _("Eje nuevo"),
        ACTORS: _("Otros actores"),
        MEMBERS: _("Consorcio"),
    }
    if change.name in fixed:
        return fixed[change.name]
    field: Any = _model_of(change)._meta.get_field(change.name)
    label = capfirst(str(field.verbose_name))
    if change.milestone:
        words = _("nombre") if change.name == "title" else label.lower()
        return _("Hito %(n)s: %(field)s") % {"n": change.milestone.position, "field": words}
    if change.axis:
        place = {"n": change.axis.position, "field": label.lower()}
        return _("Eje %(n)s: %(field)s") % place
    return label


def _model_of(change: Change | AmendedField) -> type[models.Model]:
    if change.milestone:
        return Milestone
    if change.axis:
        return Axis
    return Plan if change.of_plan else Commitment


def shown(change: Change | AmendedField, text: str) -> str:
    """Return `before` or `after` of a change as its reader's language says it."""
    if not text:
        return ""
    if change.name in NEW:
        return _new_shown(change.name, change.value)
    if change.name in PAIRS:
        pairs = [line.split(": ", 1) for line in text.split("\n")]
        words = PAIRS[change.name]
        return "\n".join(f"{thing} ({words(code).label})" for code, thing in pairs)
    if change.name == "budget_clp":
        return money.whole(int(text))
    field: Any = _model_of(change)._meta.get_field(change.name)
    if isinstance(field, models.DateField):
        return dates.say(datetime.date.fromisoformat(text))
    if field.choices:
        return str(dict(field.flatchoices)[text])
    return text


def _new_text(name: str, value: Any) -> str:
    """Return every part of a milestone or axis to add, a line each: the name of the column and its
    text.
    """
    model, _columns = NEW[name]
    return "\n".join(f"{column}: {_text(model, column, kept)}" for column, kept in value.items())


def _new_shown(name: str, value: Any) -> str:
    """Return every part of a milestone or axis to add, as its reader's language names and says
    it.
    """
    model, columns = NEW[name]
    lines = []
    for column, kept in value.items():
        field: Any = model._meta.get_field(column)
        text = _text(model, column, kept)
        if isinstance(field, models.DateField):
            text = dates.say(datetime.date.fromisoformat(kept))
        is_name = column == columns[0]
        lines.append(text if is_name else f"{capfirst(field.verbose_name)}: {text}")
    return "\n".join(lines)
