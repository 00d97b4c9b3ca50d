"""People are told: each hand-over to whoever is to act on it, once, as she wants it, and nothing to
whoever may no longer see it.
"""

import datetime

import pytest
from django.core import mail as sent
from django.utils import timezone

from commitments.assessments import workflow as assessments
from commitments.inquiries import workflow as inquiries
from commitments.organizations import workflow as organizations
from commitments.organizations.models import Membership, RoleProposal
from commitments.plans import workflow as plans
from commitments.progress import workflow as progress
from ogp_portal.administration import workflow as accounts
from ogp_portal.foundation.events import notices, outbox
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.models import Letter, Notice, User
from tests.factories.commitments import assessment, commitment, inquiry, update

pytestmark = pytest.mark.django_db


def told(person: User) -> list[str]:
    """Return the kinds of what a person was told."""
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def letters_to(person: User) -> list[str]:
    outbox.drain()
    return [letter.subject for letter in sent.outbox if letter.to == [person.email]]


def submitted(cast):
    return progress.submit_update(update(cast, "draft"), by=cast.editor)


def end_role(person: User) -> None:
    Membership.objects.filter(user=person).update(ends_on=timezone.localdate())


def test_a_report_that_is_sent_is_told_to_those_who_may_approve_it_and_to_nobody_else(cast):
    row = submitted(cast)
    outbox.drain()
    reached = set(Notice.objects.values_list("user", flat=True))
    assert reached == {cast.coordinator.pk, cast.second_coordinator.pk}
    (subject,) = letters_to(cast.coordinator)
    assert "Un reporte espera tu revisión" in subject
    assert str(row.commitment) in subject
    letter = Letter.objects.get(recipient=cast.coordinator.email)
    assert "Te llega porque coordinas el plan." in letter.text
    assert f"/mi-trabajo/reportes/{row.commitment.slug}/2026-" in letter.text
    assert "/cuenta/cartas/" in letter.text


def test_what_was_told_is_told_once_whatever_runs_again(cast):
    submitted(cast)
    message = outbox.OutboxMessage.objects.get(kind=notices.TELL)
    outbox.drain()
    notices.tell_of_act(message.payload)
    assert len(letters_to(cast.coordinator)) == 1
    assert told(cast.coordinator) == ["report_submitted"]


def test_whoever_returns_or_approves_a_report_tells_its_author(cast):
    row = progress.return_update(submitted(cast), by=cast.coordinator, reason="Falta el acta.")
    outbox.drain()
    assert told(cast.editor) == ["report_returned"]
    assert told(cast.colleague) == []
    row = progress.submit_update(row, by=cast.editor)
    read = four_eyes.as_read("approve_update", row)
    progress.approve_update(row, by=cast.coordinator, read=read)
    outbox.drain()
    assert told(cast.editor) == ["report_returned", "report_approved"]


def test_a_role_that_ended_before_the_letter_is_sent_gets_nothing(cast):
    submitted(cast)
    notices.tell_of_act(outbox.OutboxMessage.objects.get(kind=notices.TELL).payload)
    end_role(cast.coordinator)
    assert letters_to(cast.coordinator) == []
    assert len(letters_to(cast.second_coordinator)) == 1


def test_what_another_approved_meanwhile_is_told_no_more(cast):
    row = submitted(cast)
    notices.tell_of_act(outbox.OutboxMessage.objects.get(kind=notices.TELL).payload)
    read = four_eyes.as_read("approve_update", row)
    progress.approve_update(row, by=cast.coordinator, read=read)
    assert letters_to(cast.second_coordinator) == []
    assert notices.latest(cast.second_coordinator, most=9) == []


def test_whoever_wants_one_letter_a_day_gets_one_and_whoever_wants_none_has_the_line(cast):
    accounts.choose_letters(cast.coordinator, letters="daily", language="es-cl")
    accounts.choose_letters(cast.second_coordinator, letters="none", language="es-cl")
    submitted(cast)
    submitted(cast)
    assert letters_to(cast.coordinator) == []
    now = timezone.now()
    assert notices.write_daily(now=now) == 1
    assert notices.write_daily(now=now) == 0
    (subject,) = letters_to(cast.coordinator)
    assert "2 avisos de tu trabajo" in subject
    assert letters_to(cast.second_coordinator) == []
    assert len(notices.latest(cast.second_coordinator, most=9)) == 2


def test_a_letter_that_is_written_twice_at_once_keeps_what_it_tells(cast):
    accounts.choose_letters(cast.coordinator, letters="daily", language="es-cl")
    submitted(cast)
    outbox.drain()
    told = Notice.objects.filter(user=cast.coordinator)
    both = list(told)  # what two writers see that begin at once
    for waiting in (both, both):
        notices._write(cast.coordinator, waiting)
    assert Letter.objects.get(recipient=cast.coordinator.email) == told.get().letter
    assert len(letters_to(cast.coordinator)) == 1


def test_a_daily_letter_tells_what_is_two_days_old_and_nothing_older(cast):
    accounts.choose_letters(cast.coordinator, letters="daily", language="es-cl")
    submitted(cast)
    outbox.drain()
    (notice,) = Notice.objects.filter(user=cast.coordinator)
    late = notice.at + datetime.timedelta(days=2)
    assert notices.write_daily(now=late) == 0
    assert notices.write_daily(now=late - datetime.timedelta(seconds=1)) == 1


