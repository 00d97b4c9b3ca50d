"""Laying out a map: territories with a number each, as shapes in classes, as a list, and in words.

What the map says by colour, its list says in words; both are made of the same rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ogp_portal.foundation.documents import maps

WIDTH, HEIGHT = 640, 640  # steps of a drawing at the most
CLOSE = 480  # steps of the part that is drawn larger
MOST_WRITTEN = 1_000  # a number with more figures has no room in its area


@dataclass(frozen=True)
class Measure:
    """What a map may show: its name in addresses, its title, the words of a number of it, and where
    the list is that a number of a territory counts ("" where there is none).
    """

    name: str
    title: str
    words: Callable[[int], str]
    address: Callable[[str], str] = lambda _slug: ""


@dataclass(frozen=True)
class Row:
    """A territory of a map: its shape (empty: it is only in the list), its page, its number, the
    number in words, where the list is that the number counts, and its class from 1 (0: none). A
    note says what else it is to the map, a mark that its border shows it.
    """

    name: str
    address: str
    shape: maps.Shape
    value: int
    is_here: bool = False
    is_marked: bool = False
    note: str = ""
    words: str = ""
    list_address: str = ""
    level: int = 0

    @property
    def has_border(self) -> bool:
        """Say whether its border is drawn stronger."""
        return self.is_here or self.is_marked


@dataclass(frozen=True)
class Area:
    """A row as it is drawn: the data of its path, and where its number stands. One without a link
    is drawn larger beside.
    """

    row: Row
    path: str
    at: maps.Step
    is_linked: bool = True


@dataclass(frozen=True)
class Drawing:
    """Areas in steps, and the size of all."""

    width: int
    height: int
    areas: Sequence[Area]

    @property
    def numbered(self) -> list[Area]:
        """Return the areas whose number has room in them."""
        return [area for area in self.areas if area.is_linked and 0 < area.row.value < MOST_WRITTEN]


@dataclass(frozen=True)
class Map:
    """A map with its list: drawings (the whole, then what is small in it, larger), the classes in
    words, the rows in the order of the alphabet, and the documents that it is made from.
    """

    title: str
    measure: Measure
    rows: Sequence[Row]
    drawings: Sequence[Drawing]
    legend: Sequence[tuple[int, str]]
    sources: Sequence[object]

    @property
    def counted(self) -> list[Row]:
        """Return the rows with a number, the highest first."""
        return sorted((row for row in self.rows if row.value), key=lambda row: -row.value)

    @property
    def empty(self) -> list[Row]:
        """Return the rows without one."""
        return [row for row in self.rows if not row.value]

    @property
    def none(self) -> str:
        """Return the words of those without a number."""
        return self.measure.words(0)


def lay_out(
    title: str,
    rows: Sequence[Row],
    measure: Measure,
    *,
    sources: Sequence[object],
) -> Map:
    """Return the map of some rows by a measure."""
    starts = maps.thresholds(row.value for row in rows)
    told = [
        replace(
            row,
            words=measure.words(row.value),
            list_address=row.list_address if row.value else "",
            level=maps.class_of(row.value, starts),
        )
        for row in rows
    ]
    return Map(title, measure, told, _drawings(told), _legend(told), sources)


def _drawings(rows: Sequence[Row]) -> list[Drawing]:
    drawn = [row for row in rows if row.shape]
    if not drawn:
        return []
    small = {drawn[place].address for place in maps.crowd([row.shape for row in drawn])}
    crowded = [row for row in drawn if row.address in small]
    whole = _drawing(drawn, width=WIDTH, height=HEIGHT, unlinked=small)
    return [whole, _drawing(crowded, width=CLOSE, height=CLOSE)] if crowded else [whole]


def _drawing(
    rows: Sequence[Row], *, width: int, height: int, unlinked: set[str] | None = None
) -> Drawing:
    frame = maps.frame([row.shape for row in rows], width=width, height=height)
    areas = [
        Area(
            row,
            maps.path(row.shape, frame),
            maps.middle(row.shape, frame),
            is_linked=row.address not in (unlinked or ()),
        )
        for row in sorted(
            rows, key=lambda row: row.is_here or row.is_marked
        )  # its border over those of others
    ]
    return Drawing(frame.width, frame.height, areas)


def _legend(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Return the classes that are on the map, each in words: the least and the most in it."""
    levels: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.value):
        levels.setdefault(row.level, []).append(row)
    return [(level, _class_words(of_it[0], of_it[-1])) for level, of_it in sorted(levels.items())]


def _class_words(least: Row, most: Row) -> str:
    if not least.level or least.value == most.value:
        return least.words
    return _("%(low)s a %(high)s") % {
        "low": number_format(least.value, force_grouping=True),
        "high": number_format(most.value, force_grouping=True),
    }
