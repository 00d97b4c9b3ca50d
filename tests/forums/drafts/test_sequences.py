"""What two sequences share: always true of both, and never more work than was given."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.drafts import comparison, sequences
from forums.drafts.sequences import Work

ROWS = st.lists(st.sampled_from("aabbcdefgh"), max_size=40)


def same(old, new, work=None):
    """Return the rows that both are said to share."""
    return [
        row
        for is_same, a, b, _c, _d in sequences.blocks(old, new, work)
        if is_same
        for row in old[a:b]
    ]


@given(ROWS, ROWS)
def test_the_stretches_cover_both_sequences_in_order_and_what_is_the_same_is_the_same(old, new):
    at = (0, 0)
    before = None
    for is_same, a, b, c, d in sequences.blocks(old, new):
        assert (a, c) == at
        assert is_same is not before
        assert (b - a) + (d - c) > 0
        assert not is_same or old[a:b] == new[c:d]
        at, before = (b, d), is_same
    assert at == (len(old), len(new))


@given(ROWS, st.integers(0, 39), st.sampled_from("xyz"))
def test_a_row_put_in_is_the_only_one_that_differs(old, place, row):
    new = [*old[:place], row, *old[place:]]
    assert same(old, new) == old


@pytest.mark.parametrize(("rows", "is_found"), [(150, True), (151, False)])
def test_what_is_the_same_is_found_among_three_hundred_edits_and_not_among_more(rows, is_found):
    old = ["a"] * rows + ["k", "k"]
    new = ["k", "k"] + ["b"] * rows
    assert (same(old, new) == ["k", "k"]) is is_found


@pytest.mark.parametrize(("left", "is_found"), [(1_000, True), (0, False)])
def test_without_work_left_the_rest_is_said_to_be_replaced(left, is_found):
    old, new = list("axxb"), list("cxxd")
    assert (same(old, new, Work(left)) == ["x", "x"]) is is_found


@pytest.mark.parametrize(
    "words", [["a", "b"], ["la comuna de Renca", "la comuna de Chile", "el agua", "se publica"]]
)
def test_a_draft_of_a_few_lines_over_and_over_is_compared_in_two_seconds(words):
    chance = random.Random(7)

    def part():
        return "\n".join(chance.choice(words) for _line in range(20_000 // (len(words[0]) + 1)))

    began = time.process_time()
    work = Work()
    for _part in range(3):
        for step in comparison.compare(part(), part(), work):
            comparison.pieces(step.before, step.after, work)
    assert time.process_time() - began < 2


def test_paragraphs_of_two_words_over_and_over_are_compared_by_words_in_two_seconds():
    chance = random.Random(7)

    def part():
        return "\n".join(" ".join(chance.choices("ab", k=2_900)) for _row in range(3))

    began = time.process_time()
    work = Work()
    for _part in range(3):
        for step in comparison.compare(part(), part(), work):
            comparison.pieces(step.before, step.after, work)
    assert time.process_time() - began < 2
