"""The picture of what became of everything: nothing overlaps, nothing is lost."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from forums.participation import flow

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 5_000), min_size=1
)


def columns(counts):
    sources, targets = {}, {}
    for (source, target), n in counts.items():
        sources[source] = sources.get(source, 0) + n
        targets[target] = targets.get(target, 0) + n
    return [[(key, key, n) for key, n in side.items()] for side in (sources, targets)]


@given(COUNTS)
def test_blocks_of_a_column_never_overlap_and_ribbons_stay_inside_their_blocks(counts):
    links = [flow.Link(source, target, n) for (source, target), n in counts.items()]
    picture = flow.draw(columns(counts), links)
    assert picture is not None
    for x in {block.x for block in picture.blocks}:
        column = sorted(
            (block for block in picture.blocks if block.x == x), key=lambda block: block.y
        )
        assert all(
            first.y + first.height <= second.y for first, second in itertools.pairwise(column)
        )
    assert len(picture.ribbons) == len(links)
    assert sum(ribbon.count for ribbon in picture.ribbons) == sum(counts.values())
    assert picture.height >= max(block.y + block.height for block in picture.blocks)


def test_heights_are_in_one_scale():
    picture = flow.draw(
        [[("a", "a", 100)], [("x", "x", 75), ("y", "y", 25)]],
        [flow.Link("a", "x", 75), flow.Link("a", "y", 25)],
    )
    heights = {block.key: block.height for block in picture.blocks}
    assert heights == {"a": 240, "x": 180, "y": 60}


def test_nothing_to_draw_is_no_picture():
    assert flow.draw([[], []], []) is None
    assert flow.draw([[("a", "a", 0)]], []) is None
