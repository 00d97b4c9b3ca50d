"""Maps drawn on the server: from degrees to whole steps of a drawing, and from numbers to classes.

A map is the plane in which a degree of longitude is as wide as it is at the middle latitude of what
is drawn (x times its cosine). Points fall on whole steps, so that a path is short and two
territories that share a border still share it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]  # longitude and latitude in degrees
Step = tuple[int, int]  # right and down in steps of the drawing
Ring = Sequence[Sequence[float]]  # closed: the last point is the first
Shape = Sequence[Sequence[Ring]]  # a MultiPolygon of GeoJSON: of each polygon, its outer ring first
MOST_CLASSES = 4


@dataclass(frozen=True)
class Frame:
    """What a drawing shows: the north-western corner and how many steps a degree takes, of
    longitude and of latitude; its size in steps.
    """

    west: float
    north: float
    across: float
    down: float
    width: int
    height: int

    def step(self, point: Sequence[float]) -> Step:
        """Return where a point falls."""
        return (
            round((point[0] - self.west) * self.across),
            round((self.north - point[1]) * self.down),
        )


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Return the western, southern, eastern and northern edges of some shapes. Raises ValueError
    without points.
    """
    points = [point for shape in shapes for polygon in shape for ring in polygon for point in ring]
    longitudes = [point[0] for point in points]
    latitudes = [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def frame(shapes: Iterable[Shape], *, width: int, height: int, margin: int = 4) -> Frame:
    """Return the frame in which all of some shapes fits into `width` by `height` steps, at one
    scale; it is no larger than they need.
    """
    west, south, east, north = bounds(shapes)
    wide = math.cos(math.radians((north + south) / 2))
    scale = min(
        (width - 2 * margin) / max((east - west) * wide, 1e-6),
        (height - 2 * margin) / max(north - south, 1e-6),
    )
    across = scale * wide
    return Frame(
        west - margin / across,
        north + margin / scale,
        across,
        scale,
        round((east - west) * across) + 2 * margin,
        round((north - south) * scale) + 2 * margin,
    )


def steps(ring: Ring, on: Frame) -> list[Step]:
    """Return a ring in steps, open, without points that fall on the one before or lie on the way
    between their neighbours.
    """
    fallen: list[Step] = []
    for point in ring:
        step = on.step(point)
        if not fallen or step != fallen[-1]:
            fallen.append(step)
    if len(fallen) > 1 and fallen[0] == fallen[-1]:
        fallen.pop()
    return [
        step
        for before, step, after in zip(
            [*fallen[-1:], *fallen[:-1]], fallen, [*fallen[1:], *fallen[:1]], strict=True
        )
        if not _is_on_the_way(before, step, after)
    ]


def _is_on_the_way(before: Step, step: Step, after: Step) -> bool:
    """Say whether a step lies on the straight line between its neighbours, going forward."""
    there = (step[0] - before[0], step[1] - before[1])
    on = (after[0] - step[0], after[1] - step[1])
    return there[0] * on[1] == there[1] * on[0] and there[0] * on[0] + there[1] * on[1] > 0


def path(shape: Shape, on: Frame) -> str:
    """Return a shape as the data of an SVG path, in whole relative steps. Rings that fall on less
    than three steps are left out; of a shape of which nothing is left there stays a point of one
    step, so that no territory is missing.
    """
    drawn = [steps(ring, on) for polygon in shape for ring in polygon]
    rings = [ring for ring in drawn if len(ring) > 2]
    if not rings and any(drawn):
        right, down = next(ring[0] for ring in drawn if ring)
        rings = [[(right, down), (right + 1, down), (right + 1, down + 1), (right, down + 1)]]
    words, at = [], (0, 0)
    for ring in rings:
        moves = []
        start = ring[0]
        for step in ring:
            moves.append((step[0] - at[0], step[1] - at[1]))
            at = step
        words.append(f"m{_numbers(moves)}z")
        at = start
    return "".join(words)


def _numbers(moves: Iterable[Step]) -> str:
    """Return numbers with a space only where no minus parts them."""
    return " ".join(str(number) for move in moves for number in move).replace(" -", "-")


def middle(shape: Shape, on: Frame) -> Step:
    """Return the centre of gravity of the largest ring of a shape, where its number is written."""
    ring = max(
        (ring for polygon in shape for ring in polygon[:1]), key=lambda ring: abs(area(ring))
    )
    twice = 2 * area(ring)
    if not twice:
        return on.step(ring[0])
    x = y = 0.0
    first = ring[0]
    for start, end in pairwise(ring):
        a, b = start[0] - first[0], start[1] - first[1]
        c, d = end[0] - first[0], end[1] - first[1]
        x += (a + c) * (a * d - c * b)
        y += (b + d) * (a * d - c * b)
    return on.step((first[0] + x / (3 * twice), first[1] + y / (3 * twice)))


def area(ring: Ring) -> float:
    """Return the area of a ring in square degrees; against the clock it is positive."""
    first = ring[0]
    return (
        sum(
            (a[0] - first[0]) * (b[1] - first[1]) - (b[0] - first[0]) * (a[1] - first[1])
            for a, b in pairwise(ring)
        )
        / 2
    )


def outline(shapes: Iterable[Shape], *, thinnest: float = 0.0) -> list[list[list[list[float]]]]:
    """Return the outline of some shapes together, whose common borders have the same points: the
    edges that only one of them has, put together into rings. Rings on the average thinner than
    `thinnest` degrees are left out: gaps between borders that differ a little.

    Each ring is a polygon of its own, drawn with the even-odd rule, so that a hole stays one.
    """
    onward: dict[Point, list[Point]] = {}
    for (start, end), times in _edges(shapes).items():
        if times % 2:
            onward.setdefault(start, []).append(end)
            onward.setdefault(end, []).append(start)
    rings = []
    for start in list(onward):
        while onward[start]:
            ring = _walk(start, onward)
            if 2 * abs(area(ring)) >= thinnest * _length(ring):
                rings.append([[list(point) for point in ring]])
    return rings


def _edges(shapes: Iterable[Shape]) -> Counter[tuple[Point, Point]]:
    """Return how often each edge is in some shapes, whichever way it goes."""
    rings = (ring for shape in shapes for polygon in shape for ring in polygon)
    edges: Counter[tuple[Point, Point]] = Counter()
    for ring in rings:
        points = [(float(point[0]), float(point[1])) for point in ring]
        edges.update((min(edge), max(edge)) for edge in pairwise(points) if edge[0] != edge[1])
    return edges


def _length(ring: Ring) -> float:
    """Return how long a ring is, in degrees."""
    return sum(math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring))


