"""What is late or was moved on a day: which rows a question keeps, in what order, what they count.

Values in, values out. A row is a milestone that is late by the definition of all
(`plans.definitions`: owed, and its date in force has passed) or of which a date was moved and
counts as moved. What was moved stays for ever: a milestone that was cancelled since, or whose
commitment was withdrawn, is among the moved and never among the late.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

LATE, MOVED = "atrasado", "movido"
NOT_MOVED = "sin_mover"  # the cause of what is late though nobody moved its date: none is said
UNDER_WAY = "en_marcha"
LISTED = {LATE: "atrasado", MOVED: "reprogramado"}  # the word of the list of commitments
STATES = {LATE: "late", MOVED: "moved"}  # the word in the address: that of the dataset
FACETS = ("plan", "planes", "eje", "institucion", "causa", "estado")
READS = (*FACETS, "pagina")
CLOCKS = ("as_of", "known_at")  # a past day, in every address of its page
LONGEST_VALUE = 200
DEEPEST_PAGE = 100
PER_PAGE = 30


@dataclass(frozen=True)
class Named:
    """What a row belongs to: its name in addresses and its words, "" where there is none."""

    slug: str = ""
    name: str = ""


@dataclass(frozen=True)
class Delayed:
    """A milestone that is late or was moved: keys, what it belongs to, the cause of its last move
    ("" of none), how often it moved, and the date in force.
    """

    milestone: int
    commitment: int
    plan: Named
    axis: Named
    institution: Named
    cause: str
    times_moved: int
    is_late: bool
    due_on: datetime.date
    moved_at: datetime.datetime | None = None
    is_under_way: bool = True

    @property
    def late_since(self) -> datetime.date | None:
        """Return the first late day, the one after the date in force; None of what is not late."""
        return self.due_on + datetime.timedelta(days=1) if self.is_late else None

    @property
    def is_moved(self) -> bool:
        """Say whether some move of it counts."""
        return self.times_moved > 0

    @property
    def why(self) -> str:
        """Return its cause as the filter names it."""
        return self.cause if self.is_moved else NOT_MOVED


@dataclass(frozen=True)
class Question:
    """What the address asks for: the filters, the page, and the past day it is of."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    clocks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; an empty value asks for nothing."""
        number = query.get("pagina", "1")
        page = int(number) if number.isdecimal() and len(number) < len("1000") else 1
        chosen = {
            name: query[name].replace("\x00", "")[:LONGEST_VALUE]
            for name in FACETS
            if query.get(name)
        }
        clocks = {name: query[name][:LONGEST_VALUE] for name in CLOCKS if query.get(name)}
        return cls(chosen, min(max(page, 1), DEEPEST_PAGE), clocks)

    def keeps(self, row: Delayed) -> bool:
        """Say whether a row answers to every filter."""
        answers = {
            "plan": row.plan.slug,
            "planes": UNDER_WAY if row.is_under_way else "",
            "eje": row.axis.slug,
            "institucion": row.institution.slug,
            "causa": row.why,
        }
        states = {LATE: row.is_late, MOVED: row.is_moved}
        return all(
            states.get(value, False) if name == "estado" else answers[name] == value
            for name, value in self.chosen.items()
        )

    def address(self, **changes: str) -> str:
        """Return the query string with some parts changed ("" takes one out), on the first page
        unless told.
        """
        parts = {**self.chosen, **self.clocks, **changes}
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def filters(self) -> str:
        """Return the query string of the filters alone: what the feed of them carries."""
        return urlencode(dict(self.chosen))

    @property
    def as_list(self) -> str:
        """Return the query string by which the list of commitments keeps those that have such
        milestones: what is followed by mail.
        """
        kept = ("plan", "eje", "institucion")
        state = LISTED.get(self.chosen.get("estado", ""), LISTED[LATE])
        named = {name: self.chosen[name] for name in kept if name in self.chosen}
        return urlencode({**named, "plazo": state})

    @property
    def as_api(self) -> str:
        """Return the same question as the filters of the dataset of milestones; of a past day, what
        that one is asked by.
        """
        chosen = self.chosen
        if self.clocks:
            return urlencode({"plan": chosen.get("plan", ""), **self.clocks})
        asked = {
            "delay": STATES.get(chosen.get("estado", ""), "late_or_moved"),
            "cause": "none" if chosen.get("causa") == NOT_MOVED else chosen.get("causa", ""),
            "under_way": "true" if chosen.get("planes") == UNDER_WAY else "",
            "plan": chosen.get("plan", ""),
            "axis": chosen.get("eje", ""),
            "responsible": chosen.get("institucion", ""),
        }
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Line:
    """A value of something the rows are counted by: its name, and how many milestones are late and
    how many were moved; one that is both counts in both, and once in `rows`.
    """

    of: Named
    late: int
    moved: int
    rows: int


@dataclass(frozen=True)
class Tally:
    """What some rows count: commitments and milestones that are late, and that were moved; and the
    same by each thing, those with more late ones first.
    """

    late_commitments: int
    late_milestones: int
    moved_commitments: int
    moved_milestones: int
    by: Mapping[str, Sequence[Line]]


def in_order(rows: Iterable[Delayed]) -> list[Delayed]:
    """Return rows with the late ones first, those late for longer before; then the moved by the
    date in force.
    """
    return sorted(rows, key=lambda row: (not row.is_late, row.due_on, row.milestone))


def tally(rows: Iterable[Delayed]) -> Tally:
    """Return what some rows count."""
    kept = list(rows)
    late = [row for row in kept if row.is_late]
    moved = [row for row in kept if row.is_moved]
    return Tally(
        len({row.commitment for row in late}),
        len(late),
        len({row.commitment for row in moved}),
        len(moved),
        {
            "plan": _lines(kept, [row.plan for row in kept]),
            "eje": _lines(kept, [row.axis for row in kept]),
            "institucion": _lines(kept, [row.institution for row in kept]),
            "causa": _lines(kept, [Named(row.why) for row in kept]),
        },
    )


def _lines(rows: Sequence[Delayed], of: Sequence[Named]) -> list[Line]:
    names: dict[str, Named] = {}
    late: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    everything: Counter[str] = Counter()
    for row, named in zip(rows, of, strict=True):
        names.setdefault(named.slug, named)
        everything[named.slug] += 1
        late[named.slug] += row.is_late
        moved[named.slug] += row.is_moved
    lines = [
        Line(named, late[slug], moved[slug], everything[slug]) for slug, named in names.items()
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.moved, line.of.name, line.of.slug))
