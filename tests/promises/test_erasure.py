"""Erased means erased: a random word in everything that says who somebody is, then erased, is in no
column of any table, its history, letters, errors and queues included, and in no file.
"""

import datetime
import json
import uuid
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.plans import workflow as plans
from forums.drafts import workflow as drafts
from forums.proposals import workflow as proposals
from forums.proposals.models import Proposal, Support
from forums.surveys import workflow as surveys
from forums.surveys.models import OfferOfHelp
from ogp_portal.foundation.personal_data import HELD, REGISTER, is_account
from ogp_portal.models import JournalEntry, Letter, OutboxMessage, User
from tests.factories import forums as made
from tests.factories.commitments import PNG, commitment, inquiry
from transparency.subscriptions import workflow as subscriptions

pytestmark = pytest.mark.django_db
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def places(word: str) -> list[str]:
    """Return the tables and files that hold a word in any column or byte."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*) FROM {name} AS t WHERE t::text ILIKE %s", [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and (word.encode() in path.read_bytes() or word in path.name):
            found.append(str(path))
    return found


@pytest.fixture
def word() -> str:
    return f"zz{uuid.uuid4().hex[:12]}"


def asked(cast, word, **facts):
    return inquiries.receive(
        commitment(cast),
        key=uuid.uuid4(),
        text=f"Soy {word} y pregunto.",
        link=f"https://{word}.example/",
        email=f"{word}@prueba.example",
        files=[SimpleUploadedFile(f"carta de {word}.png", PNG)],
        **facts,
    )


def proposed(cast, word):
    return proposals.propose(
        made.call(cast),
        key=uuid.uuid4(),
        email=f"{word}@prueba.example",
        language="es",
        files=[SimpleUploadedFile(f"{word}.png", PNG)],
        title=f"Idea de {word}",
        problem=f"{word} lo ve",
        solution=f"{word} lo haría",
        author_name=word,
        organization_name=word,
    )


def test_a_word_is_found_wherever_it_is_put(cast, word):
    asked(cast, word)
    found = places(word)
    assert {"commitments_inquiry", "commitments_inquiryevent", "ogp_portal_letter"} <= set(found)
    assert places(f"{word}x") == []


def test_a_withdrawn_question_is_nowhere(cast, word):
    receipt = asked(cast, word)
    row = receipt.inquiry
    inquiries.publish_inquiry(row, by=cast.coordinator)
    inquiries.prepare_answer(row, by=cast.editor, act="answer", text=f"Estimada {word}:")
    inquiries.withdraw(receipt.code)
    assert places(word) == []
    assert Inquiry.objects.get(pk=row.pk).state == "withdrawn"


def test_a_question_that_was_not_published_is_nowhere_after_its_term(cast, word):
    row = asked(cast, word).inquiry
    inquiries.refuse_inquiry(row, by=cast.coordinator, rule="people", reason="Nombra a alguien.")
    now = row.received_at
    inquiries.forget(now=now + datetime.timedelta(days=89))
    assert "commitments_inquiry" in places(word)
    inquiries.forget(now=now + datetime.timedelta(days=366))
    assert places(word) == []


def test_a_withdrawn_proposal_and_one_that_nobody_confirmed_are_nowhere(cast, word):
    proposals.withdraw(proposed(cast, word).code)
    assert places(word) == []
    row = proposed(cast, word).proposal
    with time_machine.travel(timezone.now() + datetime.timedelta(days=13), tick=False):
        proposals.forget_unconfirmed(now=timezone.now())
    assert Proposal.objects.filter(pk=row.pk).exists()
    proposals.forget_unconfirmed(now=timezone.now() + datetime.timedelta(days=15))
    assert places(word) == []
    assert not Proposal.objects.filter(pk=row.pk).exists()


def test_a_withdrawn_comment_is_nowhere(cast, word):
    row = made.comment(cast, by=cast.member, text=f"Soy {word}.")
    drafts.withdraw_comment(row, by=cast.member)
    assert places(word) == []


def everything_of(cast, word) -> User:
    """Put the word into everything that says who somebody is, as such a person would."""
    address = f"{word}@prueba.example"
    account = User.objects.create_user(address, name=word)
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session["email"] = address
    session.save()
    asked(cast, word)
    proposed(cast, word)
    answered = inquiry(cast, "answered")
    Inquiry.objects.filter(pk=answered.pk).update(email=address)
    selected = made.proposal(cast, "selected", email=address)
    Proposal.objects.filter(pk=selected.pk).update(author_name=word, is_name_public=True)
    other = made.proposal(cast)
    proposals.support(other, by=account)
    made.comment(cast, by=account)
    draft = commitment(cast, "draft")
    plans.save_contact(
        draft, by=cast.editor, post="Directora", name=word, email=address, phone=f"+56 {word}"
    )
    survey = made.survey(cast)
    question = survey.questions.get(is_offer=True)
    surveys.submit_answers(
        survey,
        person=cast.citizen,
        key=uuid.uuid4(),
        answers={question.pk: "Puedo traducir."},
        email=address,
    )
    subscriptions.subscribe(
        email=address, kind="plan", target=cast.plan.slug, frequency="weekly", language="es"
    )
    message = OutboxMessage.objects.first()
    message.last_error = f"SMTPRecipientsRefused({{'{address}': (550, b'no')}})"
    message.save()
    return account


def erase(address: str) -> str:
    told = StringIO()
    call_command("personal_data", "erase", address, yes=True, stdout=told)
    return told.getvalue()


def test_whoever_is_erased_by_address_is_in_no_table_and_in_no_file(cast, word, tmp_path):
    account = everything_of(cast, word)
    address = f"{word}@prueba.example"
    supported = Support.objects.get(user=account).proposal
    supports = supported.support_count
    assert places(word)
    told = erase(address.upper())
    assert places(word) == []
    assert word not in told.replace(address, "").lower()
    assert "cada acto conserva" in told
    supported.refresh_from_db()
    assert supported.support_count == supports - 1
    assert not Session.objects.exists()
    account.refresh_from_db()
    assert (account.is_active, account.name) == (False, "")
    entry = JournalEntry.objects.get(act="erase_person")
    assert (entry.subject_title, entry.is_public) == ("una persona", False)
    again = StringIO()
    call_command("personal_data", "show", address, stdout=again)
    assert again.getvalue().strip() == "No hay nada sobre ese correo."


def test_what_was_decided_in_public_stays_without_its_author(cast, word):
    everything_of(cast, word)
    erase(f"{word}@prueba.example")
    assert Inquiry.objects.filter(state="answered", email="").exclude(text="").exists()
    kept = Proposal.objects.get(state="selected")
    assert kept.title
    assert (kept.email, kept.author_name, kept.is_name_public) == ("", "", False)


def test_nobody_else_is_erased_with_one_person(cast, word):
    mine = asked(cast, f"{word}a").inquiry
    other = asked(cast, f"{word}b").inquiry
    erase(f"{word}a@prueba.example")
    assert Inquiry.objects.get(pk=mine.pk).state == "withdrawn"
    assert Inquiry.objects.get(pk=other.pk).email == f"{word}b@prueba.example"
    assert Letter.objects.filter(recipient=f"{word}b@prueba.example").exists()


def test_whoever_transcribed_the_proposals_of_others_is_erased_without_them(cast):
    row = made.proposal(cast, "confirmed", email="otra@prueba.example")
    Proposal.objects.filter(pk=row.pk).update(facilitator=cast.coordinator)
    erase(cast.coordinator.email)
    kept = Proposal.objects.get(pk=row.pk)
    assert (kept.state, kept.email, kept.title) == ("confirmed", "otra@prueba.example", row.title)


def test_everything_held_is_given_with_its_files(cast, word, tmp_path):
    everything_of(cast, word)
    address = f"{word}@prueba.example"
    folder = tmp_path / "suyo"
    call_command("personal_data", "export", address, to=str(folder), stdout=StringIO())
    told = json.loads((folder / "datos.json").read_text())
    found = {
        "commitments.contact",
        "commitments.inquiry",
        "forums.offerofhelp",
        "forums.proposal",
        "forums.support",
        "forums.voice",
        "ogp_portal.letter",
        "ogp_portal.user",
        "transparency.subscriber",
        "transparency.subscription",
    }
    assert found <= set(told)
    assert any(row["text"] == f"Soy {word} y pregunto." for row in told["commitments.inquiry"])
    assert (folder / "archivos").is_dir()
    assert len(list((folder / "archivos").iterdir())) == 2
    words = json.dumps(told)
    assert "digest" not in words
    assert "password" not in words
    with pytest.raises(CommandError, match="ya existe"):
        call_command("personal_data", "export", address, to=str(folder), stdout=StringIO())


def test_what_is_no_address_and_whom_nobody_knows_are_told(cast):
    with pytest.raises(CommandError, match="no es un correo"):
        call_command("personal_data", "show", "nadie")
    told = StringIO()
    call_command("personal_data", "erase", "nadie@prueba.example", yes=True, stdout=told)
    assert "No hay nada" in told.getvalue()
    assert not JournalEntry.objects.filter(act="erase_person").exists()


def test_nothing_is_erased_where_nobody_answers_nor_exported_where_nobody_may_write(
    cast, monkeypatch
):
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="No se borró nada"):
        call_command("personal_data", "erase", cast.member.email, stdout=StringIO())
    with pytest.raises(CommandError, match="No se puede escribir"):
        call_command("personal_data", "export", cast.member.email, to="/proc/x", stdout=StringIO())
    assert not JournalEntry.objects.filter(act="erase_person").exists()


def test_the_only_administrator_is_not_erased(cast):
    with pytest.raises(CommandError, match="única cuenta"):
        call_command(
            "personal_data", "erase", cast.administrator.email, yes=True, stdout=StringIO()
        )
    assert User.objects.get(pk=cast.administrator.pk).is_active


def uncovered() -> list[str]:
    """Return the declared personal columns that nothing finds by an address nor says why not."""
    return [
        name
        for name, field in REGISTER.items()
        if (label := name.rpartition(".")[0]) not in HELD
        or not (HELD[label].by or HELD[label].remains)
        or not (HELD[label].erase or HELD[label].remains or is_erased_with(label))
    ]


def is_erased_with(label: str) -> bool:
    """Say whether rows go with what they belong to."""
    return label == "transparency.subscription"  # with its subscriber


def test_every_declared_personal_column_is_found_and_erased_or_says_why_it_stays(monkeypatch):
    assert uncovered() == []
    monkeypatch.delitem(HELD, "forums.offerofhelp")
    assert uncovered() == ["forums.offerofhelp.email"]


def test_whatever_names_an_account_is_found_by_its_address():
    for name in REGISTER:
        label, _dot, column = name.rpartition(".")
        model = HELD[label].model
        if is_account(model, column):
            assert any(lookup.startswith(column) for lookup in HELD[label].by) or (
                HELD[label].erase is not None
            ), name


def test_an_offer_that_was_taken_up_stays_without_address(cast):
    row = made.offer(cast, "taken_up")
    erase("vecino@prueba.example")
    kept = OfferOfHelp.objects.get(pk=row.pk)
    assert (kept.email, kept.text) == ("", row.text)
