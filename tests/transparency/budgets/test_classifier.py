"""Codes of accounts as offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.budgets import classifier


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_none_and_never_breaks(text):
    found = classifier.split(text)
    assert found is None or found[1]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("215-21-01-001-001-000", ("expense", "21.01.001.001")),
        ("115-03-01-001-001-001", ("income", "03.01.001.001.001")),
        ("215-29-02-000-000-000", ("expense", "29.02")),
        ("2152101001001000", ("expense", "21.01.001.001")),
        ("215.22.05", ("expense", "22.05")),
        ("33.03.125", ("", "33.03.125")),
        ("22", ("", "22")),
        ("2205", ("", "22.05")),
        ("21522", ("expense", "22")),
        ("22050010010015", ("", "22.05.001.001.001.5")),
        ("22-05-001-001-001-001-001", ("", "22.05.001.001.001.001.001")),
        ("2205001", ("", "22.05.001")),
        (" 215-22-00-000-000-000 ", ("expense", "22")),
    ],
)
def test_a_code_is_read_with_its_side(code, found):
    assert classifier.split(code) == found


@pytest.mark.parametrize(
    "code",
    [
        "",
        "TOTAL",
        "215",
        "215-",
        "x-21",
        "=cmd",
        "215-00-00",
        "00",
        "225",
        "22-05-001-001-001-001-001-001",
        "22-0001",
        "21-0a",
        "２１",
        "22-０５",
    ],
)
def test_what_is_no_code_is_none(code):
    assert classifier.split(code) is None


def test_the_accounts_above_one():
    assert classifier.above("22.05.001") == ("22", "22.05", "22.05.001")
    assert (
        classifier.parent("22.05.001"),
        classifier.parent("22"),
        classifier.depth("22.05"),
        classifier.depth(""),
    ) == ("22.05", "", 2, 0)
