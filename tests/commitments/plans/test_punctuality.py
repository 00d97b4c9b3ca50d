"""Days late against both dates."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from commitments.plans.punctuality import delay

days = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))


@given(days, days, days)
def test_an_open_milestone_is_late_from_the_day_after_its_date(due, first, today):
    found = delay(due_on=due, first_due_on=first, completed_on=None, is_owed=True, on=today)
    assert found.is_late == (today > due)
    assert found.against_due == max(0, (today - due).days)
    assert found.against_first == max(0, (today - first).days)


@given(days, days, days)
def test_a_finished_milestone_stops_counting_on_the_day_it_was_finished(due, done, today):
    assert delay(
        due_on=due, first_due_on=due, completed_on=done, is_owed=False, on=today
    ).against_due == max(0, (done - due).days)


@given(days, days)
def test_a_cancelled_milestone_is_not_late(due, today):
    assert not delay(
        due_on=due, first_due_on=due, completed_on=None, is_owed=False, on=today
    ).is_late


def test_the_due_day_is_on_time_the_next_is_a_day_late_and_the_first_promise_is_kept_beside_it():
    due, first = datetime.date(2026, 3, 31), datetime.date(2026, 3, 1)
    facts = {"due_on": due, "first_due_on": first, "completed_on": None, "is_owed": True}
    on_the_day = delay(**facts, on=due, times_moved=2)
    assert (on_the_day.is_late, on_the_day.against_due, on_the_day.against_first) == (False, 0, 30)
    assert on_the_day.times_moved == 2
    the_next = delay(**facts, on=datetime.date(2026, 4, 1))
    assert (the_next.is_late, the_next.against_due, the_next.times_moved) == (True, 1, 0)
    undated = delay(**{**facts, "due_on": None, "first_due_on": None}, on=due)
    assert (undated.is_late, undated.against_due, undated.against_first) == (False, 0, 0)
