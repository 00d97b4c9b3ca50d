"""Reasoned responses: every comment ends in a change or a reason, by two people, and nobody's work
is lost.
"""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from forums.drafts import workflow
from forums.drafts.models import Change, Comment, Consultation, Response, Voice
from forums.drafts.states import COMMENT, CONSULTATION
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from tests.factories import forums as made
from tests.people import person

pytestmark = pytest.mark.django_db


def answer(cast, *comments, outcome="not_accepted", by=None):
    return workflow.answer_comments(
        comments[0].consultation,
        by=by or cast.coordinator,
        numbers=[row.number for row in comments],
        outcome=outcome,
        reason="Por el presupuesto.",
    )


def test_one_reason_for_many_approved_by_another_and_told_to_each(cast):
    row = made.consultation(cast)
    comments = [made.comment(cast, of=row), made.comment(cast, of=row, by=cast.chair)]
    response = answer(cast, *comments)
    with pytest.raises(Refusal, match="no haya escrito"):
        workflow.approve_response(
            response, read=four_eyes.as_read("approve_response", response), by=cast.coordinator
        )
    workflow.approve_response(
        response, read=four_eyes.as_read("approve_response", response), by=cast.second_coordinator
    )
    outbox.drain()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [cast.member.email, cast.chair.email]
    )
    assert all("Por el presupuesto." in letter.body for letter in mail.outbox)


