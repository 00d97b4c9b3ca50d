"""Dates counted by the calendar."""

import datetime

import pytest

from ogp_portal.foundation import dates


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
        ((2026, 11, 21), 6, (2027, 5, 21)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, expected):
    assert dates.add_months(datetime.date(*day), months) == datetime.date(*expected)
