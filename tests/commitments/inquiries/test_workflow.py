"""Asking and objecting: who may, what is told, what an objection that holds does."""

import datetime
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commitments.inquiries import queries, rules, workflow
from commitments.inquiries.models import Inquiry
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import workdays
from ogp_portal.foundation.events import history, outbox
from ogp_portal.foundation.permissions import codes, four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter
from tests.factories.commitments import PNG, commitment, complete, inquiry


@pytest.fixture
def milestone(cast) -> Milestone:
    return complete(cast, commitment(cast))


def test_the_same_sending_twice_is_one_question_with_one_receipt(cast):
    row, key = commitment(cast), uuid.uuid4()
    first = workflow.receive(row, key=key, text="¿Cuándo?")
    second = workflow.receive(row, key=key, text="¿Cuándo?")
    assert first == second
    assert Inquiry.objects.count() == 1


def test_a_question_needs_no_email_and_an_objection_needs_proof(cast, milestone):
    assert (
        workflow.receive(milestone.commitment, key=uuid.uuid4(), text="¿Cuándo?").inquiry.email
        == ""
    )
    with pytest.raises(Refusal) as refused:
        workflow.receive(
            milestone.commitment, milestone=milestone, key=uuid.uuid4(), text="No abrió."
        )
    assert refused.value.field == "link"
    photograph = SimpleUploadedFile("plaza cerrada.png", PNG)
    row = workflow.receive(
        milestone.commitment,
        milestone=milestone,
        key=uuid.uuid4(),
        text="No abrió.",
        files=[photograph],
    ).inquiry
    assert row.kind == "challenge"
    assert row.files.get().sha256


def test_nobody_objects_to_what_is_not_said_to_be_complete(cast):
    row = commitment(cast)
    with pytest.raises(NotAllowed):
        workflow.receive(
            row,
            milestone=row.milestones.first(),
            key=uuid.uuid4(),
            text="No.",
            link="https://x.example/",
        )


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_nobody_asks_about_a_commitment_that_is_not_public_or_was_withdrawn(cast, state):
    with pytest.raises(NotAllowed):
        workflow.receive(commitment(cast, state), key=uuid.uuid4(), text="¿Cuándo?")


def test_nobody_asks_about_a_historical_plan_because_nobody_would_answer(cast):
    row = commitment(cast)
    type(row.plan).objects.filter(pk=row.plan_id).update(is_historical=True)
    with pytest.raises(NotAllowed):
        workflow.receive(row, key=uuid.uuid4(), text="¿Cuándo?")


@pytest.mark.parametrize(("many", "is_taken"), [(3, True), (4, False)])
def test_three_files_come_with_a_question_and_four_do_not(cast, many, is_taken):
    sent = {
        "key": uuid.uuid4(),
        "text": "¿Cuándo?",
        "files": [SimpleUploadedFile(f"{number}.png", PNG) for number in range(many)],
    }
    if is_taken:
        assert workflow.receive(commitment(cast), **sent).inquiry.files.exists()
    else:
        with pytest.raises(Refusal):
            workflow.receive(commitment(cast), **sent)


def test_only_a_confirmed_email_is_told_of_the_answer(cast):
    told, silent = (
        workflow.receive(
            commitment(cast), key=uuid.uuid4(), text="¿Cuándo?", email=f"{name}@correo.example"
        ).inquiry
        for name in ("una", "otra")
    )
    workflow.confirm_email(codes.of_sending("inquiry:confirm", told.submission_key, to=told.email))
    for row in (told, silent):
        workflow.publish_inquiry(row, by=cast.coordinator)
    letters = Letter.objects.exclude(key__contains="-received-")
    assert [letter.recipient for letter in letters] == ["una@correo.example"]


def test_the_code_of_following_opens_it_and_no_other_does(cast):
    receipt = workflow.receive(commitment(cast), key=uuid.uuid4(), text="¿Cuándo?")
    assert workflow.find_by_code(receipt.code) == receipt.inquiry
    for wrong in (
        "",
        "x" * 22,
        codes.of_sending("inquiry:confirm", receipt.inquiry.submission_key),
    ):
        with pytest.raises(NotAllowed):
            workflow.find_by_code(wrong)


