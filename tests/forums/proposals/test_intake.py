"""Receiving proposals: once, in time, clean, confirmed by mail; followed and withdrawn by the
author alone.
"""

import datetime
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from forums.proposals import workflow
from forums.proposals.models import Attachment, Call, Proposal
from forums.proposals.workflow.following import author_code
from ogp_portal.foundation import workdays
from ogp_portal.foundation.events import history, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.permissions.windows import WindowClosed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter
from tests.factories import forums as made

pytestmark = pytest.mark.django_db


def sent(call: Call, **more) -> dict:
    return {
        "email": "vecina@prueba.example",
        "sector": "citizens",
        "key": str(uuid.uuid4()),
        **made.words(),
        **more,
    }


def propose(client, call: Call, **more):
    return client.post(f"/convocatorias/{call.slug}/proponer/", sent(call, **more))


def test_a_visitor_proposes_confirms_and_is_told_by_when_she_is_answered(client, cast):
    call = made.call(cast)
    answer = propose(client, call)
    assert answer.status_code == 302
    assert "Falta un paso" in client.get(answer["Location"]).content.decode()
    outbox.drain()
    letter = mail.outbox[-1]
    assert letter.to == ["vecina@prueba.example"]
    link = next(word for word in letter.body.split() if "/confirmar/" in word).partition(
        "localhost:8000"
    )[2]
    assert Proposal.objects.get().state == "received"
    assert client.get(link).status_code == 200
    assert Proposal.objects.get().state == "received"  # a program that opens links confirms nothing
    page = client.post(link).content.decode()
    row = Proposal.objects.get()
    assert (row.state, row.number) == ("confirmed", 1)
    assert row.answer_due_on == workdays.after(timezone.localdate(), 20).due_on
    assert "20 días hábiles" in page
    assert client.post(link).status_code == 200  # twice is once
    assert Proposal.objects.get().number == 1


def test_the_same_sending_twice_is_one_proposal_with_the_same_receipt(client, cast):
    call = made.call(cast)
    body = sent(call)
    first, second = (
        client.post(f"/convocatorias/{call.slug}/proponer/", body) for _turn in range(2)
    )
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == Letter.objects.count() == 1


def test_one_second_late_is_refused_and_what_was_typed_is_still_there(client, cast):
    call = made.call(cast, is_over=True)
    answer = propose(client, call)
    assert answer.status_code == 409
    assert "El plazo terminó" in answer.content.decode()
    assert "Que cada comuna abra un huerto comunitario." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_one_second_early_is_refused_too(cast):
    call = made.call(cast, opens_at=timezone.now() + datetime.timedelta(seconds=30))
    with pytest.raises(WindowClosed, match="Aún no abre"):
        workflow.propose(
            call, key=uuid.uuid4(), email="a@prueba.example", language="es-cl", **made.words()
        )


def test_the_same_receipt_is_given_after_the_window_closes(cast):
    call, key = made.call(cast), uuid.uuid4()
    first = workflow.propose(
        call, key=key, email="a@prueba.example", language="es-cl", **made.words()
    )
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())
    assert (
        workflow.propose(call, key=key, email="a@prueba.example", language="es-cl", **made.words())
        == first
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b\u2060\u00ad"),
        ("title", "x" * 151),
        ("problem", "y" * 4001),
        ("solution", "z" * 6001),
        ("email", "no es un correo"),
        ("email", ""),
        ("key", "no"),
        ("key", ""),
        ("sector", "inventado"),
        ("sector", "academia"),
        ("territory", "99999"),
        ("value", "no-existe"),
        ("title", "\x00"),
    ],
)
def test_bad_input_is_refused_with_the_field_marked_and_nothing_is_saved(
    client, cast, field, value
):
    answer = propose(client, made.call(cast), **{field: value})
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    assert not Letter.objects.exists()


def test_five_megabytes_of_text_get_a_clear_answer(client, cast):
    answer = propose(client, made.call(cast), solution="a" * 5_000_000)
    assert answer.status_code == 413
    assert "acorta el texto" in answer.content.decode()


