"""What some rows count, in which order they stand and which of them a question keeps."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from commitments.timeline import delays
from commitments.timeline.delays import Delayed, Named, Question, in_order, tally

DAYS = st.integers(0, 400).map(lambda days: datetime.date(2026, 1, 1) + datetime.timedelta(days))
NAMES = st.sampled_from(("", "a", "b")).map(lambda slug: Named(slug, slug.upper()))


@st.composite
def rows(draw):
    milestone, times_moved = draw(st.integers(1, 10_000)), draw(st.integers(0, 3))
    return Delayed(
        milestone,
        draw(st.integers(1, 4)),
        draw(NAMES),
        draw(NAMES),
        draw(NAMES),
        draw(st.sampled_from(("funding", "other"))) if times_moved else "",
        times_moved,
        draw(st.booleans()) if times_moved else True,
        draw(DAYS),
        is_under_way=draw(st.booleans()),
    )


ROWS = st.lists(rows(), max_size=12)


@given(ROWS)
def test_each_thing_they_are_counted_by_adds_up_to_all(found):
    counted = tally(found)
    for lines in counted.by.values():
        assert sum(line.late for line in lines) == counted.late_milestones
        assert sum(line.moved for line in lines) == counted.moved_milestones
        assert sum(line.rows for line in lines) == len(found)
        assert len({line.of.slug for line in lines}) == len(lines)
    assert counted.late_commitments <= counted.late_milestones
    assert counted.moved_commitments <= counted.moved_milestones


@given(ROWS)
def test_the_late_come_first_those_late_for_longer_before(found):
    ordered = in_order(found)
    assert sorted(map(id, ordered)) == sorted(map(id, found))
    late = [row for row in ordered if row.is_late]
    assert ordered[: len(late)] == late
    assert [row.due_on for row in late] == sorted(row.due_on for row in late)


@given(ROWS)
def test_a_choice_keeps_as_many_rows_as_its_number_says(found):
    counted = tally(found)
    for name in ("plan", "eje", "institucion", "causa"):
        for line in counted.by[name]:
            if line.of.slug:
                question = Question.read({name: line.of.slug})
                assert sum(question.keeps(row) for row in found) == line.rows
    for state, number in (
        (delays.LATE, counted.late_milestones),
        (delays.MOVED, counted.moved_milestones),
    ):
        assert sum(Question.read({"estado": state}).keeps(row) for row in found) == number


def test_the_due_day_is_on_time_and_the_next_one_the_first_late_day():
    row = Delayed(
        1, 1, Named(), Named(), Named(), "", 0, is_late=True, due_on=datetime.date(2026, 2, 28)
    )
    assert row.late_since == datetime.date(2026, 3, 1)
    assert row.why == delays.NOT_MOVED


def test_a_question_without_filters_keeps_all_and_one_of_a_word_that_there_is_not_keeps_nothing():
    row = Delayed(
        1, 1, Named("p"), Named(), Named(), "", 0, is_late=True, due_on=datetime.date(2026, 2, 28)
    )
    assert Question.read({"plan": "", "pagina": "x"}) == Question()
    assert Question().keeps(row)
    for name in delays.FACETS:
        assert not Question.read({name: "nada"}).keeps(row)


def test_the_address_carries_the_past_day_and_the_feed_and_the_dataset_ask_the_same():
    asked = {"plan": "p", "estado": "movido", "causa": "sin_mover", "pagina": "3"}
    question = Question.read({**asked, "as_of": "2026-01-31"})
    assert question.address(causa="") == "plan=p&estado=movido&as_of=2026-01-31"
    assert question.filters == "plan=p&causa=sin_mover&estado=movido"
    assert question.as_api == "plan=p&as_of=2026-01-31"
    assert Question.read(asked).as_api == "delay=moved&cause=none&plan=p"
    assert Question().as_api == "delay=late_or_moved"
    assert Question.read(asked).as_list == "plan=p&plazo=reprogramado"
    assert Question().as_list == "plazo=atrasado"
