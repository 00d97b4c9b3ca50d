"""The arithmetic that /como-medimos/ explains."""

import dataclasses
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commitments.plans.fulfilment import Part, differs, level_of, measure

open_parts = st.builds(
    Part, progress=st.integers(0, 99), weight=st.integers(1, 50), state=st.just("in_progress")
)
complete_parts = st.builds(
    Part, progress=st.just(100), weight=st.integers(1, 50), state=st.just("complete")
)
cancelled_parts = st.builds(
    Part, progress=st.integers(0, 99), weight=st.integers(1, 50), state=st.just("cancelled")
)
parts = st.lists(st.one_of(open_parts, complete_parts, cancelled_parts), max_size=30)


@given(parts)
def test_progress_is_the_weighted_mean_rounded_half_up_without_the_cancelled(rows):
    counted = [row for row in rows if row.state != "cancelled"]
    found = measure(rows)
    if not counted:
        assert found.progress is None
        return
    exact = Fraction(
        sum(row.progress * row.weight for row in counted), sum(row.weight for row in counted)
    )
    rounded = int(exact + Fraction(1, 2))
    assert found.progress == (
        rounded if all(row.state == "complete" for row in counted) else min(rounded, 99)
    )


@given(parts)
def test_a_hundred_means_that_every_milestone_is_complete(rows):
    counted = [row for row in rows if row.state != "cancelled"]
    assert (measure(rows).progress == 100) == (
        bool(counted) and all(row.state == "complete" for row in counted)
    )


@given(parts, st.integers(1, 9))
def test_weights_count_only_in_proportion(rows, factor):
    heavier = measure([Part(row.progress, row.weight * factor, row.state) for row in rows])
    same = measure(rows)
    sums = {"weight_sum": same.weight_sum, "weighted_sum": same.weighted_sum}
    assert dataclasses.replace(heavier, **sums) == same
    assert heavier.weight_sum == same.weight_sum * factor
    assert heavier.weighted_sum == same.weighted_sum * factor


@given(parts, st.randoms())
def test_the_order_of_milestones_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert measure(shuffled) == measure(rows)


def test_half_a_percent_rounds_up():
    assert measure([Part(50, 1, "in_progress"), Part(51, 1, "in_progress")]).progress == 51


def test_levels_are_those_of_the_template():
    assert [level_of(value, has_begun=True) for value in (0, 1, 49, 50, 99, 100)] == [
        "limited",
        "limited",
        "limited",
        "substantial",
        "substantial",
        "complete",
    ]
    assert level_of(0, has_begun=False) == "not_started"
    assert level_of(None, has_begun=False) == ""


def test_a_difference_is_registered_minus_published():
    assert differs(24, 20) == -4
