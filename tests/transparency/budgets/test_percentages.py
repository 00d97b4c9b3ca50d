"""Percentages as sources print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.budgets import percentages


@given(st.text(max_size=60))
def test_any_text_is_a_percentage_none_or_refused_and_never_breaks(text):
    printed = percentages.read_percentage(text)
    assert printed is None or printed in text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("94,91%", "94,91"),
        ("97,9", "97,9"),
        ("117.0", "117.0"),
        ("", ""),
        ("8.98", "8.98"),
        ("4.2e-05", "4.2e-05"),
        ("#DIV/0!", ""),
        ("inf", ""),
        ("NaN", ""),
        ("-", ""),
        ("-3,5 %", "-3,5"),
    ],
)
def test_a_percentage_is_kept_as_it_was_printed(text, printed):
    assert percentages.read_percentage(text) == printed


@pytest.mark.parametrize("text", ["x", "1,2,3", "=A1", "1e5", "1e-999", "1." + "3" * 40])
def test_what_is_no_percentage_is_told(text):
    assert percentages.read_percentage(text) is None


def test_whole_numbers_written_with_a_zero_have_no_decimals_of_their_own():
    assert percentages.decimals_of(["117.0", "", "33.0"]) == 0
    assert percentages.decimals_of(["117.0", "33.5"]) is None
    assert percentages.decimals_of(["100,00", "99,08"]) is None
    assert percentages.decimals_of([]) is None
