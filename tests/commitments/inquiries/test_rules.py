"""The working days in which an institution looks and answers."""

import datetime

from commitments.inquiries import rules

MONDAY = datetime.date(2026, 3, 2)  # a month without holidays in Santiago


def test_a_question_is_answered_in_ten_working_days_and_an_objection_in_twenty():
    assert rules.deadline("question", received_on=MONDAY).due_on == datetime.date(2026, 3, 16)
    assert rules.deadline("challenge", received_on=MONDAY).due_on == datetime.date(2026, 3, 30)


def test_it_is_looked_at_in_three_working_days():
    assert rules.look_by(received_on=MONDAY).due_on == datetime.date(2026, 3, 5)
    friday = datetime.date(2026, 3, 6)
    assert rules.look_by(received_on=friday).due_on == datetime.date(2026, 3, 11)


def test_the_due_day_is_on_time_and_the_next_is_not_whether_answered_or_waiting():
    due, following = datetime.date(2026, 3, 16), datetime.date(2026, 3, 17)
    assert rules.is_on_time(due_on=due, answered_on=due, on=following)
    assert not rules.is_on_time(due_on=due, answered_on=following, on=following)
    assert rules.is_on_time(due_on=due, answered_on=None, on=due)
    assert not rules.is_on_time(due_on=due, answered_on=None, on=following)
