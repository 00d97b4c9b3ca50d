"""Reminders: before a date, before the period closes and when it is late; told once for each date
whatever runs twice or late, and no more once it was said done, moved, cancelled or reported.
"""

import datetime

import pytest
import time_machine
from django.core import mail as sent

from commitments.assessments import workflow as judging
from commitments.assessments.models import Assessment
from commitments.inquiries.models import Inquiry
from commitments.plans import workflow as plans
from commitments.plans.models import Milestone
from commitments.progress.workflow import Claim
from commitments.work import workflow
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import notices, outbox
from ogp_portal.models import Notice
from tests.factories.commitments import assessment, commitment, inquiry, update

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 10)
OCTOBER = datetime.date(2026, 10, 1)
EARLY = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC), tick=True):
        yield


def day(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


def milestone(cast, *, due: int) -> Milestone:
    """Return the one milestone of a commitment that owes no report, due in so many days."""
    row = commitment(cast, milestones=1).milestones.get()
    Milestone.objects.filter(pk=row.pk).update(due_on=day(due))
    row.refresh_from_db()
    return row


def kinds_of(person) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(("due", "told"), [(31, 0), (30, 1), (8, 1), (7, 1), (0, 1)])
def test_an_editor_is_reminded_thirty_days_before_and_not_earlier(cast, due, told):
    milestone(cast, due=due)
    workflow.remind(today=TODAY)
    assert kinds_of(cast.editor) == ["milestone_due"] * told
    assert kinds_of(cast.coordinator) == []
    assert kinds_of(cast.other_editor) == []


def test_each_date_has_two_reminders_however_often_the_task_runs(cast):
    milestone(cast, due=30)
    assert workflow.remind(today=TODAY) == 2  # editor and colleague
    assert workflow.remind(today=TODAY) == 0
    assert workflow.remind(today=day(22)) == 0
    assert workflow.remind(today=day(25)) == 2  # two days late: it did not run on the twenty-third
    assert workflow.remind(today=day(30)) == 0


def test_what_is_late_is_told_to_the_institution_and_escalated_to_the_coordination_once(cast):
    milestone(cast, due=-1)
    workflow.remind(today=TODAY)
    workflow.remind(today=day(1))
    assert kinds_of(cast.editor) == ["milestone_late"]
    assert kinds_of(cast.coordinator) == ["milestone_late_in_plan"]
    assert kinds_of(cast.other_coordinator) == []


@pytest.mark.parametrize(("due", "told"), [(-30, 1), (-31, 0)])
def test_what_was_late_for_long_is_on_the_board_and_in_no_letter(cast, due, told):
    milestone(cast, due=due)
    workflow.remind(today=TODAY)
    assert len(kinds_of(cast.coordinator)) == told


def test_a_milestone_that_was_said_done_is_no_more_reminded_of(cast):
    row = milestone(cast, due=-1)
    update(
        cast,
        "submitted",
        of=row.commitment,
        month=OCTOBER,
        claims=[Claim(row, 100, datetime.date(2026, 10, 20))],
    )
    workflow.remind(today=TODAY)
    assert kinds_of(cast.coordinator) == []


def test_a_milestone_that_was_cancelled_is_told_no_more_not_even_by_a_letter_on_its_way(cast):
    row = milestone(cast, due=5)
    workflow.remind(today=TODAY)
    plans.cancel_milestone(row, by=cast.coordinator, reason="Ya no hace falta.")
    outbox.drain()
    assert sent.outbox == []


def test_a_date_that_moved_is_reminded_of_anew_and_the_old_one_no_more(cast):
    row = milestone(cast, due=5)
    workflow.remind(today=TODAY)
    Milestone.objects.filter(pk=row.pk).update(due_on=day(20))
    outbox.drain()
    assert sent.outbox == []
    assert workflow.remind(today=TODAY) == 2


def test_a_person_gets_one_letter_for_all_the_reminders_of_a_morning(cast):
    for _turn in range(3):
        milestone(cast, due=5)
    workflow.remind(today=TODAY)
    outbox.drain()
    (letter,) = [letter for letter in sent.outbox if letter.to == [cast.editor.email]]
    assert "3 avisos de tu trabajo" in letter.subject


def test_who_has_not_reported_is_reminded_three_working_days_before_the_period_closes(cast):
    silent = commitment(cast, milestones=0, published_at=EARLY)
    told = commitment(cast, milestones=0, published_at=EARLY)
    update(cast, "submitted", of=told, month=OCTOBER)
    assert workflow.remind(today=day(-1)) == 0  # closes on Friday 13: four working days
    assert workflow.remind(today=TODAY) == 2
    assert workflow.remind(today=day(1)) == 0
    assert kinds_of(cast.editor) == ["report_due"]
    assert set(Notice.objects.values_list("subject_id", flat=True)) == {silent.pk}


def test_once_the_period_has_closed_nobody_is_reminded_to_report_in_it(cast):
    commitment(cast, milestones=0, published_at=EARLY)
    assert workflow.remind(today=datetime.date(2026, 11, 14)) == 0


def test_a_report_that_arrives_meanwhile_is_told_no_more(cast):
    silent = commitment(cast, milestones=0, published_at=EARLY)
    assert workflow.remind(today=datetime.date(2026, 11, 13)) == 2
    update(cast, "submitted", of=silent, month=OCTOBER)
    outbox.drain()
    assert sent.outbox == []


@pytest.mark.parametrize(("due", "kind"), [(3, "answer_due"), (-1, "answer_late")])
def test_an_answer_that_is_due_or_late_is_told_to_whoever_has_the_next_step(cast, due, kind):
    row = inquiry(cast, "received")
    Inquiry.objects.filter(pk=row.pk).update(answer_due_on=day(due))
    workflow.remind(today=TODAY)
    assert kind in kinds_of(cast.coordinator)
    assert kind not in kinds_of(cast.editor)
    other = inquiry(cast, "published")
    Inquiry.objects.filter(pk=other.pk).update(answer_due_on=day(due))
    workflow.remind(today=TODAY)
    assert kind in kinds_of(cast.editor)


def test_an_answer_that_is_due_in_a_week_is_not_told_yet(cast):
    row = inquiry(cast, "received")
    Inquiry.objects.filter(pk=row.pk).update(answer_due_on=day(6))
    workflow.remind(today=TODAY)
    assert "answer_due" not in kinds_of(cast.coordinator)


@pytest.mark.parametrize(("days", "told"), [(0, 1), (3, 1), (6, 0)])
def test_a_factual_review_whose_last_day_is_near_is_told_to_the_institution_and_coordination(
    cast, days, told
):
    row = judging.open_factual_review(assessment(cast), by=cast.counterpart)
    closes_at = dates.first_instant(day(days + 1))
    Assessment.objects.filter(pk=row.pk).update(
        review_opens_at=closes_at - datetime.timedelta(days=15), review_closes_at=closes_at
    )
    workflow.remind(today=TODAY)
    for person in (cast.editor, cast.coordinator):
        assert kinds_of(person).count("review_closing") == told
    assert workflow.remind(today=TODAY) == 0


def test_what_stops_the_reminders_leaves_each_person_told_of_all_or_of_nothing(cast, monkeypatch):
    milestone(cast, due=30)
    milestone(cast, due=-1)
    writes = notices._write

    def fails(person, rows):
        if person == cast.colleague:
            raise OSError(28)
        writes(person, rows)

    monkeypatch.setattr(notices, "_write", fails)
    with pytest.raises(OSError, match="28"):
        workflow.remind(today=TODAY)
    assert kinds_of(cast.editor) == ["milestone_late", "milestone_due"]
    assert kinds_of(cast.colleague) == []
    monkeypatch.undo()
    workflow.remind(today=TODAY)
    assert kinds_of(cast.editor) == ["milestone_late", "milestone_due"]
    assert kinds_of(cast.colleague) == ["milestone_late", "milestone_due"]