def test_a_letter_asks_nothing_of_the_lines_that_it_leaves_out(cast, monkeypatch):
    monkeypatch.setattr(notices, "MOST", 2)
    accounts.choose_letters(cast.coordinator, letters="daily", language="es-cl")
    for _ in range(4):
        submitted(cast)
    outbox.drain()
    asked = []
    meant = notices._is_meant
    monkeypatch.setattr(
        notices, "_is_meant", lambda line, person: asked.append(line) or meant(line, person)
    )
    notices.write_daily(now=timezone.now())
    (subject,) = letters_to(cast.coordinator)
    assert "Más de 2 avisos de tu trabajo" in subject
    assert len(asked) == 3  # the two it tells and the one that shows there are more


def test_letters_are_in_the_language_of_their_reader(cast):
    accounts.choose_letters(cast.coordinator, letters="at_once", language="en")
    submitted(cast)
    (subject,) = letters_to(cast.coordinator)
    assert "A report awaits your review" in subject
    assert "/en/mi-trabajo/" in Letter.objects.get(recipient=cast.coordinator.email).text


def test_an_account_and_a_role_are_told_to_their_person_and_what_two_decide_to_the_other(cast):
    second = User.objects.create_superuser("otra@prueba.example")
    made = accounts.save_person(User(email="nueva@prueba.example"), by=cast.administrator)
    assert "Se creó una cuenta para ti" in letters_to(made)[0]
    proposal = organizations.propose_role(
        RoleProposal(
            user=made, organization=cast.city, role="editor", starts_on=timezone.localdate()
        ),
        by=cast.administrator,
    )
    assert told(second) == ["role_proposed"]
    assert told(cast.administrator) == []
    organizations.confirm_role(proposal, by=second)
    assert told(made) == ["account_made", "role_given"]
    accounts.propose_administration(made, by=cast.administrator)
    assert told(second) == ["role_proposed", "account_change_proposed"]


def test_a_text_is_told_to_who_reviews_it_and_to_who_wrote_it(cast):
    row = plans.submit_for_review(commitment(cast, "draft"), by=cast.editor)
    outbox.drain()
    assert told(cast.coordinator) == ["text_submitted"]
    row = plans.return_to_draft(row, by=cast.coordinator, reason="Falta el problema.")
    outbox.drain()
    assert told(cast.editor) == ["text_returned"]
    row = plans.submit_for_review(row, by=cast.editor)
    plans.publish_commitment(row, by=cast.coordinator, read=four_eyes.as_read("publish", row))
    outbox.drain()
    assert told(cast.editor) == ["text_returned", "text_published"]
    assert told(cast.other_editor) == []


def test_an_objection_is_told_to_coordinators_then_to_the_institution_then_its_answer(cast):
    row = inquiry(cast, "received")
    entry = row_entry("receive_inquiry", row)
    notices.tell_of_act({"entry": entry})
    assert told(cast.coordinator) == ["inquiry_received"]
    assert told(cast.editor) == []
    row = inquiries.publish_inquiry(row, by=cast.coordinator)
    outbox.drain()
    assert told(cast.editor) == ["inquiry_published"]
    row = inquiries.prepare_answer(
        row, by=cast.editor, act=row_act(row), text="Se hizo.", progress=10
    )
    outbox.drain()
    assert "answer_prepared" in told(cast.coordinator)
    row = inquiries.return_answer(row, by=cast.coordinator, reason="Falta la fecha.")
    outbox.drain()
    assert told(cast.editor) == ["inquiry_published", "answer_returned"]
    assert "answer_returned" not in told(cast.coordinator)  # who returned it


def row_act(row) -> str:
    return "answer" if row.kind == "question" else "dismiss"


def row_entry(act: str, row) -> int:
    from ogp_portal.models import JournalEntry

    return JournalEntry.objects.filter(act=act, subject_id=row.pk).latest("pk").pk


def test_a_review_of_facts_is_told_to_the_institution_and_the_coordination(cast):
    row = assessment(cast, "draft")
    assessments.open_factual_review(row, by=author_of(cast, row))
    outbox.drain()
    assert told(cast.editor) == ["review_opened"]
    assert told(cast.coordinator) == ["review_opened"]
    assert told(cast.other_editor) == []


def author_of(cast, row) -> User:
    return cast.monitor if row.kind == "independent" else cast.counterpart


def test_who_chooses_her_letters_finds_the_choice_kept(client, cast):
    client.force_login(cast.editor)
    answer = client.post("/cuenta/cartas/", {"letters": "daily", "language": "en"})
    assert answer.status_code == 302
    cast.editor.refresh_from_db()
    assert (cast.editor.letters, cast.editor.language) == ("daily", "en")
    assert client.post("/cuenta/cartas/", {"letters": "never"}).status_code == 422


def test_mi_trabajo_asks_no_more_for_many_notices_than_for_one(
    client, cast, django_assert_max_num_queries
):
    for _turn in range(4):
        submitted(cast)
    outbox.drain()
    with django_assert_max_num_queries(2):
        assert len(notices.latest(cast.coordinator, most=9)) == 4
    client.force_login(cast.coordinator)
    page = client.get("/mi-trabajo/").content.decode()
    assert page.count("Un reporte espera tu revisión") == 4
    client.force_login(cast.other_coordinator)
    assert "Un reporte espera tu revisión" not in client.get("/mi-trabajo/").content.decode()


def test_what_was_told_is_forgotten_after_ninety_days(cast):
    submitted(cast)
    outbox.drain()
    at = Notice.objects.order_by("at").first().at
    assert notices.forget(before=at) == 0
    assert notices.forget(before=at + datetime.timedelta(hours=1)) == 2