def test_what_is_withdrawn_is_erased_and_that_it_existed_is_not(cast, milestone):
    photograph = SimpleUploadedFile("a.png", PNG)
    receipt = workflow.receive(
        milestone.commitment,
        milestone=milestone,
        key=uuid.uuid4(),
        text="No abrió.",
        files=[photograph],
    )
    row = workflow.withdraw(receipt.code)
    assert (row.state, row.text, row.files.count()) == ("withdrawn", "", 0)
    with pytest.raises(MoveNotAllowed):
        workflow.withdraw(receipt.code)


def test_what_is_not_published_names_the_rule_and_why(cast):
    with pytest.raises(Refusal):
        workflow.refuse_inquiry(
            inquiry(cast, "received"), by=cast.coordinator, rule="people", reason=" "
        )
    with pytest.raises(Refusal):
        workflow.refuse_inquiry(
            inquiry(cast, "received"), by=cast.coordinator, rule="because", reason="No."
        )
    row = inquiry(cast, "not_published")
    assert "datos personales" in row.state_reason
    assert "Nombra a una vecina." in row.state_reason


def test_whoever_wrote_the_answer_does_not_approve_it(cast):
    row = inquiry(cast)
    row = workflow.prepare_answer(row, by=cast.coordinator, act="answer", text="Abre en marzo.")
    with pytest.raises(NotAllowed):
        workflow.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.coordinator)
    assert (
        workflow.approve_answer(
            row, read=four_eyes.as_read("answer", row), by=cast.second_coordinator
        ).state
        == "answered"
    )


def test_an_editor_prepares_and_never_approves(cast):
    row = workflow.prepare_answer(
        inquiry(cast), by=cast.editor, act="answer", text="Abre en marzo."
    )
    with pytest.raises(NotAllowed):
        workflow.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.colleague)


def test_the_database_itself_refuses_one_person_alone_and_an_answer_without_words(cast):
    row = inquiry(cast, "answered")
    for changes in (
        {"approved_by": row.prepared_by_id},
        {"state_reason": ""},
        {"answered_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Inquiry.objects.filter(pk=row.pk).update(**changes)


def test_an_answer_given_back_says_what_to_mend_and_waits_for_another(cast):
    row = inquiry(cast, "prepared")
    with pytest.raises(Refusal):
        workflow.return_answer(row, by=cast.coordinator, reason="")
    row = workflow.return_answer(row, by=cast.coordinator, reason="Diga el día.")
    assert (row.return_reason, row.prepared_by) == ("Diga el día.", None)
    with pytest.raises(NotAllowed):
        workflow.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.coordinator)


def test_an_objection_that_holds_reopens_the_milestone_with_its_reason(cast, milestone):
    before = Commitment.objects.get(pk=milestone.commitment_id).complete_count
    row = inquiry(cast, "upheld", milestone=milestone)
    milestone.refresh_from_db()
    assert row.has_reopened
    assert (milestone.state, milestone.progress, milestone.completed_on) == (
        "in_progress",
        40,
        None,
    )
    assert "objeción ciudadana" in milestone.state_reason
    assert Commitment.objects.get(pk=milestone.commitment_id).complete_count == before - 1
    acts = set(JournalEntry.objects.filter(is_public=True).values_list("act", flat=True))
    assert {"publish_inquiry", "uphold", "reopen"} <= acts


@pytest.mark.parametrize("state", ["partly_upheld", "dismissed"])
def test_an_objection_that_does_not_hold_leaves_the_milestone_as_it_is(cast, milestone, state):
    row = inquiry(cast, state, milestone=milestone)
    milestone.refresh_from_db()
    assert not row.has_reopened
    assert milestone.state == "complete"
    assert row.state_reason == "Abre en marzo."


def test_a_second_objection_that_holds_finds_the_milestone_open_and_changes_nothing(
    cast, milestone
):
    first, second = inquiry(cast, milestone=milestone), inquiry(cast, milestone=milestone)
    for objection in (first, second):
        row = workflow.prepare_answer(
            objection, by=cast.editor, act="uphold", text="Tiene razón.", progress=10
        )
        workflow.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.coordinator)
    assert [row.has_reopened for row in Inquiry.objects.order_by("pk")] == [True, False]


