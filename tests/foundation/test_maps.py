"""A map keeps what it draws true: closed rings, common borders, the proportions of its latitude."""

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ogp_portal.foundation.documents import maps

degrees = some.integers(-7_600, -6_600).map(lambda number: number / 100)
south = some.integers(-5_600, -1_700).map(lambda number: number / 100)
points = some.tuples(degrees, south)
rings = some.lists(points, min_size=3, max_size=12).map(lambda ring: [*ring, ring[0]])
shapes = some.lists(some.lists(rings, min_size=1, max_size=2), min_size=1, max_size=3)


def square(left: float, low: float, side: float = 1) -> maps.Shape:
    right, high = left + side, low + side
    return [[[[left, low], [right, low], [right, high], [left, high], [left, low]]]]


def walked(path: str) -> list[list[maps.Step]]:
    """Return the rings that a path draws, by walking it as a browser does."""
    at = start = (0, 0)
    drawn = []
    for ring in re.findall(r"m([^mz]*)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        steps = []
        at = start
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + right, at[1] + down)
            steps.append(at)
        start = steps[0]
        drawn.append(steps)
    return drawn


@given(shapes)
def test_every_ring_that_is_drawn_is_closed_and_stays_where_its_points_fall(shape):
    frame = maps.frame([shape], width=640, height=640)
    fallen = {frame.step(point) for polygon in shape for ring in polygon for point in ring}
    path = maps.path(shape, frame)
    assert path.count("m") == path.count("z") > 0
    for ring in walked(path):
        assert len(ring) > 2
        assert set(ring) <= fallen or len(ring) == 4
        assert all(0 <= x <= frame.width and 0 <= y <= frame.height for x, y in ring)


@given(shapes)
def test_a_drawing_is_never_larger_than_it_may_be(shape):
    frame = maps.frame([shape], width=300, height=500)
    assert frame.width <= 301
    assert frame.height <= 501


def test_a_degree_of_longitude_is_as_wide_as_it_is_at_that_latitude():
    frame = maps.frame([square(-71, -34)], width=10_000, height=10_000)
    assert frame.across / frame.down == pytest.approx(math.cos(math.radians(33.5)))
    at_the_equator = maps.frame([square(0, -0.5)], width=1_000, height=1_000)
    assert at_the_equator.across == at_the_equator.down


def test_two_that_share_a_border_share_it_in_the_drawing():
    left, right = square(-71.123, -34), square(-70.123, -34)
    frame = maps.frame([left, right], width=333, height=333)
    border = {frame.step([-70.123, -34]), frame.step([-70.123, -33])}
    for shape in (left, right):
        [ring] = walked(maps.path(shape, frame))
        assert border <= set(ring)


def test_what_is_too_small_to_see_is_still_there():
    frame = maps.frame([square(-71, -34), square(-70.5, -33.5, 0.0001)], width=200, height=200)
    [ring] = walked(maps.path(square(-70.5, -33.5, 0.0001), frame))
    assert len(ring) == 4


def test_points_on_the_way_are_left_out_and_a_way_back_is_not():
    frame = maps.Frame(0, 10, 1, 1, 10, 10)
    ring = [[0, 0], [5, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    assert maps.steps(ring, frame) == [(0, 10), (10, 10), (10, 0), (0, 0)]
    spike = [[0, 0], [10, 0], [5, 0], [5, 5], [0, 0]]
    assert (10, 10) in maps.steps(spike, frame)


def test_the_outline_of_several_has_none_of_their_common_borders():
    [[ring]] = maps.outline([square(0, 0), square(1, 0)])
    assert abs(maps.area(ring)) == 2
    assert len(ring) == 7
    assert ring[0] == ring[-1]
    apart = maps.outline([square(0, 0), square(5, 5)])
    assert sorted(abs(maps.area(polygon[0])) for polygon in apart) == [1, 1]


@given(some.sets(some.tuples(some.integers(0, 4), some.integers(0, 4)), min_size=1))
def test_an_outline_covers_what_its_parts_cover(cells):
    drawn = maps.outline([square(x, y) for x, y in cells])
    for polygon in drawn:
        assert polygon[0][0] == polygon[0][-1]
    inside = sum(
        sum(_is_inside((x + 0.5, y + 0.5), polygon[0]) for polygon in drawn) % 2
        for x in range(5)
        for y in range(5)
    )
    assert inside == len(cells)


def _is_inside(point, ring) -> bool:
    """Say whether a point is inside a ring (even-odd, as it is drawn)."""
    x, y = point
    crossings = 0
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossings += 1
    return crossings % 2 == 1


def test_gaps_between_borders_that_differ_a_little_are_left_out():
    gap = [[[[0, 0], [1, 0], [1, 0.001], [0, 0.001], [0, 0]]]]
    assert len(maps.outline([square(5, 5), gap])) == 2
    assert len(maps.outline([square(5, 5), gap], thinnest=0.01)) == 1


def test_the_number_of_a_territory_stands_in_its_middle():
    frame = maps.Frame(0, 10, 10, 10, 100, 100)
    assert maps.middle(square(2, 2, 4), frame) == (40, 60)


def test_small_ones_that_lie_together_have_a_map_of_their_own():
    large = [square(0, 0, 4), square(4, 0, 4), square(0, 4, 4), square(4, 4, 4)]
    small = [square(2 + place * 0.1, 2, 0.1) for place in range(6)]
    assert maps.crowd([*large, *small]) == [4, 5, 6, 7, 8, 9]
    assert maps.crowd([*large, *small[:5]]) == []
    scattered = [square(place * 1.3, place * 1.3, 0.1) for place in range(6)]
    assert maps.crowd([*large, *scattered]) == []
    assert maps.crowd([]) == []


@pytest.mark.parametrize(
    ("values", "starts"),
    [
        ([], []),
        ([0, 0], []),
        ([0, 3, 3], [3]),
        ([1, 2, 3, 4], [1, 2, 3, 4]),
        ([1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 5, 7]),
        ([12_345, 23_456, 34_567, 45_678, 56_789], [12_345, 23_000, 34_000, 45_000]),
    ],
)
def test_classes_begin_at_round_numbers(values, starts):
    assert maps.thresholds(values) == starts


@given(some.lists(some.integers(0, 1_000_000), max_size=80))
def test_every_number_above_zero_has_a_class_and_more_is_never_in_a_lower_one(values):
    starts = maps.thresholds(values)
    assert len(starts) <= 4
    levels = [maps.class_of(value, starts) for value in sorted(values)]
    assert levels == sorted(levels)
    for value, level in zip(sorted(values), levels, strict=True):
        assert (level > 0) is (value > 0)
