"""Lines of time: every point within the drawing, in the order of its days; shapes, not colour
alone; and as high as was said.
"""

import datetime
import re

from hypothesis import given
from hypothesis import strategies as st

from ogp_portal.foundation.documents import timelines
from ogp_portal.foundation.documents.timelines import (
    FEW_ROWS,
    LEFT,
    MOST_TICKS,
    RIGHT,
    Group,
    Point,
    Row,
    Scale,
    TimelineChart,
)

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31))
TODAY = datetime.date(2026, 11, 28)


def chart(points, *, rows=1, group="Agua"):
    drawn = [Row(str(number + 1), f"Compromiso {number + 1}", points) for number in range(rows)]
    return TimelineChart("Línea", "Dice qué.", [Group(group, drawn)], TODAY, "hoy")


@given(DAYS, DAYS, st.lists(DAYS, min_size=2, max_size=6))
def test_days_stand_in_their_order_between_the_edges(begins, ends, days):
    scale = Scale(min(begins, ends), max(begins, ends))
    places = [scale.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(LEFT <= x <= RIGHT for x in places)
    assert (scale.x(scale.first), scale.first <= scale.last) == (LEFT, True)
    assert len(scale.ticks) <= MOST_TICKS
    assert all(day.day == 1 and scale.first <= day <= scale.last for day in scale.ticks)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5))
def test_the_scale_shows_every_point_and_today(pairs):
    scale = timelines.scale_of(chart([Point(on, first, "open") for on, first in pairs]))
    for day in (TODAY, *(day for pair in pairs for day in pair)):
        assert scale.first <= day < scale.last


def test_each_kind_of_point_has_a_shape_of_its_own_and_a_move_a_line():
    on, first = datetime.date(2026, 9, 1), datetime.date(2026, 3, 1)
    shapes = set()
    for kind in ("done", "open", "late", "off"):
        until = TODAY if kind == "late" else None
        still = timelines.timeline(chart([Point(on, on, kind, until)]))
        moved = timelines.timeline(chart([Point(on, first, kind, until)]))
        assert 'stroke-dasharray="3 3"' in moved
        assert 'stroke-dasharray="3 3"' not in still
        assert ('stroke-width="4"' in still) == (kind == "late")
        shapes.add(re.sub(r"[\d.]+", "0", re.findall(r"<(?:circle|path)[^>]*>", still)[-1]))
    assert len(shapes) == 4


def test_names_stand_over_few_rows_and_numbers_beside_many_and_the_height_is_as_said():
    point = [Point(TODAY, TODAY, "open")]
    for rows, is_named in ((1, True), (FEW_ROWS, True), (FEW_ROWS + 1, False), (80, False)):
        drawing = timelines.timeline(chart(point, rows=rows))
        assert ("Compromiso 1" in drawing) == is_named
        assert f'viewBox="0 0 360 {timelines.height(rows, named_groups=1)}"' in drawing
    assert len(timelines.timeline(chart(point * 4, rows=80))) < 100_000
    unnamed = timelines.timeline(chart(point, group=""))
    assert f'viewBox="0 0 360 {timelines.height(1, named_groups=0)}"' in unnamed


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.integers(1, 30))
def test_on_paper_no_sheet_has_more_rows_than_fit_and_each_row_stands_once(sizes, most):
    point = [Point(TODAY, TODAY, "open")]
    groups = [
        Group(f"Eje {place}", [Row(f"{place}-{n}", "Compromiso", point) for n in range(size)])
        for place, size in enumerate(sizes)
    ]
    drawn = timelines.sheets(TimelineChart("Línea", "Dice qué.", groups, TODAY, "hoy"), most=most)
    rows = [drawing.count('class="chart__open"') for drawing in drawn]
    assert sum(rows) == sum(sizes)
    assert all(0 < count <= most for count in rows)
    assert len(rows) == -(-sum(sizes) // most)