def test_a_question_has_no_outcome_of_an_objection(cast):
    with pytest.raises(Refusal):
        workflow.prepare_answer(inquiry(cast), by=cast.editor, act="uphold", text="Sí.")


@given(
    st.dates(datetime.date(2025, 1, 1), datetime.date(2030, 1, 1)),
    st.sampled_from(["question", "challenge"]),
)
def test_a_deadline_is_a_working_day_with_as_many_working_days_before_it(received_on, kind):
    due = rules.deadline(kind, received_on=received_on)
    assert workdays.is_working(due.due_on)
    assert workdays.between(received_on, due.due_on) == rules.ANSWER_DAYS[kind]


@given(st.dates(), st.one_of(st.none(), st.dates()), st.dates())
def test_on_time_is_decided_by_the_answer_or_else_by_today(due_on, answered_on, on):
    assert rules.is_on_time(due_on=due_on, answered_on=answered_on, on=on) == (
        (answered_on if answered_on else on) <= due_on
    )


def test_a_new_holiday_moves_the_date_of_what_waits_and_says_so(cast, monkeypatch):
    row = inquiry(cast)
    before, known = row.answer_due_on, workdays._holidays
    monkeypatch.setattr(
        workdays, "_holidays", lambda year: {**known(year), before: "Feriado nuevo"}
    )
    assert workflow.recompute_deadlines() == 1
    row.refresh_from_db()
    assert row.answer_due_on > before
    assert JournalEntry.objects.filter(act="move_inquiry_deadline", is_public=True).exists()
    assert workflow.recompute_deadlines() == 0


def test_the_rate_shows_its_denominator_and_counts_neither_the_withdrawn_nor_the_refused(cast):
    row = commitment(cast)
    for state in ("received", "published", "answered", "not_published"):
        inquiry(cast, state, of=row)
    today = timezone.localdate()
    assert queries.rate(Inquiry.objects.all(), on=today) == queries.Rate(
        received=2, answered=1, on_time=1, overdue=0, upheld=0
    )
    later = queries.rate(Inquiry.objects.all(), on=today + datetime.timedelta(days=60))
    assert later.overdue == 1


def test_an_answer_after_its_date_is_counted_as_late(cast):
    row = inquiry(cast, "answered")
    Inquiry.objects.filter(pk=row.pk).update(
        answer_due_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    assert queries.rate(Inquiry.objects.all(), on=timezone.localdate()).on_time == 0


def test_addresses_and_refused_texts_are_forgotten_in_time(cast):
    old, refused = (
        inquiry(cast, "answered", email="una@correo.example"),
        inquiry(cast, "not_published"),
    )
    waiting = inquiry(cast, email="otra@correo.example")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=366), tick=False):
        assert workflow.forget(now=timezone.now()) == 2
    old.refresh_from_db(), refused.refresh_from_db(), waiting.refresh_from_db()
    assert (old.email, refused.text, waiting.email) == ("", "", "otra@correo.example")
    assert old.text
    assert refused.state_reason
    assert set(
        history.versions(Inquiry).filter(pgh_obj_id=refused.pk).values_list("text", flat=True)
    ) == {""}
    assert set(
        history.versions(Inquiry)
        .filter(pgh_obj_id=old.pk)
        .values_list("email_confirmed_at", flat=True)
    ) == {None}


def test_letters_of_an_inquiry_can_be_sent(cast, mailoutbox):
    receipt = workflow.receive(
        commitment(cast), key=uuid.uuid4(), text="¿Cuándo?", email="una@correo.example"
    )
    row = receipt.inquiry
    workflow.confirm_email(codes.of_sending("inquiry:confirm", row.submission_key, to=row.email))
    row = workflow.publish_inquiry(receipt.inquiry, by=cast.coordinator)
    row = workflow.prepare_answer(row, by=cast.editor, act="answer", text="Abre en marzo.")
    workflow.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.coordinator)
    outbox.drain()
    assert [
        "Recibimos tu pregunta" in mailoutbox[0].subject,
        "respondida" in mailoutbox[2].subject,
    ] == [True, True]
    assert "Abre en marzo." in mailoutbox[2].body
