"""A milestone by two clocks: what is true of later days, or known later, changes nothing."""

import datetime
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from commitments.plans.timeline import (
    Clocks,
    History,
    Loaded,
    Moved,
    Statement,
    TakenBack,
    due,
    standing,
)

UTC = datetime.UTC
JANUARY = datetime.date(2026, 1, 1)
DAYS = st.integers(0, 180).map(lambda days: JANUARY + datetime.timedelta(days=days))
MONTH_ENDS = [datetime.date(2026, month, 28) for month in range(1, 7)]


def noon(day):
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=UTC)


def clocks(on, known_at=None):
    return Clocks(on, known_at or noon(on), UTC)


@st.composite
def statements(draw):
    ends_on, days = draw(st.sampled_from(MONTH_ENDS)), draw(st.integers(1, 60))
    known_at = noon(ends_on + datetime.timedelta(days=days))
    done_on = draw(st.none() | DAYS.filter(lambda day: day <= known_at.date()))
    percent = 100 if done_on else draw(st.integers(0, 99))
    return Statement(ends_on, done_on or ends_on, known_at, percent, done_on)


@st.composite
def histories(draw):
    told = tuple(draw(st.lists(statements(), max_size=5)))
    done = [row for row in told if row.completed_on]
    backs = ()
    if done and draw(st.booleans()):
        row = draw(st.sampled_from(done))
        at = row.known_at + datetime.timedelta(days=draw(st.integers(1, 40)))
        backs = (TakenBack(at, row.completed_on, draw(st.integers(0, 99))),)
    moves = tuple(
        Moved(noon(day), datetime.date(2026, 5, 1), to)
        for day, to in draw(st.lists(st.tuples(DAYS, DAYS), max_size=3))
    )
    return History(datetime.date(2026, 5, 1), Loaded(), told, backs, moves)


@given(histories(), DAYS, DAYS)
def test_what_is_true_of_later_days_does_not_change_a_day(history, on, known):
    """A later day told for a completion is no such thing: it takes back the day told before."""
    at = clocks(on, noon(max(on, known)))
    days = {row.completed_on for row in history.statements if row.completed_on}
    assume(len(days) <= 1)
    earlier = replace(
        history,
        statements=tuple(row for row in history.statements if row.true_on <= on),
        taken_back=tuple(row for row in history.taken_back if row.completed_on <= on),
        moves=tuple(row for row in history.moves if row.at.date() <= on),
        due_on=due(history, at),
    )
    assert standing(earlier, at) == standing(history, at)


@given(histories(), DAYS, DAYS)
def test_what_becomes_known_later_does_not_change_what_was_known(history, on, known):
    at = clocks(on, noon(max(on, known)))
    earlier = replace(
        history,
        statements=tuple(row for row in history.statements if row.known_at <= at.known_at),
        taken_back=tuple(row for row in history.taken_back if row.known_at <= at.known_at),
        moves=tuple(row for row in history.moves if row.at <= at.known_at),
        due_on=due(history, at),
    )
    assert standing(earlier, at) == standing(history, at)


@given(histories(), DAYS)
def test_the_order_in_which_rows_are_read_does_not_matter(history, on):
    turned = replace(history, statements=history.statements[::-1], moves=history.moves[::-1])
    known = {(row.period_ends_on, row.known_at) for row in history.statements}
    instants = {row.at for row in history.moves}
    if len(known) == len(history.statements) and len(instants) == len(history.moves):
        assert standing(turned, clocks(on)) == standing(history, clocks(on))


def test_a_completion_counts_from_its_day_once_it_is_known():
    approved = datetime.datetime(2026, 3, 9, 12, tzinfo=UTC)
    done_on = datetime.date(2026, 2, 20)
    history = History(
        datetime.date(2026, 5, 1),
        statements=(Statement(MONTH_ENDS[1], done_on, approved, 100, done_on),),
    )
    second = datetime.timedelta(seconds=1)
    for on, known_at, state in (
        (done_on, approved, "complete"),
        (done_on, approved - second, "not_started"),
        (done_on - datetime.timedelta(days=1), approved, "not_started"),
    ):
        assert standing(history, clocks(on, known_at)).state == state


def test_a_completion_taken_back_never_was_but_was_told_until_then():
    approved, back = (datetime.datetime(2026, 3, day, 12, tzinfo=UTC) for day in (9, 20))
    done_on = datetime.date(2026, 2, 20)
    history = History(
        datetime.date(2026, 5, 1),
        statements=(Statement(MONTH_ENDS[1], done_on, approved, 100, done_on),),
        taken_back=(TakenBack(back, done_on, 40),),
    )
    before = standing(history, clocks(done_on, back - datetime.timedelta(seconds=1)))
    after = standing(history, clocks(done_on, back))
    assert (before.progress, after.progress, after.state) == (100, 40, "in_progress")


def test_a_completion_told_of_another_day_counts_on_that_day_once_it_is_known():
    first, second = datetime.date(2026, 2, 20), datetime.date(2026, 3, 5)
    told, redated = (datetime.datetime(2026, month, 9, 12, tzinfo=UTC) for month in (3, 4))
    history = History(
        datetime.date(2026, 5, 1),
        statements=(
            Statement(MONTH_ENDS[0], datetime.date(2026, 1, 28), noon(MONTH_ENDS[0]), 60),
            Statement(MONTH_ENDS[1], first, told, 100, first),
            Statement(MONTH_ENDS[2], second, redated, 100, second),
        ),
    )
    a_second = datetime.timedelta(seconds=1)
    for on, known_at, progress in (
        (first, redated - a_second, 100),
        (first, redated, 60),
        (second - datetime.timedelta(days=1), redated, 60),
        (second, redated, 100),
    ):
        assert standing(history, clocks(on, known_at)).progress == progress
    earlier = replace(
        history,
        statements=(
            history.statements[1],
            replace(history.statements[2], true_on=JANUARY, completed_on=JANUARY),
        ),
    )
    assert standing(earlier, clocks(JANUARY, redated)).completed_on == JANUARY
    assert standing(earlier, clocks(first, redated)).completed_on == JANUARY


def test_what_was_loaded_complete_is_so_from_its_day():
    done_on = datetime.date(2026, 2, 20)
    history = History(datetime.date(2026, 5, 1), Loaded("complete", 100, done_on))
    assert standing(history, clocks(done_on)).state == "complete"
    assert standing(history, clocks(done_on - datetime.timedelta(days=1))).state == "not_started"
