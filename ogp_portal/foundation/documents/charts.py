"""Charts drawn on the server: one description gives the SVG that the page, the PDF and the picture
show, and the table behind it.

Text is 13 units in a drawing 360 wide, so that a phone shows it at its own size. Colours stand
twice, as attributes (PDF, picture) and as classes that the page's style overrules (dark scheme).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import resvg_py
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.documents import fonts

WIDTH = 360
ROW, BAR = 48, 14
PLOT_LEFT = 40
PLOT_TOP = 14
PLOT_WIDTH = 306
PLOT_HEIGHT = 170
MOST_LABEL = 40
_TAG = re.compile(r"<[^<>]+>")
_SPACE_OR_VALUE = re.compile(r'\s+|("[^"]*")')


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: what it is, how much of the longest (or of its own whole), and the
    words beside it.
    """

    label: str
    value: float
    text: str
    whole: float = 0
    address: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class BarChart:
    """Bars one below the other, each with its words.

    `sentence` says what it shows; `header` and each bar's `cells` are the table behind it.
    """

    title: str
    sentence: str
    bars: Sequence[Bar]
    header: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """A line of a chart: a value in percent for each month, None where there is none.

    `style` is strong, faint or dashed.
    """

    name: str
    values: Sequence[float | None]
    style: str = "strong"


@dataclass(frozen=True)
class MonthChart:
    """Percentages by month, one line a series."""

    title: str
    sentence: str
    series: Sequence[Series]
    labels: Sequence[str]  # one a month, "" where there is no room
    header: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


def bars(chart: BarChart) -> SafeString:
    """Return a bar chart as SVG. What passes its whole is cut at the edge and marked."""
    longest = max((max(bar.value, bar.whole) for bar in chart.bars), default=0) or 1
    rows = [
        {
            "bar": bar,
            "label": shorten(bar.label, MOST_LABEL),
            "y": place * ROW,
            "width": max(
                round(WIDTH * max(min(bar.value, bar.whole or bar.value), 0) / longest, 1),
                1 if bar.value > 0 else 0,
            ),
            "track": round(WIDTH * bar.whole / longest, 1) if bar.whole > 0 else 0,
            "is_over": bool(bar.whole) and bar.value > bar.whole,
        }
        for place, bar in enumerate(chart.bars)
    ]
    return draw(
        "components/charts/bars.svg",
        {
            "chart": chart,
            "rows": rows,
            "width": WIDTH,
            "height": max(ROW * len(rows), 1),
            "bar_height": BAR,
        },
    )


def months(chart: MonthChart) -> SafeString:
    """Return a chart of percentages by month as SVG."""
    top = max(
        [100.0, *(value for series in chart.series for value in series.values if value is not None)]
    )
    count = len(chart.labels)
    step = PLOT_WIDTH / max(count - 1, 1)

    def place(month: int, value: float) -> tuple[float, float]:
        return round(PLOT_LEFT + month * step, 1), round(
            PLOT_TOP + PLOT_HEIGHT * (1 - max(value, 0) / top), 1
        )

    lines = []
    for series in chart.series:
        points = [
            place(month, value) for month, value in enumerate(series.values) if value is not None
        ]
        lines.append(
            {"series": series, "points": points, "path": " ".join(f"{x},{y}" for x, y in points)}
        )
    grid = [{"value": value, "y": place(0, value)[1]} for value in (0, 25, 50, 75, 100)]
    letters = [
        {"letter": letter, "x": place(month, 0)[0]} for month, letter in enumerate(chart.labels)
    ]
    return draw(
        "components/charts/months.svg",
        {
            "chart": chart,
            "lines": lines,
            "grid": grid,
            "letters": letters,
            "width": WIDTH,
            "height": PLOT_TOP + PLOT_HEIGHT + 26,
            "left": PLOT_LEFT,
            "right": PLOT_LEFT + PLOT_WIDTH,
            "foot": PLOT_TOP + PLOT_HEIGHT + 20,
        },
    )


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut at a word."""
    if len(text) <= most:
        return text
    shortened = text[: most - 1].rsplit(" ", 1)[0] if " " in text[: most - 1] else text[: most - 1]
    return f"{shortened.rstrip(' ,;:.')}…"


def to_png(svg: str, *, width: int) -> bytes:
    """Return a drawing as PNG of `width` pixels with the packaged fonts alone: the same picture on
    every machine.
    """
    made: Any = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        skip_system_fonts=True,
        font_files=[str(file) for file in fonts.needed(svg)],
        sans_serif_family="Atkinson Hyperlegible Next",
        serif_family="Source Serif 4",
    )
    return bytes(made)


def draw(template: str, context: dict[str, object]) -> SafeString:
    """Return the SVG of a template, without the spaces that only lay the template out: none stand
    around an element or its words, and one between two attributes.
    """
    drawn = fonts.drawable(printable(render_to_string(template, context)))
    drawn = _TAG.sub(lambda tag: _one_line(tag[0]), drawn)
    return SafeString(re.sub(r"\s*(<[^<>]+>)\s*", r"\1", drawn).strip())


def _one_line(tag: str) -> str:
    spaced = _SPACE_OR_VALUE.sub(lambda match: match[1] or " ", tag)
    return re.sub(r" (/?>)$", r"\1", spaced)
