"""A milestone on a day, as known at an instant: two clocks. Values in, values out.

Each fact has the day it is true of and the instant it became public. A report of a period tells
what was so by the end of the period (or by the day it was sent, if the period was still running); a
completion is true of the day the milestone was completed, whenever that was told. A completion that
was taken back never was: it is taken back from that same day. One that a later period tells of
another day is true of that day alone, once this is known.

Of several statements the one about the latest period wins, whatever the order in which they were
approved, and of one period the one approved last. An instant of None is of what was loaded from a
source: known since always.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from commitments.plans.fulfilment import ALL
from commitments.plans.states import MilestoneState

ALWAYS = datetime.datetime.min.replace(tzinfo=datetime.UTC)
Precedence = tuple[datetime.date, datetime.datetime]


@dataclass(frozen=True)
class Clocks:
    """The day the answer is true of, and the instant at which it was known.

    `zone` is of the days on which acts happened.
    """

    on: datetime.date
    known_at: datetime.datetime
    zone: datetime.tzinfo

    def know(self, at: datetime.datetime | None) -> bool:
        """Say whether what became public at an instant was known."""
        return at is None or at <= self.known_at

    def reach(self, at: datetime.datetime | None) -> bool:
        """Say whether an act that is true of the day it was done counts."""
        return at is None or (self.know(at) and self.day(at) <= self.on)

    def day(self, at: datetime.datetime) -> datetime.date:
        """Return the day of an instant."""
        return at.astimezone(self.zone).date()


@dataclass(frozen=True)
class Statement:
    """What an approved report of a period says of a milestone, percent 0–100 and, with 100, the day
    it was completed.
    """

    period_ends_on: datetime.date
    true_on: datetime.date
    known_at: datetime.datetime | None
    progress: int
    completed_on: datetime.date | None = None
    replaced_at: datetime.datetime | None = None

    @property
    def precedence(self) -> Precedence:
        """Return what decides between statements: the period, then the approval."""
        return self.period_ends_on, self.known_at or ALWAYS

    def holds_at(self, instant: datetime.datetime) -> bool:
        """Say whether it was public and not replaced at an instant."""
        return (self.known_at or ALWAYS) <= instant and (
            self.replaced_at is None or self.replaced_at > instant
        )


@dataclass(frozen=True)
class TakenBack:
    """A completion that was wrong: since which day it was said, and the real percent 0–99."""

    known_at: datetime.datetime
    completed_on: datetime.date
    progress: int


@dataclass(frozen=True)
class Moved:
    """A due date that moved; `corrected_at` is when whoever moved it corrected it, the same day."""

    at: datetime.datetime
    from_on: datetime.date
    to_on: datetime.date
    corrected_at: datetime.datetime | None = None

    def counts(self, clocks: "Clocks") -> bool:
        """Say whether it counts as a move (`definitions.counted_moves`), by the clocks."""
        is_corrected = self.corrected_at is not None and clocks.reach(self.corrected_at)
        return clocks.reach(self.at) and not is_corrected and self.from_on != self.to_on


@dataclass(frozen=True)
class Loaded:
    """How a milestone stood before any report spoke of it."""

    state: str = MilestoneState.NOT_STARTED
    progress: int = 0
    completed_on: datetime.date | None = None


@dataclass(frozen=True)
class History:
    """All that is known of a milestone. `due_on` is the date in force now."""

    due_on: datetime.date
    loaded: Loaded = field(default_factory=Loaded)
    statements: tuple[Statement, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    moves: tuple[Moved, ...] = ()
    is_cancelled: bool = False
    cancelled_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How a milestone stands: state, percent, day of completion, date in force."""

    state: str
    progress: int
    completed_on: datetime.date | None
    due_on: datetime.date


