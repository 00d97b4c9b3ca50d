"""What rows said on a day, as known at an instant: what amendments changed since is read backwards,
from the last of them to the first.
"""

import copy
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from commitments.amendments.models import AmendedField
from commitments.amendments.states import AmendmentState
from commitments.organizations.models import Organization, OrganizationChange
from commitments.plans import reporting
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember
from commitments.plans.timeline import Clocks

RowT = TypeVar("RowT", Commitment, Milestone, Plan, Axis)
PERIOD = ("starts_on", "ends_on")
ADDED = (AmendedField.NEW_MILESTONE, AmendedField.NEW_AXIS)
Of = tuple[type[models.Model], int]  # the model and the key of a row


@dataclass(frozen=True)
class Changes:
    """What amendments in force changed of commitments and plans, the last of them first, the rows
    that they name, and which institutions had another name, the first change first.
    """

    fields: Sequence[AmendedField]
    named: dict[tuple[Any, Any], models.Model]
    renames: Sequence[OrganizationChange] = ()


def changes_of(commitments: Collection[int], plans: Collection[int]) -> Changes:
    """Return what amendments changed: two queries, and one of each model that fields name."""
    fields = list(
        AmendedField.objects.filter(
            Q(amendment__commitment__in=commitments) | Q(amendment__plan__in=plans),
            amendment__state=AmendmentState.IN_FORCE,
        )
        .select_related("amendment")
        .order_by("-amendment__approved_at", "-amendment__number")
    )
    renames = OrganizationChange.objects.filter(
        kind=OrganizationChange.Kind.RENAME, confirmed_at__isnull=False, undoes=None
    )
    return Changes(fields, _named(fields), list(renames.order_by("effective_on", "pk")))


class Amended:
    """What changed after a day: of each row, the fields that said something else, with what they
    said; and the milestones and axes that were added.
    """

    def __init__(self, changes: Changes, at: Clocks) -> None:
        """Keep of some changes those that count later than by the clocks, and the periods that
        plans had before the others.
        """
        self.added: set[Of] = set()
        self._clocks = at
        self._earlier: dict[Of, dict[str, AmendedField]] = defaultdict(dict)
        self._periods: dict[int, list[AmendedField]] = defaultdict(list)
        self._named = changes.named
        self._renames: dict[int, list[OrganizationChange]] = defaultdict(list)
        for rename in changes.renames:
            self._renames[rename.organization_id].append(rename)
        for change in changes.fields:
            if at.reach(change.amendment.approved_at):
                if change.name in PERIOD and _of(change)[0] is Plan:
                    self._periods[_of(change)[1]].append(change)
            elif change.name in ADDED:
                self.added.add(_of(change))
            else:  # the earliest of them has the word
                self._earlier[_of(change)][change.name] = change

    def as_it_stood(self, row: RowT) -> RowT:
        """Return a copy of a row with the columns it had, and its plan and axis with theirs. Never
        to be saved. What is chosen of many (values, policy areas, territories) is that of today.
        """
        changes = self._earlier.get((type(row), row.pk), {})
        stood = copy.copy(row)
        for name, change in changes.items():
            field = _column(type(row), name)
            if field is not None:
                setattr(stood, name, self._value(field, change))
        for name in ("responsible", "implementer"):
            if getattr(stood, f"{name}_id", None) in self._renames:
                setattr(stood, name, self._by_its_name(getattr(stood, name)))
        if isinstance(stood, Commitment):
            stood.plan = self.as_it_stood(stood.plan)
            stood.axis = self.as_it_stood(stood.axis) if stood.axis else None
        return stood

    def periods(self, plan: Plan) -> tuple[reporting.Period, ...]:
        """Return the periods that a plan had before amendments that count by the clocks, in
        order.
        """
        starts_on, ends_on = plan.starts_on, plan.ends_on
        found: dict[datetime.date, reporting.Period] = {}
        for change in self._periods[plan.pk]:  # the latest first
            value = datetime.date.fromisoformat(change.before) if change.before else None
            if change.name == "starts_on":
                starts_on = value
            else:
                ends_on = value
            amended_on = self._clocks.day(_approved_at(change))
            found[amended_on] = reporting.Period(amended_on, starts_on, ends_on)
        return tuple(found[amended_on] for amended_on in sorted(found))

    def axes(self, plan: Plan) -> list[Axis]:
        """Return the axes a plan had, in their order: one query."""
        rows = Axis.objects.filter(plan=plan)
        stood = [self.as_it_stood(row) for row in rows if (Axis, row.pk) not in self.added]
        return sorted(stood, key=lambda row: (row.position, row.pk))

    def members(self, plan: Plan) -> list[PlanMember]:
        """Return the places of the consortium a plan had: one query, two if it changed."""
        change = self._earlier.get((Plan, plan.pk), {}).get("members")
        pairs: Any = change.stood if change else None
        if pairs is None:
            places = PlanMember.objects.filter(plan=plan).select_related("organization")
            pairs = [(row.part, row.organization) for row in places.order_by("part", "pk")]
        else:
            rows = Organization.objects.in_bulk([key for _part, key in pairs])
            pairs = [(part, rows[key]) for part, key in pairs if key in rows]
        return [
            PlanMember(plan=plan, organization=self._by_its_name(row), part=part)
            for part, row in pairs
        ]

    def _by_its_name(self, organization: Organization) -> Organization:
        """Return an institution with the name it had: that before the first change that does not
        count yet, unless one was known then that was undone since.
        """
        named = copy.copy(organization)
        for rename in self._renames.get(organization.pk, ()):
            is_known = rename.effective_on <= self._clocks.on and self._clocks.know(
                rename.confirmed_at
            )
            if rename.undone_at and self._clocks.know(rename.undone_at):
                continue
            if rename.undone_at and is_known:
                named.name, named.short_name = rename.name, rename.short_name
            elif not rename.undone_at and not is_known:
                named.name, named.short_name = rename.former_name, rename.former_short_name
                break
        return named

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
    """Return what a change is of."""
    if change.milestone_id:
        return Milestone, change.milestone_id
    if change.axis_id:
        return Axis, change.axis_id
    if change.amendment.plan_id:
        return Plan, change.amendment.plan_id
    return Commitment, change.amendment.commitment_id or 0


def _approved_at(change: AmendedField) -> datetime.datetime:
    approved_at = change.amendment.approved_at
    assert approved_at is not None  # noqa: S101 - the database keeps it of those in force
    return approved_at


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
