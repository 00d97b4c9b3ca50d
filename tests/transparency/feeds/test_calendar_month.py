"""A month as a calendar shows it: every day once, from Monday to Sunday."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.feeds.calendar_month import FARTHEST, Month, by_day

TODAY = datetime.date(2026, 11, 28)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))
A_DAY = datetime.timedelta(days=1)


@given(DAYS)
def test_each_day_of_a_month_stands_once_under_its_weekday(day):
    month = Month(day.replace(day=1))
    cells = [cell for week in month.weeks for cell in week]
    assert [cell for cell in cells if cell] == month.days
    assert all(cell.weekday() == place % 7 for place, cell in enumerate(cells) if cell)
    assert all(len(week) == 7 and any(week) for week in month.weeks)
    assert month.next.previous == month
    assert month.next.first - month.last == A_DAY
    assert (month.next - month, month.previous - month) == (1, -1)


@given(st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=6), DAYS)
def test_what_touches_a_month_stands_in_it_once_on_its_first_day_there(spans, day):
    month = Month(day.replace(day=1))
    things = [(first, first + length * A_DAY) for first, length in spans]
    found = by_day(things, month, lambda thing: thing)
    placed = [(on, thing) for on, kept in found.items() for thing in kept]
    touching = [thing for thing in things if thing[0] <= month.last and thing[1] >= month.first]
    assert sorted(thing for _on, thing in placed) == sorted(touching)
    assert all(on == max(thing[0], month.first) for on, thing in placed)
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-12", "2026-12"),
        ("2024-02", "2024-02"),
        ("2036-11", "2036-11"),
        ("2036-12", "2026-11"),  # further than ten years
        ("2016-11", "2016-11"),
        ("2016-10", "2026-11"),
        ("", "2026-11"),
        ("2026-13", "2026-11"),
        ("2026-00", "2026-11"),
        ("2026-1", "2026-11"),
        ("٢٠٢٦-١١", "2026-11"),
        ("0000-01", "2026-11"),
        ("9999-12", "2026-11"),
        ("2026-12-01", "2026-11"),
    ],
)
def test_a_month_is_read_as_it_is_written_and_what_is_none_is_that_of_today(text, code):
    assert Month.read(text, today=TODAY).code == code
    assert FARTHEST == 120
