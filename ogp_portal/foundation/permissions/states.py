"""State machines as data: states and moves.

They give the choices, the database check and the diagram of the docs.

A negative outcome cannot be saved without its public reason: negative is a property of the state,
not its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import CheckConstraint, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.sentences import Sentence


class State(str):
    """One state: its code, as the column holds it, that knows its words on screen.

    `negative` says that it is a negative outcome, `final` that nothing follows.
    """

    label: Sentence
    negative: bool
    final: bool

    def __new__(
        cls, name: str, label: Sentence = "", *, negative: bool = False, final: bool = False
    ) -> Self:
        """Make the state of that code."""
        state = super().__new__(cls, name)
        state.label = label
        state.negative = negative
        state.final = final
        return state

    @property
    def name(self) -> str:
        """Return the code alone."""
        return str.__str__(self)


class States:
    """The states of a machine as constants, in order; a subclass names them.

    class PlanState(States):
        PREPARING = State("preparing", _("en preparación"))
    """

    @classmethod
    def all(cls) -> tuple[State, ...]:
        """Return them in the order they were written; the first one is where a row begins."""
        return tuple(state for state in vars(cls).values() if isinstance(state, State))


@dataclass(frozen=True)
class Move:
    """One allowed transition: the act that makes it, the states it starts from, the state it ends
    in.

    One that `approves` is done by another person than who wrote, who names what was read
    (`four_eyes`).
    """

    act: str
    source: tuple[State, ...]
    target: State
    approves: bool = False


class MoveNotAllowed(Refusal):
    """The row is in a state from which this act does not start."""

    status = 409

    def __init__(self, act: str, state: str, label: Sentence = "") -> None:
        """Say which act was tried from which state."""
        super().__init__(
            format_lazy(
                _("Esto no se puede hacer ahora: está en estado «{state}»."), state=label or state
            )
        )
        self.act = act
        self.state = state


class Machine:
    """The life of a thing: its states, its moves and the state it begins in."""

    def __init__(self, states: type[States], *, moves: tuple[Move, ...]) -> None:
        """Keep the states and moves.

        A move that names a state of another machine raises ValueError.
        """
        self.states = states.all()
        self.names = {state.name: state for state in self.states}
        self.moves = moves
        for move in moves:
            unknown = {*move.source, move.target} - set(self.states)
            if unknown:
                message = f"{move.act} names unknown states {sorted(unknown)}"
                raise ValueError(message)

    @property
    def initial(self) -> str:
        """Return the state a new row begins in: the first one."""
        return self.states[0]

    @property
    def acts(self) -> frozenset[str]:
        """Return the names of all moves."""
        return frozenset(move.act for move in self.moves)

    @property
    def choices(self) -> list[tuple[str, Sentence]]:
        """Return the pairs that a Django field wants."""
        return [(state.name, state.label) for state in self.states]

    def sources(self, act: str) -> list[str]:
        """Return every state from which `act` starts."""
        return [name for move in self.moves if move.act == act for name in move.source]

    def target(self, act: str, *, state: str) -> str:
        """Return the state that `act` leads to from `state`. Raises MoveNotAllowed."""
        for move in self.moves:
            if move.act == act and state in move.source:
                return move.target
        raise MoveNotAllowed(act, state, self.names[state].label)

    def negative(self) -> list[str]:
        """Return the states that are negative outcomes."""
        return [state.name for state in self.states if state.negative]

    def reason_check(self, name: str) -> CheckConstraint:
        """Return the constraint "a negative state has its public reason" over the columns `state`
        and `state_reason`.
        """
        return CheckConstraint(
            condition=~Q(state__in=self.negative()) | ~Q(state_reason=""),
            name=name,
            violation_error_message=_("Escriba el motivo: se publica."),
        )

    def state_check(self, name: str) -> CheckConstraint:
        """Return the constraint "the state is one of ours"."""
        return CheckConstraint(
            condition=Q(state__in=[state.name for state in self.states]),
            name=name,
            violation_error_message=_("Ese estado no existe."),
        )

    def diagram(self) -> str:
        """Return the machine as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {move.target}: {move.act}"
            for move in self.moves
            for source in move.source
        ]
        lines += [f"    {state.name} --> [*]" for state in self.states if state.final]
        return "\n".join(lines)


def draw(machines: Iterable[tuple[str, Machine]]) -> str:
    """Return the page of all machines (`docs/generated/states.md`)."""
    parts = [
        "# States",
        "",
        "Made from each subject's `states.py` by `manage.py make_docs`; do not edit.",
    ]
    for title, machine in machines:
        parts += ["", f"## {title}", "", "```mermaid", machine.diagram(), "```"]
        parts += ["", "| state | on screen | negative |", "|---|---|---|"]
        parts += [
            f"| {state.name} | {state.label} | {'yes' if state.negative else ''} |"
            for state in machine.states
        ]
    return "\n".join(parts) + "\n"
