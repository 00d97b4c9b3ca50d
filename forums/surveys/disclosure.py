"""Hiding small groups: no published figure may let anybody work out what few people answered.

Values in, values out.
"""

from collections.abc import Sequence

SMALLEST = 5  # people; fewer are not told apart


def hide(
    counts: Sequence[int], *, smallest: int = SMALLEST, adds_up: bool = True
) -> list[int | None]:
    """Return the counts with None where they are hidden.

    A count of 1 to `smallest` − 1 is hidden; zero says nothing of anybody and stays. Where the
    counts add up to a total that is also published, one hidden count alone, or several that
    together are still fewer than `smallest`, could be worked out from the rest: the next smallest
    are hidden too.
    """
    shown: list[int | None] = [None if 0 < count < smallest else count for count in counts]
    if not adds_up:
        return shown
    while True:
        hidden = [count for count, kept in zip(counts, shown, strict=True) if kept is None]
        visible = sorted(
            (count, position) for position, count in enumerate(shown) if count is not None
        )
        is_safe = sum(hidden) >= smallest
        if not hidden or not visible or is_safe:
            return shown
        nonzero = [(count, position) for count, position in visible if count]
        _count, position = (nonzero or visible)[0]
        shown[position] = None
