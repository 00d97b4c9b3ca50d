"""How rows of a thing are made in its situations."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from commitments.plans.models import Commitment
from ogp_portal.models import User
from tests.people import Cast

if TYPE_CHECKING:
    from tests.rights.world import World

Rows = dict[str, models.Model]
Make = Callable[["World"], Rows]
HIDDEN = "preparing"  # the plan that nobody sees yet


def states(label: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the states of a thing's machine."""
    machine = apps.get_model(label).machine
    return [state.name for state in machine.states if state.name not in but]


def by_factory(
    label: str, make: Callable[[Cast, str], models.Model], *more: str, but: tuple[str, ...] = ()
) -> Make:
    """Return how a thing is made in each state of its machine, and in more, by its factory."""
    return lambda world: {
        state: make(world.cast, state) for state in (*states(label, but=but), *more)
    }


def hide(row: Any) -> Any:
    """Take the commitment of a row out of sight."""
    Commitment.objects.filter(pk=row.commitment_id).update(state="draft", is_proposed=False)
    return row


def second_administrator() -> User:
    """Return an administrator beside the one of the cast."""
    address = "administrador.segundo@prueba.example"
    return User.objects.filter(email=address).first() or User.objects.create_superuser(address)