def standing(history: History, clocks: Clocks) -> Standing:
    """Return how a milestone stands by the two clocks."""
    due_on = due(history, clocks)
    told = _told(history, clocks)
    if told is None:
        reached = _untold(history, clocks)
    elif told.progress >= ALL:
        reached = Loaded(MilestoneState.COMPLETE, ALL, told.completed_on)
    else:
        reached = Loaded(MilestoneState.IN_PROGRESS, told.progress)
    if history.is_cancelled and clocks.reach(history.cancelled_at):
        return Standing(MilestoneState.CANCELLED, reached.progress, None, due_on)
    return Standing(reached.state, reached.progress, reached.completed_on, due_on)


def _untold(history: History, clocks: Clocks) -> Loaded:
    """Return how it stood when it was loaded; a completion, from its day on. What began and was
    corrected to nothing has begun.
    """
    if any(row.true_on <= clocks.on and clocks.know(row.known_at) for row in history.statements):
        return Loaded(MilestoneState.IN_PROGRESS)
    loaded = history.loaded
    if loaded.completed_on and loaded.completed_on > clocks.on:
        return Loaded()
    return loaded


def _told(history: History, clocks: Clocks) -> Statement | None:
    """Return what decides: the statement of the latest period among those true by the day and
    known by the instant.
    """
    reopenings = [_as_statement(history, back) for back in history.taken_back]
    known = [row for row in (*history.statements, *reopenings) if row.holds_at(clocks.known_at)]
    found = [row for row in known if row.true_on <= clocks.on and not _is_redated(row, known)]
    return max(found, key=lambda statement: statement.precedence, default=None)


def _is_redated(row: Statement, known: Collection[Statement]) -> bool:
    """Say whether what decides over a completion tells it of another day."""
    return row.completed_on is not None and any(
        other.completed_on not in (None, row.completed_on) and other.precedence > row.precedence
        for other in known
    )


def _as_statement(history: History, back: TakenBack) -> Statement:
    """Return a completion taken back as what it says: it stands over the reports that had told that
    completion, and under the periods told otherwise.
    """
    stated = [
        row.period_ends_on
        for row in history.statements
        if row.completed_on == back.completed_on and row.holds_at(back.known_at)
    ]
    period = max(stated, default=datetime.date.min)
    return Statement(period, back.completed_on, back.known_at, back.progress)


def due(history: History, clocks: Clocks) -> datetime.date:
    """Return the due date in force."""
    done = [move for move in history.moves if clocks.reach(move.at)]
    if done:
        return max(done, key=lambda move: move.at).to_on
    first = min(history.moves, key=lambda move: move.at, default=None)
    return first.from_on if first else history.due_on


def moved(history: History, clocks: Clocks) -> list[Moved]:
    """Return the moves that count, in order."""
    return sorted((move for move in history.moves if move.counts(clocks)), key=lambda move: move.at)


def without_period(history: History, period_ends_on: datetime.date) -> History:
    """Return a history without what was said of a period: what the period began with."""
    return replace(
        history,
        statements=tuple(row for row in history.statements if row.period_ends_on != period_ends_on),
    )


def contradicted(
    history: History,
    *,
    period_ends_on: datetime.date,
    progress: int,
    completed_on: datetime.date | None,
    known_at: datetime.datetime,
) -> Statement | None:
    """Return the statement about a later period that what is now said of an earlier one
    contradicts: it says less progress, another day of completion, or one before the end of the
    period that is said not to be complete. None where they agree.
    """
    reopenings = [_as_statement(history, back) for back in history.taken_back]
    later = [
        row
        for row in (*history.statements, *reopenings)
        if row.period_ends_on > period_ends_on
        and row.holds_at(known_at)
        and not (row.progress >= ALL and _is_taken_back(row, reopenings))
    ]
    for row in sorted(later, key=lambda row: row.precedence):
        if row.progress < progress:
            return row
        if row.completed_on is None:
            continue
        if row.completed_on != completed_on and (
            completed_on is not None or row.completed_on <= period_ends_on
        ):
            return row
    return None


def _is_taken_back(row: Statement, reopenings: Collection[Statement]) -> bool:
    return any(back.precedence >= row.precedence for back in reopenings)
