"""The key of a sending is bound to its content: received once, corrected where it still may be, or
refused with both texts; never a false "received".
"""

import datetime
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from commitments.inquiries.models import Inquiry
from forums.drafts.models import Comment
from forums.proposals import workflow as proposals
from forums.proposals.models import Proposal
from forums.surveys.models import Answer, Sheet
from ogp_portal.foundation.documents.form_fields import KeyField
from ogp_portal.foundation.events import mail, submissions
from ogp_portal.models import Letter, Submission
from tests.factories import forums as made
from tests.factories.commitments import commitment

FIRST, OTHER = "una@correo.example", "otra@correo.example"


def proposing(client, call, key, **more):
    body = {"email": FIRST, "sector": "citizens", "key": str(key), **made.words(), **more}
    return client.post(f"/convocatorias/{call.slug}/proponer/", body)


def asking(client, row, key, **more):
    body = {"key": str(key), "text": "¿Cuándo abre?", "email": FIRST, **more}
    return client.post(f"/compromisos/{row.slug}/preguntar/", body)


@pytest.mark.django_db
def test_a_corrected_address_gets_the_letter_and_the_first_ones_links_open_nothing(client, cast):
    call, key = made.call(cast), uuid.uuid4()
    first = proposing(client, call, key)["Location"]
    second = proposing(client, call, key, email=OTHER, title="Otro título")["Location"]
    assert first != second
    assert [letter.recipient for letter in Letter.objects.order_by("pk")] == [FIRST, OTHER]
    row = Proposal.objects.get()
    assert (row.email, row.title) == (OTHER, "Otro título")
    page = client.get(second).content.decode()
    assert "ot…@correo.example" in page
    assert OTHER not in page
    assert client.get(first).status_code == 404
    old = Letter.objects.get(recipient=FIRST).text
    link = next(word for word in old.split() if "/confirmar/" in word).partition("8000")[2]
    assert client.post(link).status_code == 404
    assert proposing(client, call, key, email=OTHER, title="Otro título")["Location"] == second
    assert Proposal.objects.count() == 1
    assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_a_corrected_text_keeps_its_links_and_writes_no_second_letter(client, cast):
    call, key = made.call(cast), uuid.uuid4()
    first = proposing(client, call, key)["Location"]
    assert proposing(client, call, key, solution="Un huerto en cada plaza.")["Location"] == first
    assert Proposal.objects.get().solution == "Un huerto en cada plaza."
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_a_confirmed_proposal_is_not_changed_and_the_page_shows_both_texts(client, cast):
    call, key = made.call(cast), uuid.uuid4()
    first = proposing(client, call, key)["Location"]
    proposals.confirm(made.confirmation_code(key))
    answer = proposing(client, call, key, solution="Un huerto en cada plaza.")
    page = answer.content.decode()
    assert answer.status_code == 409
    row = Proposal.objects.get()
    assert row.solution in page
    assert "Un huerto en cada plaza." in page
    assert first in page
    assert row.solution != "Un huerto en cada plaza."
    another = page.partition('name="another_key" value="')[2].partition('"')[0]
    sent = proposing(client, call, key, solution="Un huerto en cada plaza.", another_key=another)
    assert sent.status_code == 302
    assert Proposal.objects.count() == 2


@pytest.mark.django_db
def test_another_photograph_takes_the_place_of_the_first(client, cast):
    from tests.commitments.inquiries.test_workflow import PNG
    from tests.made_files import pdf

    call, key = made.call(cast), uuid.uuid4()
    proposing(client, call, key, files=SimpleUploadedFile("a.png", PNG))
    assert Proposal.objects.get().attachments.count() == 1
    proposing(client, call, key, files=SimpleUploadedFile("b.pdf", pdf()))
    kept = Proposal.objects.get().attachments.get()
    assert kept.media_type == "application/pdf"
    proposing(client, call, key, title="Sin archivo esta vez")
    assert Proposal.objects.get().attachments.get() == kept


@pytest.mark.django_db
def test_the_address_of_a_question_is_corrected_and_another_text_is_refused_with_both(client, cast):
    row, key = commitment(cast), uuid.uuid4()
    first = asking(client, row, key)["Location"]
    second = asking(client, row, key, email=OTHER)["Location"]
    assert client.get(first).status_code == 404
    assert "ot…@correo.example" in client.get(second).content.decode()
    assert [letter.recipient for letter in Letter.objects.order_by("pk")] == [FIRST, OTHER]
    answer = asking(client, row, key, email=OTHER, text="¿Y cuánto cuesta?")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("¿Cuándo abre?", "¿Y cuánto cuesta?", second, 'name="another_key"'):
        assert words in page
    assert Inquiry.objects.get().text == "¿Cuándo abre?"
    assert asking(client, row, key, email=OTHER)["Location"] == second


@pytest.mark.django_db
def test_the_address_of_a_confirmed_question_is_not_changed(client, cast):
    row, key = commitment(cast), uuid.uuid4()
    asking(client, row, key)
    Inquiry.objects.update(email_confirmed_at=timezone.now())
    answer = asking(client, row, key, email=OTHER)
    assert answer.status_code == 409
    assert "u…@correo.example" in answer.content.decode()
    assert Inquiry.objects.get().email == FIRST
    assert FIRST not in answer.content.decode()


