"""The graph of lineage: no circle, both ways the same."""

from hypothesis import given
from hypothesis import strategies as st

from forums.proposals import lineage

EDGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


@given(EDGES)
def test_edges_added_only_when_they_close_no_circle_never_make_anybody_its_own_ancestor(wanted):
    kept: list[lineage.Edge] = []
    for parent, child in wanted:
        if not lineage.closes_circle(kept, parent=parent, child=child):
            kept.append((parent, child))
    for node in range(13):
        ahead = set().union(
            *(lineage.reach(kept, start=child) for parent, child in kept if parent == node), set()
        )
        assert node not in ahead


@given(EDGES, st.integers(0, 12), st.integers(0, 12))
def test_one_comes_from_another_exactly_when_the_other_goes_into_it(edges, first, second):
    assert (second in lineage.reach(edges, start=first)) == (
        first in lineage.origins(edges, start=second)
    )


def test_a_long_chain_is_walked_without_recursion():
    edges = [(n, n + 1) for n in range(50_000)]
    assert len(lineage.reach(edges, start=0)) == 50_001
    assert lineage.closes_circle(edges, parent=50_000, child=0)


def test_nothing_comes_from_itself():
    assert lineage.closes_circle([], parent=3, child=3)
    assert not lineage.closes_circle([], parent=3, child=4)
