"""The rows that the table of rights is asked about: every thing in every situation, written once
into a template of the databases (the world `rights`).

What has a life of its own is made by the factories, in each state of its machine and in the
situations that a rule tells apart. What belongs to something else (a vote to its ballot, a file to
its question) is made for each situation of that thing, with whatever its other columns need.
"""

import datetime
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from django.test import override_settings

from commitments.plans.models import Plan, PlanMember
from commitments.plans.states import PlanState
from tests.people import Cast, find_cast
from tests.rights.makers import FACTS, MAKERS, SEEN_WITH

CASES = "rights_case"  # a table of the world alone: thing, situation, key
OURS = ("commitments", "forums", "transparency", "ogp_portal")
TEAM = {"organization", "territory", "sourcedocument", "user", "seat"}  # nothing is seen with them
DAY = datetime.date(2026, 3, 1)
PLAIN: dict[type[models.Field], Any] = {
    models.DateTimeField: datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
    models.DateField: DAY,
    models.BooleanField: False,
    models.JSONField: {},
    models.IntegerField: 1,
    models.DecimalField: 1,
    models.BinaryField: b"1",
}


def things() -> list[type[models.Model]]:
    """Return every model of ours that has rows for somebody: its tables of history apart."""
    return [
        model
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if "pgh_id" not in {column.name for column in model._meta.fields}
    ]


def filled(model: type[models.Model], **facts: Any) -> models.Model:
    """Write a row with these facts and, in columns that need something, anything."""
    for column in model._meta.concrete_fields:
        is_free = (
            column.null
            or column.has_default()
            or column.db_default is not NOT_PROVIDED
            or column.generated
            or column.primary_key
            or column.blank
        )
        if column.name not in facts and not is_free:
            facts[column.name] = _anything(column)
    (row,) = model._base_manager.bulk_create([model(**facts)])
    return row


def _anything(column: models.Field) -> Any:
    if isinstance(column, models.ForeignKey):
        others = column.related_model._base_manager.order_by("pk")
        return others.first() or filled(column.related_model)
    if column.choices:
        return column.choices[0][0]
    if isinstance(column, models.UUIDField):
        return uuid.uuid4()
    for kind, value in PLAIN.items():
        if isinstance(column, kind):
            return value
    if column.max_length == 64:
        return uuid.uuid4().hex * 2
    return uuid.uuid4().hex[: min(8, column.max_length or 8)]


@dataclass
class World:
    """The rows made so far, by thing and situation."""

    cast: Cast
    plans: dict[str, Plan] = field(default_factory=dict)
    rows: dict[str, dict[str, models.Model]] = field(default_factory=dict)

    def of_plan(self, name: str) -> Cast:
        """Return the cast around another plan of the same consortium."""
        return replace(self.cast, plan=self.plans[name])

    def make_plans(self) -> None:
        """Make a plan in each state, and one that is historical."""
        facts: dict[str, dict[str, Any]] = {state: {"state": state} for state in PlanState.all()}
        facts["historical"] = {"state": PlanState.IN_FORCE, "is_historical": True}
        members = list(PlanMember.objects.filter(plan=self.cast.plan))
        for name, more in facts.items():
            plan = Plan.objects.get(pk=self.cast.plan.pk)
            plan.pk, plan.slug, plan.public_id = None, f"plan-{name}", uuid.uuid4()
            plan._state.adding = True
            for column, value in more.items():
                setattr(plan, column, value)
            plan.state_reason = "Motivo." if name == PlanState.SUSPENDED else ""
            plan.save()
            for member in members:
                PlanMember.objects.create(
                    plan=plan, organization=member.organization, part=member.part
                )
            self.plans[name] = plan
        self.rows["commitments.plan"] = dict(self.plans)

    def make(self, model: type[models.Model]) -> dict[str, models.Model]:
        """Make the rows of a thing in every situation, after those of what it is seen with."""
        label = model._meta.label_lower
        if label not in self.rows:
            self.rows[label] = {}  # whoever comes back here meets nothing
            maker = MAKERS.get(label)
            self.rows[label] = maker(self) if maker else dict(self._parts(model))
        return self.rows[label]

    def complete(self, model: type[models.Model]) -> None:
        """Add a row in each state of a thing's machine that none is in: no act goes there alone."""
        rows = self.rows[model._meta.label_lower]
        machine = getattr(model, "machine", None)
        names = machine.names if machine else {}
        like = [row for name, row in rows.items() if name in names] or list(rows.values())
        for place, state in enumerate(names):
            if state not in rows:
                rows[state] = _again(like[-1], state, place=place)

    def _parts(self, model: type[models.Model]) -> Iterator[tuple[str, models.Model]]:
        label = model._meta.label_lower
        own = {"user": self.cast.editor} if _has(model, "user") else {}
        name = seen_with(model)
        more = FACTS.get(label, {})
        if not name:
            machine = getattr(model, "machine", None)
            yield machine.initial if machine else "", filled(model, **own, **more)
            return
        parents = self.make(model._meta.get_field(name).related_model)
        for situation, parent in parents.items():
            known = {**own, name: parent}
            there = model._base_manager.filter(**known).first()
            yield situation, there or filled(model, **{**more, **known})


def _again(row: models.Model, state: str, *, place: int) -> models.Model:
    """Return another row like it in another state."""
    other = type(row)._base_manager.get(pk=row.pk)
    other.pk, other.state, other.state_reason, other.position = None, state, "Motivo.", 90 + place
    for column in type(row)._meta.concrete_fields:
        if column.unique and not column.primary_key:
            setattr(other, column.attname, _anything(column))
    type(row)._base_manager.bulk_create([other])
    return other


def _has(model: type[models.Model], name: str) -> bool:
    return name in {column.name for column in model._meta.concrete_fields}


def seen_with(model: type[models.Model]) -> str:
    """Return the column by which a thing belongs to another, "" where it belongs to none."""
    label = model._meta.label_lower
    if label in SEEN_WITH:
        return SEEN_WITH[label]
    for column in model._meta.concrete_fields:
        if (
            isinstance(column, models.ForeignKey)
            and column.related_model._meta.model_name not in TEAM
            and column.related_model is not model
        ):
            return column.name
    return ""


def make_world() -> None:
    """Write every thing in every situation, and under which key each is found."""
    world = World(find_cast())
    with tempfile.TemporaryDirectory() as files, override_settings(MEDIA_ROOT=files):
        world.make_plans()
        with connection.cursor() as cursor:
            for model in things():
                if model._meta.label_lower in MAKERS:
                    world.make(model)
            tables = [connection.ops.quote_name(model._meta.db_table) for model in things()]
            for table in tables:  # parts of what stands still are written too
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for label in MAKERS:
                world.complete(apps.get_model(label))
            for model in things():
                world.make(model)
            world.complete(apps.get_model("transparency.apitoken"))
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"CREATE TABLE {CASES} (thing text, situation text, key bigint)")
            cursor.executemany(
                f"INSERT INTO {CASES} VALUES (%s, %s, %s)",
                [
                    (label, situation, row.pk)
                    for label, rows in world.rows.items()
                    for situation, row in rows.items()
                ],
            )


def cases() -> dict[str, dict[int, str]]:
    """Return the situations of each thing by the keys of its rows."""
    found: dict[str, dict[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT thing, key, situation FROM {CASES}")
        for thing, key, situation in cursor.fetchall():
            found.setdefault(thing, {})[key] = situation
    return found