def test_scripts_and_marks_that_turn_text_around_arrive_as_plain_words(client, cast):
    call = made.call(cast)
    propose(
        client,
        call,
        title="Hola\u202e al revés<script>alert(1)</script>",
        problem="**fuerte** <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    )
    row = workflow.confirm(made.confirmation_code(Proposal.objects.get().submission_key))
    assert "\u202e" not in row.title
    row = workflow.admit(row, by=cast.coordinator)
    page = client.get(f"/propuestas/{row.slug}/").content.decode()
    assert "<script>alert" not in page
    assert "onerror" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert 'href="javascript' not in page
    assert "<strong>fuerte</strong>" in page


def test_what_fills_in_the_hidden_field_is_a_program(client, cast):
    assert propose(client, made.call(cast), website="https://spam.example").status_code == 422
    assert not Proposal.objects.exists()


def test_forty_people_behind_one_address_get_through_and_five_hundred_sendings_do_not(client, cast):
    call = made.call(cast)
    statuses = [
        propose(client, call, email=f"p{turn}@prueba.example").status_code for turn in range(40)
    ]
    assert statuses == [302] * 40
    for turn in range(40, 60):
        propose(client, call, email=f"p{turn}@prueba.example")
    refused = propose(client, call)
    assert refused.status_code == 429
    assert "demasiados envíos" in refused.content.decode()
    assert "Que cada comuna abra" in refused.content.decode()
    assert Proposal.objects.count() == 60


@pytest.mark.parametrize(("many", "is_taken"), [(3, True), (4, False)])
def test_three_files_come_along_and_four_do_not(cast, many, is_taken):
    def take():
        return workflow.propose(
            made.call(cast),
            key=uuid.uuid4(),
            email="vecina@prueba.example",
            language="es-cl",
            files=[made.photograph(f"{number}.png") for number in range(many)],
            **made.words(),
        )

    if is_taken:
        assert take().proposal.attachments.exists()
    else:
        with pytest.raises(Refusal):
            take()


def test_the_link_that_confirms_lasts_seven_days_and_not_a_second_more(cast):
    for seconds, is_taken in ((-1, True), (0, False)):
        key = uuid.uuid4()
        row = workflow.propose(
            made.call(cast), key=key, email="v@prueba.example", language="es-cl", **made.words()
        ).proposal
        late = row.received_at + datetime.timedelta(days=7, seconds=seconds)
        with time_machine.travel(late, tick=False):
            if is_taken:
                assert workflow.confirm(made.confirmation_code(key)).state == "confirmed"
            else:
                with pytest.raises(Refusal, match="siete días"):
                    workflow.confirm(made.confirmation_code(key))


def test_a_file_comes_along_checked_by_its_content(client, cast):
    call = made.call(cast)
    answer = client.post(
        f"/convocatorias/{call.slug}/proponer/",
        {**sent(call), "files": [made.photograph(), made.photograph("otra.png")]},
    )
    assert answer.status_code == 302
    assert Attachment.objects.count() == 1  # the same file twice is one
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(
        f"/convocatorias/{call.slug}/proponer/",
        {**sent(call), "files": SimpleUploadedFile("virus.exe", b"MZ" * 100)},
    )
    assert answer.status_code == 422
    assert "no se acepta" in answer.content.decode()
    assert Proposal.objects.count() == 1  # nothing half done


def test_a_link_that_was_not_given_opens_nothing(client, cast):
    row = made.proposal(cast, "confirmed")
    for address in (
        "/propuestas/seguimiento/inventado/",
        "/propuestas/confirmar/inventado/",
        f"/propuestas/{row.slug}/",
    ):
        assert client.get(address, follow=True).status_code in {200, 404}
        assert row.title not in client.get(address).content.decode()
    assert client.post("/propuestas/confirmar/inventado/").status_code == 404


def test_a_confirmation_after_seven_days_is_refused_clearly(client, cast):
    receipt = workflow.propose(
        made.call(cast),
        key=(key := uuid.uuid4()),
        email="a@prueba.example",
        language="es-cl",
        **made.words(),
    )
    Proposal.objects.filter(pk=receipt.proposal.pk).update(
        received_at=timezone.now() - datetime.timedelta(days=7)
    )
    answer = client.post(f"/propuestas/confirmar/{made.confirmation_code(key)}/")
    assert answer.status_code == 422
    assert "siete días" in answer.content.decode()


def test_the_author_withdraws_and_after_the_table_may_not(cast):
    call = made.call(cast)
    receipt = workflow.propose(
        call, key=(key := uuid.uuid4()), email="a@prueba.example", language="es-cl", **made.words()
    )
    row = workflow.admit(workflow.confirm(made.confirmation_code(key)), by=cast.coordinator)
    workflow.take_to_table(row, by=cast.coordinator, group=made.group(cast, of=call))
    with pytest.raises(MoveNotAllowed):
        workflow.withdraw(receipt.code)
    other = workflow.propose(
        call, key=uuid.uuid4(), email="a@prueba.example", language="es-cl", **made.words()
    )
    assert workflow.withdraw(other.code).state == "withdrawn"
    with pytest.raises(rights.NotAllowed):
        workflow.withdraw("otro")


def test_a_withdrawn_proposal_says_so_and_shows_its_text_nowhere_not_even_beside_what_it_was_in(
    client, cast
):
    call, key = made.call(cast), uuid.uuid4()
    receipt = workflow.propose(
        call,
        key=key,
        email="a@prueba.example",
        language="es-cl",
        **made.words("Idea que se retira"),
    )
    row = workflow.admit(workflow.confirm(made.confirmation_code(key)), by=cast.coordinator)
    other = made.proposal(cast, of=call, title="Idea unida")
    workflow.merge(other, by=cast.coordinator, into=row, reason="Igual.")
    old = row.slug
    assert old.startswith("idea-que-se-retira-")
    workflow.withdraw(receipt.code)
    assert client.get(f"/propuestas/{old}/").status_code == 404
    row.refresh_from_db()
    assert re.fullmatch(r"propuesta-[0-9a-f]{6}", row.slug)
    assert old not in {event.slug for event in history.versions(Proposal)}
    page = client.get(f"/propuestas/{row.slug}/").content.decode()
    assert "retirada por su autoría" in page
    assert "Hay plazas sin uso." not in page
    for way_out in (
        f"/propuestas/{other.slug}/",
        f"/convocatorias/{call.slug}/",
        "/",
        "/cambios.atom",
        "/propuestas.atom",
        "/api/v1/proposals/",
        "/api/v1/changes/?page_size=500",
    ):
        body = client.get(way_out).content.decode()
        assert "Idea que se retira" not in body, way_out
        assert old not in body, way_out


def test_the_journal_and_its_history_name_what_was_withdrawn_by_its_number_and_keep_the_rest(cast):
    call = made.call(cast)
    kept = made.proposal(cast, of=call, title="Idea que queda")
    row = made.proposal(cast, of=call, title="Idea que se retira")
    other = made.proposal(cast, of=call, title="Idea unida")
    workflow.merge(other, by=cast.coordinator, into=row, reason="Igual.")
    workflow.withdraw(author_code("follow", row.submission_key, to=row.email))
    row.refresh_from_db()
    for rows in (JournalEntry.objects.all(), history.versions(JournalEntry)):
        admitted = rows.get(act="admit", subject_id=row.pk)
        assert (admitted.subject_title, admitted.subject_slug) == ("Propuesta 2", row.slug)
        assert rows.get(act="merge").after == {"state": "merged", "target": "Propuesta 2"}
        assert rows.get(act="merge").subject_title == "Idea unida"
        untouched = rows.get(act="admit", subject_id=kept.pk)
        assert (untouched.subject_title, untouched.subject_slug) == (kept.title, kept.slug)
    with pytest.raises(ProgrammingError), transaction.atomic():
        JournalEntry.objects.update(subject_title="Otra cosa")


def test_paper_counts_the_same_with_its_photograph_and_without_it_is_refused(cast):
    call = made.call(cast, is_over=True)  # paper was written in the window and is entered later
    facts = {**made.words(), "gathering": "Diálogo de la junta de vecinos"}
    with pytest.raises(Refusal, match="fotografía"):
        workflow.transcribe(call, by=cast.coordinator, files=[], **facts)
    with pytest.raises(rights.NotAllowed):
        workflow.transcribe(call, by=cast.member, files=[made.photograph()], **facts)
    row = workflow.transcribe(call, by=cast.coordinator, files=[made.photograph()], **facts)
    assert (row.state, row.arrival, row.number) == ("confirmed", "paper", 1)
    assert row.attachments.count() == 1


def test_what_nobody_confirms_is_deleted_and_so_are_addresses_of_plans_long_over(cast):
    stale = made.proposal(cast, "received")
    Proposal.objects.filter(pk=stale.pk).update(
        received_at=timezone.now() - datetime.timedelta(days=15)
    )
    kept = made.proposal(cast, "admitted")
    assert workflow.forget_unconfirmed(now=timezone.now()) == 1
    assert list(Proposal.objects.values_list("pk", flat=True)) == [kept.pk]
    cast.plan.ends_on = timezone.localdate() - datetime.timedelta(days=366)
    cast.plan.starts_on = cast.plan.ends_on - datetime.timedelta(days=1)
    cast.plan.save()
    workflow.forget_unconfirmed(now=timezone.now())
    assert Proposal.objects.get().email == ""


@pytest.mark.parametrize(("state", "name"), [("admitted", "Ana"), ("not_admitted", "")])
def test_a_name_is_kept_after_the_plan_only_where_it_was_published(cast, state, name):
    signed = made.proposal(cast, state)
    Proposal.objects.filter(pk=signed.pk).update(author_name="Ana", is_name_public=True)
    cast.plan.ends_on = timezone.localdate() - datetime.timedelta(days=366)
    cast.plan.starts_on = cast.plan.ends_on - datetime.timedelta(days=1)
    cast.plan.save()
    workflow.forget_unconfirmed(now=timezone.now())
    assert Proposal.objects.get().author_name == name


def test_no_public_entry_of_the_journal_holds_the_words_of_a_proposal_before_it_is_admitted(cast):
    row = made.proposal(cast, "not_admitted", title="zzpalabra")
    entries = JournalEntry.objects.filter(is_public=True)
    assert entries.filter(act="not_admit").exists()
    assert not [
        entry
        for entry in entries
        if "zzpalabra" in f"{entry.subject_title}{entry.before}{entry.after}{entry.reason}"
    ]
    assert row.state_reason
