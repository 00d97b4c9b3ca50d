"""The arithmetic that /como-medimos/ explains."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.plans.fulfilment import (
    Part,
    differs,
    level_expression,
    level_of,
    measure,
    verdict,
)
from commitments.plans.models import Commitment
from tests.factories.commitments import commitment

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


def test_a_commitment_has_begun_with_its_first_milestone_and_not_by_a_cancelled_one():
    untouched = Part(0, 1, "not_started")
    for begun in (Part(0, 1, "in_progress"), Part(1, 1, "not_started"), Part(100, 1, "complete")):
        assert measure([untouched, begun]).has_begun
        assert measure([untouched, begun]).level in {"limited", "substantial"}
    assert not measure([untouched, untouched]).has_begun
    assert measure([untouched]).level == "not_started"
    assert not measure([untouched, Part(40, 1, "cancelled")]).has_begun


def test_what_is_counted_is_told_beside_the_percentage():
    found = measure([Part(100, 3, "complete"), Part(50, 1, "in_progress"), Part(9, 9, "cancelled")])
    assert (found.progress, found.counted, found.complete) == (88, 2, 1)
    assert (found.weighted_sum, found.weight_sum) == (350, 4)
    nothing = measure([Part(9, 9, "cancelled")])
    assert (nothing.progress, nothing.has_begun, nothing.counted, nothing.complete) == (
        None,
        False,
        0,
        0,
    )
    assert (nothing.weighted_sum, nothing.weight_sum, nothing.level) == (0, 0, "")


def test_half_a_percent_rounds_up():
    assert measure([Part(50, 1, "in_progress"), Part(51, 1, "in_progress")]).progress == 51
    under_half = [Part(50, 2, "in_progress"), Part(51, 1, "in_progress")]
    assert measure(under_half).progress == 50
    nearly = [Part(100, 199, "complete"), Part(99, 1, "in_progress")]
    assert measure(nearly).progress == 99


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


def test_the_database_gives_the_same_levels_at_the_same_thresholds(cast):
    row = commitment(cast)
    for progress, has_begun, level in (
        (None, False, ""),
        (0, False, "not_started"),
        (0, True, "limited"),
        (1, False, "limited"),
        (49, True, "limited"),
        (50, True, "substantial"),
        (99, True, "substantial"),
        (100, True, "complete"),
    ):
        rows = Commitment.objects.filter(pk=row.pk)
        rows.update(computed_progress=progress, has_begun=has_begun)
        found = rows.annotate(level_now=level_expression()).get()
        assert found.level_now == found.computed_level == level, progress


def test_a_difference_is_registered_minus_published():
    assert differs(24, 20) == -4


NOTHING = {
    "milestones": 3,
    "claimed_level": "",
    "computed_level": "limited",
    "has_begun": True,
    "is_late": False,
}


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        ("draft", {}, "proposed"),
        ("in_review", {"is_late": True}, "proposed"),
        ("withdrawn", {"computed_level": "complete"}, "withdrawn"),
        ("published", {"milestones": 0, "computed_level": ""}, "unmeasured"),
        (
            "published",
            {"milestones": 0, "computed_level": "", "claimed_level": "complete"},
            "declared",
        ),
        ("published", {"claimed_level": "complete"}, "advancing"),
        ("published", {"computed_level": "complete"}, "complete"),
        ("closed", {"computed_level": "complete"}, "complete"),
        ("closed", {"is_late": False}, "unfulfilled"),
        ("published", {"is_late": True}, "late"),
        ("published", {"is_late": True, "has_begun": False}, "late"),
        ("published", {"has_begun": False, "computed_level": "not_started"}, "not_begun"),
    ],
)
def test_the_first_word_on_a_commitment_is_what_its_milestones_give(state, facts, expected):
    assert verdict(state, **{**NOTHING, **facts}) == expected
