"""Who may do what: one rule per act, `user → Q`, that serves as filter, as annotation and as check.

A rule says WHO (the condition on rows that makes this person entitled); WHEN comes from the state
machine of the model, if the act is one of its moves. An act without a rule raises, so nothing is
open by omission.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Case, Model, Q, Value, When

from ogp_portal.foundation.permissions import constraints
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.models import User

Person = User | AnonymousUser
Rule = Callable[[Person], Q]
RULES: dict[tuple[str, str], Rule] = {}
_EMPTY: ContextVar[dict[object, bool] | None] = ContextVar("empty", default=None)
ModelT = TypeVar("ModelT", bound=models.Model)


class NotAllowed(Exception):
    """The row does not exist, or this person may not do that to it: the same answer, a 404, on
    purpose.
    """


class ActWithoutRule(LookupError):
    """Somebody asked about an act that no `access.py` declares."""


def rule(label: str, act: str) -> Callable[[Rule], Rule]:
    """Register the decorated `user → Q` as the rule of `act` on the model `label`
    ("app.model").
    """

    def register(function: Rule) -> Rule:
        RULES[(label.lower(), act)] = function
        return function

    return register


def nobody() -> Q:
    """Return the condition that no row meets."""
    return Q(pk__in=[])


def everybody() -> Q:
    """Return the condition that every row meets."""
    return ~Q(pk__in=[])


def is_anonymous(user: Person) -> bool:
    """Say whether nobody (or a closed account) is asking: then rules are plain state conditions
    without subqueries.
    """
    return not (user.is_authenticated and user.is_active)


def administrators(user: Person) -> Q:
    """Return every row for an administrator and none for others."""
    return (
        everybody()
        if not is_anonymous(user) and getattr(user, "is_administrator", False)
        else nobody()
    )


def condition(model: type[models.Model], act: str, user: Person) -> Q:
    """Return the rows of `model` to which `user` may do `act` now: its rule, and its source states
    if it is a move.
    """
    rule = RULES.get((model._meta.label_lower, act))
    if rule is None:
        message = f"No rule says who may {act} a {model._meta.label_lower}"
        raise ActWithoutRule(message)
    machine: Machine | None = getattr(model, "machine", None)
    who = rule(user)
    if machine is not None and act in machine.acts:
        return who & Q(state__in=machine.sources(act))
    return who


class RightsQuerySet(models.QuerySet[ModelT], Generic[ModelT]):
    """A queryset that answers for a person: what may be done, to which rows."""

    def allowing(self, act: str, user: Person) -> Self:
        """Keep the rows to which `user` may do `act`."""
        return self.filter(condition(self.model, act, user))

    def with_rights(self, user: Person, *acts: str) -> Self:
        """Add a flag `may_<act>` for each act, so that templates ask a flag and never a role; no
        further query.
        """
        flags: dict[str, object] = {
            f"may_{act}": Case(
                When(condition(self.model, act, user), then=Value(value=True)),
                default=Value(value=False),
                output_field=models.BooleanField(),
            )
            for act in acts
        }
        return self.annotate(**flags)


def may(user: Person, act: str, row: models.Model) -> bool:
    """Say whether `user` may do `act` to `row` now (one query)."""
    return type(row)._default_manager.filter(condition(type(row), act, user), pk=row.pk).exists()


def fetch(act: str, row: ModelT, *, by: Person) -> ModelT:
    """Return `row` afresh and locked until the end of the transaction, if `by` may do `act` to it.

    Raises NotAllowed.
    """
    locked = (
        type(row)
        ._default_manager.filter(condition(type(row), act, by), pk=row.pk)
        .select_for_update(of=("self",))
        .first()
    )
    if locked is None:
        message = f"{act}: no such row for this person"
        raise NotAllowed(message)
    return locked


def fetch_for_move(act: str, row: ModelT, *, by: Person) -> ModelT:
    """Return `row` locked if `by` is entitled to the move `act` from any state.

    Raises NotAllowed, or MoveNotAllowed if it is too early or late.

    Whoever may never do it gets a 404; whoever may, but not now, is told why.
    """
    rule = RULES.get((type(row)._meta.label_lower, act))
    if rule is None:
        message = f"No rule says who may {act} a {type(row)._meta.label_lower}"
        raise ActWithoutRule(message)
    locked = (
        type(row)
        ._default_manager.filter(rule(by), pk=row.pk)
        .select_for_update(of=("self",))
        .first()
    )
    if locked is None:
        message = f"{act}: no such row for this person"
        raise NotAllowed(message)
    machine: Machine = type(row).machine  # type: ignore[attr-defined]
    machine.target(act, state=locked.state)  # type: ignore[attr-defined]
    return locked


class RightsModel(models.Model):
    """A model whose rows are always asked for through a right."""

    machine: ClassVar[Machine | None] = None
    objects: ClassVar[RightsQuerySet[Model]] = RightsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the constraints of the table; each sentence stands at its field."""
        constraints.validate(self, exclude or ())


def may_at_all(model: type[models.Model], act: str, user: Person) -> bool:
    """Say whether `user` may do `act` without a row to ask about (making one): whether the rule
    leaves any room. A list of rows that is empty today leaves none.
    """
    rule = RULES.get((model._meta.label_lower, act))
    if rule is None:
        message = f"No rule says who may {act} a {model._meta.label_lower}"
        raise ActWithoutRule(message)
    known = _EMPTY.get()
    if known is None:
        return not _meets_nothing(rule(user))
    asked = (rule, user.pk)  # one rule is that of several models
    if asked not in known:
        known[asked] = _meets_nothing(rule(user))
    return not known[asked]


def _meets_nothing(condition: Q) -> bool:
    """Say whether a condition meets no row because of how it is put together of `nobody` and of
    rows of other tables of which there are none.
    """
    if condition.negated:
        return False
    parts = (
        _meets_nothing(part) if isinstance(part, Q) else _is_empty(part)
        for part in condition.children
    )
    return any(parts) if condition.connector == Q.AND else all(parts)


def _is_empty(part: object) -> bool:
    """Say whether what a column must be among holds nothing."""
    if not (isinstance(part, tuple) and part[0].endswith("__in")):
        return False
    among = part[1]
    return is_empty(among) if isinstance(among, models.QuerySet) else not len(among)


def is_empty(among: models.QuerySet[models.Model, Any]) -> bool:
    """Say whether a queryset that rules share holds nothing; asked once within `asking_once`."""
    known = _EMPTY.get()
    if known is None:
        return not among.exists()
    try:
        asked = str(among.query)
    except EmptyResultSet:
        return True
    if asked not in known:
        known[asked] = not among.exists()
    return known[asked]


@contextmanager
def asking_once() -> Iterator[None]:
    """Ask the database once what several rules share, while nothing is written: `may_at_all` of
    every model of a list.
    """
    token = _EMPTY.set({})
    try:
        yield
    finally:
        _EMPTY.reset(token)


def rows(model: type[ModelT], act: str, user: Person) -> models.QuerySet[ModelT]:
    """Return the rows of `model` to which `user` may do `act`; for models of the ground, whose
    managers know no rights.
    """
    return model._default_manager.filter(condition(model, act, user))