def _walk(start: Point, onward: dict[Point, list[Point]]) -> list[Point]:
    """Return a ring from a point back to it, taking its edges out. Every point has an even number
    of edges, so that the way back is always there.
    """
    ring = [start]
    while len(ring) < 2 or ring[-1] != start:
        here = ring[-1]
        after = onward[here].pop()
        onward[after].remove(here)
        ring.append(after)
    return ring


def crowd(shapes: Sequence[Shape], *, share: float = 0.07, most: float = 0.5) -> list[int]:
    """Return which of some shapes are so small beside the whole that they need a map of their own:
    those narrower and lower than `share` of it, from six on, as long as all of them together take
    less than `most` of its width and height.
    """
    if not shapes:
        return []
    west, south, east, north = bounds(shapes)
    boxes = [bounds([shape]) for shape in shapes]
    small = [
        place
        for place, (left, low, right, high) in enumerate(boxes)
        if right - left < share * (east - west) and high - low < share * (north - south)
    ]
    if len(small) < 6:
        return []
    left, low, right, high = bounds(shapes[place] for place in small)
    fits = right - left < most * (east - west) and high - low < most * (north - south)
    return small if fits else []


def thresholds(values: Iterable[int], *, most: int = MOST_CLASSES) -> list[int]:
    """Return where the classes of some numbers begin, at most `most` of them, the lowest first: of
    few different numbers, each of them; of many, so that each class has about as many, at round
    numbers. What is not positive is in no class.
    """
    positive = sorted(value for value in values if value > 0)
    different = sorted(set(positive))
    if len(different) <= most:
        return different
    starts = [_rounded(positive[len(positive) * part // most]) for part in range(1, most)]
    return sorted({min(different[0], *starts), *starts})


def _rounded(number: int) -> int:
    """Return a number with two figures that are not zero, not above it."""
    unit = int(f"1{'0' * (len(str(number)) - 2)}")
    return number // unit * unit


def class_of(value: int, starts: Sequence[int]) -> int:
    """Return in which class a number is, from 1; 0 is none."""
    return sum(value >= start for start in starts) if value > 0 else 0