@pytest.mark.django_db
def test_a_comment_is_corrected_in_its_ten_minutes_and_refused_with_both_after(client, cast):
    row, key = made.consultation(cast), str(uuid.uuid4())
    client.force_login(cast.member)
    page = f"/consultas/{row.slug}/comentar/"
    sent = {"kind": "doubt", "text": "¿Por qué?", "key": key}
    first = client.post(page, sent)["Location"]
    assert client.post(page, {**sent, "text": "¿Para qué?"})["Location"] == first
    assert Comment.objects.get().text == "¿Para qué?"
    Comment.objects.update(at=timezone.now() - datetime.timedelta(minutes=11))
    answer = client.post(page, {**sent, "text": "¿Hasta cuándo?"})
    words = answer.content.decode()
    assert answer.status_code == 409
    for text in ("¿Para qué?", "¿Hasta cuándo?", first):
        assert text in words
    assert Comment.objects.get().text == "¿Para qué?"
    assert client.post(page, {**sent, "text": "¿Para qué?"}).status_code == 302


@pytest.mark.django_db
def test_a_comment_of_another_kind_is_another_comment(client, cast):
    row, key = made.consultation(cast), str(uuid.uuid4())
    client.force_login(cast.member)
    page = f"/consultas/{row.slug}/comentar/"
    client.post(page, {"kind": "doubt", "text": "¿Por qué?", "key": key})
    assert client.post(page, {"kind": "support", "text": "Sí.", "key": key}).status_code == 409
    assert Comment.objects.get().kind == "doubt"


@pytest.mark.django_db
def test_a_sheet_sent_again_is_the_receipt_and_with_other_answers_shows_both(client, cast):
    row = made.survey(cast)
    question = row.questions.get(kind="scale")
    text = row.questions.filter(kind="open").first()
    key = str(uuid.uuid4())
    sent = {f"q{question.pk}": "3", f"q{text.pk}": "Más plazas", "key": key}
    page = f"/encuestas/{row.slug}/"
    for _turn in range(2):
        assert "Respuesta recibida" in client.post(page, sent).content.decode()
    answer = client.post(page, {**sent, f"q{text.pk}": "Menos autos"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Más plazas" in words
    assert "Menos autos" in words
    assert "another_key" not in words
    assert Sheet.objects.count() == 1
    assert Answer.objects.get(question=text).text == "Más plazas"


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_exactly_one_is_received_and_the_rest_get_its_receipt(client, cast):
    call, key = made.call(cast), uuid.uuid4()
    together = threading.Barrier(8)

    def send(_turn: int):
        together.wait(20)
        try:
            receipt = proposals.propose(
                call, key=key, email=FIRST, language="es-cl", **made.words()
            )
            return receipt.proposal.pk, receipt.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as people:
        receipts = set(people.map(send, range(8)))
    assert len(receipts) == 1
    assert Proposal.objects.count() == Letter.objects.count() == 1


@pytest.mark.django_db
def test_what_a_refused_form_brought_binds_nothing(client, cast):
    call, key = made.call(cast, is_over=True), uuid.uuid4()
    assert proposing(client, call, key).status_code == 409
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_a_key_that_was_forgotten_is_told_as_received_before(client, cast):
    call, key = made.call(cast), uuid.uuid4()
    proposing(client, call, key)
    proposals.confirm(made.confirmation_code(key))
    today = timezone.localdate()
    assert submissions.forget(before=today) == 0
    assert submissions.forget(before=today + datetime.timedelta(days=1)) == 1
    assert proposing(client, call, key).status_code == 409
    assert Proposal.objects.count() == 1


def test_line_ends_and_outer_blanks_are_not_another_content_and_a_file_is():
    key = uuid.uuid4()

    def read(text: str, *files: bytes) -> str:
        sent = [SimpleUploadedFile("a.png", content) for content in files]
        return submissions.read("form", key, {"text": text, "files": sent}).digest

    assert read("uno\r\ndos ") == read("uno\ndos")
    assert read("uno") != read("dos")
    assert read("uno", b"a") != read("uno", b"b") != read("uno")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("vecina@correo.cl", "ve…@correo.cl"), ("ana@correo.cl", "a…@correo.cl"), ("", "")],
)
def test_an_address_is_shown_by_its_beginning_and_its_domain(address, shown):
    assert mail.masked(address) == shown


def test_every_form_with_a_key_takes_it_by_the_field_that_knows_another():
    from django import forms
    from django.apps import apps

    def below(kind):
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    assert apps.ready
    keyed = {
        form
        for form in below(forms.BaseForm)
        if "key" in getattr(form, "base_fields", {})
        and form.__module__.split(".")[0] in {"commitments", "forums", "transparency"}
    }
    assert {form.__name__ for form in keyed} >= {
        "ProposalForm",
        "QuestionForm",
        "ChallengeForm",
        "SheetForm",
        "CommentForm",
    }
    for form in keyed:
        assert isinstance(form.base_fields["key"], KeyField), form
