"""The lineage of proposals as a graph: from which each came and into which it went.

Values in, values out.
"""

from collections import deque
from collections.abc import Iterable

Edge = tuple[int, int]  # parent, child


def closes_circle(edges: Iterable[Edge], *, parent: int, child: int) -> bool:
    """Say whether adding parent → child would make something its own ancestor."""
    return parent in reach(edges, start=child)


def reach(edges: Iterable[Edge], *, start: int) -> set[int]:
    """Return everything that comes from `start`, itself included, going from parent to child."""
    children: dict[int, list[int]] = {}
    for parent, child in edges:
        children.setdefault(parent, []).append(child)
    seen, waiting = {start}, deque([start])
    while waiting:
        for child in children.get(waiting.popleft(), ()):
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen


def origins(edges: Iterable[Edge], *, start: int) -> set[int]:
    """Return everything that `start` comes from, itself included."""
    return reach(((child, parent) for parent, child in edges), start=start)
