"""Lines of time drawn on the server: rows in groups under one scale of days, with today across.

Each row has points: where something stands, from where it was moved, and how it is. Kinds of points
differ in shape, not in colour alone, so that paper in black and white tells them apart. Colours
stand twice, as attributes (PDF, picture) and as classes that the page's style overrules (dark
scheme).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ogp_portal.foundation.documents.charts import draw, shorten

WIDTH = 360
LEFT, RIGHT = 8, 352  # of the scale, in units of the drawing
NUMBER = 26  # room for the number of a row where rows are many
FEW_ROWS = 14  # up to which each has its name over its line
TALL, LOW = 40, 19  # of a row with its name, and without
GROUP, SCALE, FOOT = 26, 22, 8  # of the name of a group, of the scale, and below all
MOST_LABEL, MOST_GROUP = 52, 50
MOST_TICKS = 8
LABEL = 40  # units that the words of a mark take
SHORT = 18  # months of a scale up to which months have their names
STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)  # months between two marks of the scale


@dataclass(frozen=True)
class Point:
    """A point of a row: where it stands, where it stood first, until when it is late (None: it is
    not), and its kind: "done", "open", "late" or "off".
    """

    on: datetime.date
    first_on: datetime.date
    kind: str
    late_until: datetime.date | None = None


@dataclass(frozen=True)
class Row:
    """A row: its number ("" of none), its name, and its points."""

    number: str
    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Group:
    """Rows under a name, "" of none."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class TimelineChart:
    """Rows by group over time; `sentence` says what it shows, `key` what its signs mean, `header`
    and `table` are the table behind it.
    """

    title: str
    sentence: str
    groups: Sequence[Group]
    today: datetime.date
    key: str
    header: tuple[str, ...] = ()
    table: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True)
class Scale:
    """The days that a drawing shows, and where on it each stands."""

    first: datetime.date
    last: datetime.date
    left: float = LEFT
    right: float = RIGHT

    def x(self, day: datetime.date) -> float:
        """Return where a day stands; one outside stands at the edge."""
        within = min(max(day, self.first), self.last)
        whole = max((self.last - self.first).days, 1)
        share = (within - self.first).days / whole
        return round(self.left + (self.right - self.left) * share, 1)

    @property
    def ticks(self) -> list[datetime.date]:
        """Return the first days of months that are marked, MOST_TICKS at most."""
        count = months(self.last) - months(self.first) + 1
        step = next((step for step in STEPS if count <= step * MOST_TICKS), STEPS[-1])
        marked = [
            datetime.date(number // 12, number % 12 + 1, 1)
            for number in range(months(self.first), months(self.last) + 1)
            if number % step == 0
        ]
        return [day for day in marked if self.first <= day <= self.last]


def months(day: datetime.date) -> int:
    """Return the months from the year 0 to that of a day."""
    return day.year * 12 + day.month - 1


def scale_of(chart: TimelineChart, *, left: float = LEFT) -> Scale:
    """Return the scale that shows every point of a chart and today, in whole months."""
    days = [
        day
        for group in chart.groups
        for row in group.rows
        for point in row.points
        for day in (point.on, point.first_on)
    ]
    first, last = min([*days, chart.today]), max([*days, chart.today])
    end = (last.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return Scale(first.replace(day=1), end, left)


def height(rows: int, *, named_groups: int) -> int:
    """Return how high the drawing of so many rows is, under so many groups that have a name."""
    return SCALE + GROUP * named_groups + (TALL if rows <= FEW_ROWS else LOW) * rows + FOOT


def timeline(chart: TimelineChart) -> SafeString:
    """Return a timeline as one SVG."""
    return _draw(chart, chart.groups, is_named=_is_named(chart))


def sheets(chart: TimelineChart, *, most: int) -> list[SafeString]:
    """Return a timeline as SVGs of at most so many rows under one scale, for paper: a drawing is
    not cut where a page ends.
    """
    cut: list[list[Group]] = [[]]
    room = most
    for group in chart.groups:
        rows = list(group.rows)
        while rows:
            if room == 0:
                cut.append([])
                room = most
            cut[-1].append(Group(group.name, rows[:room]))
            rows, room = rows[room:], max(0, room - len(rows))
    is_named = _is_named(chart)
    return [_draw(chart, groups, is_named=is_named) for groups in cut if groups]


def _is_named(chart: TimelineChart) -> bool:
    return sum(len(group.rows) for group in chart.groups) <= FEW_ROWS


def _draw(chart: TimelineChart, drawn: Sequence[Group], *, is_named: bool) -> SafeString:
    scale = scale_of(chart, left=LEFT if is_named else LEFT + NUMBER)
    tall = TALL if is_named else LOW
    y = SCALE
    groups = []
    for group in drawn:
        head = y + GROUP - 9
        y += GROUP if group.name else 0
        rows = [
            _row(row, scale, y=y + place * tall, is_named=is_named)
            for place, row in enumerate(group.rows)
        ]
        y += tall * len(rows)
        groups.append({"name": shorten(group.name, MOST_GROUP), "y": head, "rows": rows})
    ticks = [
        {"x": x, "day": day, "anchor": "end" if x > RIGHT - LABEL else "start"}
        for day in scale.ticks
        for x in (scale.x(day),)
    ]
    return draw(
        "components/charts/timeline.svg",
        {
            "chart": chart,
            "groups": groups,
            "ticks": ticks,
            "is_short": months(scale.last) - months(scale.first) <= SHORT,
            "today": scale.x(chart.today),
            "left": scale.left,
            "right": RIGHT,
            "top": SCALE - 6,
            "width": WIDTH,
            "height": y + FOOT,
            "foot": y + 2,
            "is_named": is_named,
        },
    )


def _row(row: Row, scale: Scale, *, y: int, is_named: bool) -> dict[str, object]:
    line = y + (27 if is_named else 10)
    points = [
        {
            "kind": point.kind,
            "x": scale.x(point.on),
            "first": scale.x(point.first_on),
            "is_moved": point.first_on != point.on,
            "until": scale.x(point.late_until) if point.late_until else None,
        }
        for point in row.points
    ]
    return {
        "number": row.number,
        "name": shorten(f"{row.number}. {row.name}" if row.number else row.name, MOST_LABEL),
        "text": y + 13,
        "y": line,
        "points": points,
    }
