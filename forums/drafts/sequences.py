"""What two sequences have in common, in bounded work: the same rows, the same answer, whatever they
hold.

What stands once in each anchors the rest (patience: the longest run of anchors in the same order);
between anchors the shortest way is sought by Myers' greedy algorithm ("An O(ND) Difference
Algorithm and Its Variations", 1986) as long as few rows differ. Where too many do, the stretch is
said to be replaced: no comparison grows with the square of what it is given.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

MOST_EDITS = 300  # between two anchors; the work grows with its square
MOST_STEPS = 1_000_000  # of a whole comparison: about a second
Pair = tuple[int, int]
Block = tuple[bool, int, int, int, int]  # is it the same, and from where to where in each


@dataclass
class Work:
    """How many steps are left for all that is compared with it; where none is, the rest is said to
    be replaced. Steps and not seconds: the same on every machine.
    """

    left: int = MOST_STEPS


def blocks(
    old: Sequence[Hashable], new: Sequence[Hashable], work: Work | None = None
) -> list[Block]:
    """Return the stretches of two sequences in order, alternately the same and different."""
    stretches: list[Block] = []
    a = b = 0
    for i, j in [*_pairs(old, new, work or Work()), (len(old), len(new))]:
        if a < i or b < j:
            stretches.append((False, a, i, b, j))
        if i < len(old):
            if stretches and stretches[-1][0] and (a, b) == (i, j):
                stretches[-1] = (True, stretches[-1][1], i + 1, stretches[-1][3], j + 1)
            else:
                stretches.append((True, i, i + 1, j, j + 1))
        a, b = i + 1, j + 1
    return stretches


def _pairs(old: Sequence[Hashable], new: Sequence[Hashable], work: Work) -> list[Pair]:
    """Return the places of the rows that are the same, in order."""
    pairs: list[Pair] = []
    a = b = 0
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        pairs += _between(old, new, ((a, i), (b, j)), work)
        if i < len(old):
            pairs.append((i, j))
        a, b = i + 1, j + 1
    return pairs


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Return the longest run, in both orders, of rows that stand once in each sequence."""
    in_old, in_new = Counter(old), Counter(new)
    places = {row: j for j, row in enumerate(new) if in_new[row] == 1}
    once = [(i, places[row]) for i, row in enumerate(old) if in_old[row] == 1 and row in places]
    return _longest_rising(once)


def _longest_rising(once: list[Pair]) -> list[Pair]:
    """Return the longest run whose second places rise too (patience sorting)."""
    tops: list[int] = []  # the least second place in which a run of each length ends
    ends: list[int] = []  # and which pair that is
    before: list[int] = []
    for number, (_i, j) in enumerate(once):
        length = bisect_left(tops, j)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        ends[length : length + 1] = [number]
    run: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(once[at])
        at = before[at]
    return run[::-1]


def _between(
    old: Sequence[Hashable], new: Sequence[Hashable], stretches: tuple[Pair, Pair], work: Work
) -> Iterator[Pair]:
    """Yield the pairs inside two stretches: what both begin and end with, and in the middle the
    shortest way, if it is short.
    """
    (a, i), (b, j) = stretches
    while a < i and b < j and old[a] == new[b]:
        yield a, b
        a, b = a + 1, b + 1
    tail = 0
    while a < i - tail and b < j - tail and old[i - tail - 1] == new[j - tail - 1]:
        tail += 1
    if a < i - tail and b < j - tail:
        middle = _shortest(old[a : i - tail], new[b : j - tail], work)
        yield from ((a + x, b + y) for x, y in middle)
    yield from ((i - n, j - n) for n in range(tail, 0, -1))


def _shortest(old: Sequence[Hashable], new: Sequence[Hashable], work: Work) -> list[Pair]:
    """Return the pairs on the shortest way from `old` to `new`; none if it has more than MOST_EDITS
    edits, or takes more work than is left.
    """
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), MOST_EDITS) + 1):
        if work.left <= 0:
            return []
        trail.append(dict(furthest))
        for line in range(-edits, edits + 1, 2):
            goes_down = line == -edits or (
                line != edits and furthest[line - 1] < furthest[line + 1]
            )
            x = start = furthest[line + 1] if goes_down else furthest[line - 1] + 1
            while x < len(old) and x - line < len(new) and old[x] == new[x - line]:
                x += 1
            furthest[line] = x
            work.left -= 1 + x - start
            if x >= len(old) and x - line >= len(new):
                return _walk_back(trail, len(old), len(new))
    return []


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[Pair]:
    pairs: list[Pair] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest, line = trail[edits], x - y
        goes_down = line == -edits or (line != edits and furthest[line - 1] < furthest[line + 1])
        line += 1 if goes_down else -1
        from_x = furthest[line] if edits else 0
        from_y = from_x - line if edits else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]
