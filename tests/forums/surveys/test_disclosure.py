"""Hiding small groups: nothing hidden can be worked out from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from forums.surveys.disclosure import hide

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=12)


@given(COUNTS)
def test_no_group_of_fewer_than_five_is_ever_shown(counts):
    for count, shown in zip(counts, hide(counts), strict=True):
        assert shown in (None, count)
        assert shown is None or shown == 0 or shown >= 5


@given(COUNTS)
def test_what_is_hidden_cannot_be_worked_out_from_the_total(counts):
    hidden = [count for count, shown in zip(counts, hide(counts), strict=True) if shown is None]
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(hidden) >= 5


@given(COUNTS)
def test_with_only_large_groups_nothing_is_hidden(counts):
    large = [count + 5 for count in counts]
    assert hide(large) == large


def test_five_people_are_told_apart_and_four_are_not():
    assert hide([5, 9]) == [5, 9]
    assert hide([5, 5, 5]) == [5, 5, 5]
    assert hide([4, 9], adds_up=False) == [None, 9]
    assert hide([1, 5], adds_up=False) == [None, 5]
    assert hide([0, 4, 9]) == [0, None, None]


def test_several_hidden_that_together_are_fewer_than_five_hide_one_more():
    assert hide([2, 2, 9, 20]) == [None, None, None, 20]
    assert hide([2, 3, 9]) == [None, None, 9]
    assert hide([1, 2, 0, 0]) == [None, None, None, None]


def test_the_next_smallest_is_hidden_with_the_only_small_one():
    assert hide([3, 8, 20]) == [None, None, 20]
    assert hide([3, 8, 20], adds_up=False) == [
        None,
        8,
        20,
    ]  # several options at once do not add up to anybody
    assert hide([0, 0, 7]) == [0, 0, 7]
    assert hide([2]) == [None]