def test_the_database_itself_refuses_a_response_without_reason_or_approved_by_its_author(cast):
    row = made.response(cast)
    for change in (
        {"reason": ""},
        {"state": "approved", "approved_by": row.written_by, "approved_at": row.modified_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Response.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("outcome", "reason", "why"), [("", "Sí.", "qué se decidió"), ("accepted", "  ", "por qué")]
)
def test_a_response_without_outcome_or_reason_is_refused(cast, outcome, reason, why):
    comment = made.comment(cast)
    with pytest.raises(Refusal, match=why):
        workflow.answer_comments(
            comment.consultation,
            by=cast.coordinator,
            numbers=[comment.number],
            outcome=outcome,
            reason=reason,
        )


def test_two_who_answer_the_same_comment_lose_nothing(client, cast):
    row = made.consultation(cast)
    first, second = made.comment(cast, of=row), made.comment(cast, of=row, by=cast.chair)
    answer(cast, first)
    with pytest.raises(ChangedMeanwhile, match=r"ya respondió: 1\."):
        answer(cast, first, second, by=cast.second_coordinator)
    assert Comment.objects.get(pk=second.pk).response is None
    client.force_login(cast.second_coordinator)
    typed = {
        "act": "answer",
        "outcome": "accepted",
        "reason": "Lo que yo pensaba.",
        "comment": ["1", "2"],
    }
    page = client.post(f"/mi-trabajo/consultas/{row.slug}/", typed)
    assert page.status_code == 409
    assert "Lo que yo pensaba." in page.content.decode()


def test_whoever_wrote_or_corrected_a_response_does_not_approve_it_and_a_stale_one_is_told(cast):
    row = made.response(cast)
    seen = row.modified_at.isoformat()
    corrected = workflow.edit_response(
        row, by=cast.second_coordinator, outcome="partly", reason="Mejor dicho.", seen_at=seen
    )
    with pytest.raises(ChangedMeanwhile):
        workflow.edit_response(
            row, by=cast.coordinator, outcome="accepted", reason="Otra cosa.", seen_at=seen
        )
    read = four_eyes.as_read("approve_response", corrected)
    for author in (cast.coordinator, cast.second_coordinator):
        with pytest.raises(Refusal, match="no haya escrito"):
            workflow.approve_response(corrected, by=author, read=read)
    third = person("tercera.coordinadora", cast.city, "coordinator")
    assert workflow.approve_response(corrected, by=third, read=read).state == "approved"


def test_a_consultation_is_not_answered_while_one_comment_has_no_reason(cast):
    row = made.consultation(cast)
    comment, other = made.comment(cast, of=row), made.comment(cast, of=row, by=cast.chair)
    made.comment(cast, of=row, by=cast.chair, target=workflow.Target(parent=comment.number))
    with pytest.raises(Refusal, match="sigue abierta"):
        workflow.answer_consultation(row, by=cast.coordinator)
    made.close_consultation(row)
    given = answer(cast, comment)
    workflow.approve_response(
        given, read=four_eyes.as_read("approve_response", given), by=cast.second_coordinator
    )
    with pytest.raises(Refusal, match="Quedan 1 comentarios"):
        workflow.answer_consultation(row, by=cast.coordinator)
    response = answer(cast, other)
    with pytest.raises(Refusal, match="Quedan 1 comentarios"):
        workflow.answer_consultation(row, by=cast.coordinator)
    workflow.approve_response(
        response, read=four_eyes.as_read("approve_response", response), by=cast.second_coordinator
    )
    assert workflow.answer_consultation(row, by=cast.coordinator).state == "answered"


def test_what_was_accepted_leads_to_the_change_it_caused_and_back(client, cast):
    draft = made.draft(cast)
    row = made.consultation(cast, of=draft)
    comment = made.comment(cast, of=row, words="una vez al año", kind="change", wording="cada mes")
    made.close_consultation(row)
    response = made.response(
        cast, "approved", to=Comment.objects.get(pk=comment.pk), outcome="accepted"
    )
    row = workflow.answer_consultation(Consultation.objects.get(pk=row.pk), by=cast.coordinator)
    with pytest.raises(Refusal, match="Publique primero"):
        workflow.apply_consultation(row, by=cast.coordinator)
    made.publish(
        cast,
        draft,
        {"description": made.TEXTS["description"].replace("una vez al año", "cada mes")},
    )
    with pytest.raises(Refusal, match="no dicen qué cambio"):
        workflow.apply_consultation(row, by=cast.coordinator)
    workflow.link_changes(
        response, by=cast.coordinator, changes=Change.objects.filter(version__draft=draft)
    )
    workflow.apply_consultation(row, by=cast.coordinator)
    outbox.drain()
    assert "/v2/#cambio-1" in mail.outbox[-1].body
    version = client.get(f"/borradores/{draft.slug}/v2/").content.decode()
    assert f"#c{comment.number}" in version
    assert "Acogido: No alcanza el presupuesto." in version
    assert "/v2/#cambio-1" in client.get(f"/consultas/{row.slug}/").content.decode()


def test_a_change_of_another_draft_or_before_the_consultation_is_not_its_cause(cast):
    draft = made.draft(cast, versions=2)
    response = made.response(
        cast, to=made.comment(cast, of=made.consultation(cast, of=draft)), outcome="accepted"
    )
    with pytest.raises(Refusal, match="otro borrador o de una versión anterior"):
        workflow.link_changes(response, by=cast.coordinator, changes=Change.objects.all())
    refused = made.response(cast, outcome="not_accepted")
    with pytest.raises(Refusal, match="acoge algo"):
        workflow.link_changes(refused, by=cast.coordinator, changes=[])


def test_comments_are_put_in_somebodys_care_who_may_answer_them(cast):
    comment = made.comment(cast)
    assert (
        workflow.assign_comments(
            comment.consultation, by=cast.coordinator, numbers=[1], to=cast.second_coordinator
        )
        == 1
    )
    with pytest.raises(Refusal, match="no coordina"):
        workflow.assign_comments(
            comment.consultation, by=cast.coordinator, numbers=[1], to=cast.editor
        )
    with pytest.raises(rights.NotAllowed):
        workflow.assign_comments(
            comment.consultation, by=cast.editor, numbers=[1], to=cast.coordinator
        )


def test_accounts_are_parted_from_their_numbers_a_year_after_the_plan(cast):
    hidden = made.comment(cast, "hidden")
    kept = made.comment(cast, text="Queda.")
    cast.plan.ends_on = datetime.date(2024, 1, 1)
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(
        starts_on=None, ends_on=datetime.date(2024, 1, 1)
    )
    assert workflow.forget_voices(today=datetime.date(2024, 12, 1)) == 0
    assert workflow.forget_voices(today=datetime.date(2025, 1, 2)) == 3
    assert not Voice.objects.exclude(user=None).exists()
    assert Comment.objects.get(pk=hidden.pk).text == ""
    assert Comment.objects.get(pk=kept.pk).text == "Queda."


@pytest.mark.parametrize("state", ["draft", "announced", "answered", "applied", "cancelled"])
def test_a_consultation_moves_only_as_its_machine_says(cast, state):
    row = made.consultation(cast, state, is_over=state != "draft")
    for act in sorted(CONSULTATION.acts):
        extra = {"reason": "Porque sí."} if act == "cancel_consultation" else {}
        with transaction.atomic():
            if state in CONSULTATION.sources(act):
                assert getattr(workflow, act)(
                    row, by=cast.coordinator, **extra
                ).state == CONSULTATION.target(act, state=state)
            else:
                with pytest.raises(MoveNotAllowed):
                    getattr(workflow, act)(row, by=cast.coordinator, **extra)
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", ["published", "hidden", "withdrawn"])
def test_a_comment_moves_only_as_its_machine_says(cast, state):
    row = made.comment(cast, state)
    for act in sorted(COMMENT.acts):
        who = (
            {"by": cast.member}
            if act == "withdraw_comment"
            else {"by": cast.coordinator, "reason": "Regla primera."}
        )
        with transaction.atomic():
            if state in COMMENT.sources(act):
                assert getattr(workflow, act)(row, **who).state == COMMENT.target(act, state=state)
            else:
                with pytest.raises(MoveNotAllowed):
                    getattr(workflow, act)(row, **who)
            transaction.set_rollback(True)


def test_no_consultation_opens_on_a_draft_that_ended(cast):
    draft = made.draft(cast)
    row = made.consultation(cast, "draft", of=draft)
    workflow.adopt_version(
        draft, read=four_eyes.as_read("adopt_version", draft), by=cast.second_coordinator
    )
    with pytest.raises(Refusal, match="este borrador terminó"):
        workflow.announce_consultation(row, by=cast.coordinator)
