"""The doors of asking and objecting: the form, the pages everybody reads, the desk."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.inquiries.models import Inquiry
from ogp_portal.foundation.permissions import codes, four_eyes
from tests.factories.commitments import PNG, commitment, complete, inquiry


def sent(**more) -> dict:
    return {"text": "¿Cuándo abre la plaza?", "key": str(uuid.uuid4()), "website": "", **more}


def test_a_visitor_asks_without_an_account_and_is_given_a_page_to_follow(client, cast):
    row = commitment(cast)
    assert "Preguntar" in client.get(f"/compromisos/{row.slug}/").content.decode()
    answer = client.post(f"/compromisos/{row.slug}/preguntar/", sent())
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "La recibimos" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store, private"
    assert Inquiry.objects.get().state == "received"


@pytest.mark.parametrize(
    "data", [{"text": ""}, {"text": "x" * 2001}, {"key": "no"}, {"email": "no"}]
)
def test_a_wrong_question_is_told_and_keeps_what_was_typed(client, cast, data):
    row = commitment(cast)
    answer = client.post(f"/compromisos/{row.slug}/preguntar/", sent(**data))
    assert answer.status_code == 422
    assert "Hay algo que corregir" in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_a_program_that_fills_the_hidden_field_is_not_taken(client, cast):
    row = commitment(cast)
    assert (
        client.post(
            f"/compromisos/{row.slug}/preguntar/", sent(website="https://spam.example")
        ).status_code
        == 422
    )
    assert not Inquiry.objects.exists()


def test_forty_people_behind_one_address_get_through_and_a_flood_does_not(client, cast):
    row = commitment(cast)
    answers = [
        client.post(f"/compromisos/{row.slug}/preguntar/", sent()).status_code
        for _turn in range(62)
    ]
    assert answers[:40] == [302] * 40
    assert answers[-1] == 429


def test_an_objection_comes_with_its_file_and_a_forbidden_one_is_told(client, cast):
    milestone = complete(cast, commitment(cast))
    page = f"/compromisos/{milestone.commitment.slug}/objetar/{milestone.position}/"
    assert "Objétalo" in client.get(f"/compromisos/{milestone.commitment.slug}/").content.decode()
    assert client.post(page, sent(files=SimpleUploadedFile("x.svg", b"<svg/>"))).status_code == 422
    assert client.post(page, sent()).status_code == 422
    assert client.post(page, sent(link="javascript:alert(1)")).status_code == 422
    assert client.post(page, sent(files=SimpleUploadedFile("foto.png", PNG))).status_code == 302


@pytest.mark.parametrize("path", ["objetar/1/", "objetar/99/"])
def test_a_milestone_that_is_not_complete_has_no_door_to_object(client, cast, path):
    assert client.get(f"/compromisos/{commitment(cast).slug}/{path}").status_code == 404


def test_what_was_not_looked_at_is_seen_by_nobody_outside_and_what_is_refused_shows_no_text(
    client, cast
):
    received, refused, published = (
        inquiry(cast, state) for state in ("received", "not_published", "published")
    )
    Inquiry.objects.filter(pk=refused.pk).update(text="secreto de una vecina")
    assert client.get(f"/preguntas/{received.slug}/").status_code == 404
    page = client.get(f"/preguntas/{refused.slug}/").content.decode()
    assert "secreto de una vecina" not in page
    assert "Nombra a una vecina." in page
    listed = client.get("/preguntas/").content.decode()
    assert "secreto de una vecina" not in listed
    assert published.text in listed
    assert "secreto de una vecina" not in client.get("/api/v1/inquiries/").content.decode()


def test_the_file_of_an_objection_is_given_only_once_its_text_is_public(client, cast):
    milestone = complete(cast, commitment(cast))
    row = inquiry(
        cast, "received", milestone=milestone, files=[SimpleUploadedFile("foto.png", PNG)]
    )
    address = f"/preguntas/{row.slug}/pruebas/{row.files.get().sha256}/"
    assert client.get(address).status_code == 404
    client.force_login(cast.coordinator)
    client.post(f"/mi-trabajo/preguntas/{row.slug}/", {"do": "publish"})
    client.logout()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_pages_of_a_code_ask_for_one_more_touch_and_confirm(client, cast):
    row = inquiry(cast, "received", email="una@correo.example")
    code = codes.of_sending("inquiry:confirm", row.submission_key, to=row.email)
    page = f"/preguntas/confirmar/{code}/"
    assert client.get(page).status_code == 200
    row.refresh_from_db()
    assert row.email_confirmed_at is None
    assert client.post(page).status_code == 200
    row.refresh_from_db()
    assert row.email_confirmed_at
    assert client.post("/preguntas/confirmar/inventado/").status_code == 404


def test_the_desk_leads_from_looking_to_an_approved_answer(client, cast):
    row = inquiry(cast, "received")
    address = f"/mi-trabajo/preguntas/{row.slug}/"
    client.force_login(cast.coordinator)
    assert row.text in client.get("/mi-trabajo/preguntas/").content.decode()
    client.post(address, {"do": "publish"})
    client.force_login(cast.editor)
    assert (
        client.post(
            address, {"do": "answer", "answer-act": "answer", "answer-text": ""}
        ).status_code
        == 422
    )
    assert (
        client.post(
            address, {"do": "answer", "answer-act": "answer", "answer-text": "Abre en marzo."}
        ).status_code
        == 302
    )
    assert client.post(address, {"do": "approve"}).status_code == 404
    client.force_login(cast.coordinator)
    assert "Abre en marzo." in client.get(address).content.decode()
    row = Inquiry.objects.get()
    read = {four_eyes.field_of(row): four_eyes.as_read("answer", row)}
    assert client.post(address, {"do": "approve", **read}).status_code == 302
    assert Inquiry.objects.get().state == "answered"
    assert client.get(address).status_code == 404
    client.logout()
    assert "Abre en marzo." in client.get(f"/preguntas/{row.slug}/").content.decode()


@pytest.mark.parametrize(
    "name", ["other_editor", "other_coordinator", "monitor", "administrator", "member"]
)
def test_the_desk_of_another_institution_answers_not_found(client, cast, name):
    row = inquiry(cast, "received")
    client.force_login(getattr(cast, name))
    assert row.text not in client.get("/mi-trabajo/preguntas/").content.decode()
    assert client.get(f"/mi-trabajo/preguntas/{row.slug}/").status_code == 404
    assert client.post(f"/mi-trabajo/preguntas/{row.slug}/", {"do": "publish"}).status_code == 404


def test_the_list_asks_the_same_few_queries_whatever_the_rows(
    client, cast, django_assert_max_num_queries
):
    row = commitment(cast)
    for _turn in range(25):
        inquiry(cast, of=row)
    with django_assert_max_num_queries(4):
        first = client.get("/preguntas/")
    assert "Siguiente" in first.content.decode()
    with django_assert_max_num_queries(12):
        client.get(f"/compromisos/{row.slug}/")
    for hostile in ("?pagina=9999999", "?pagina=-1", "?clase=%01&estado=x", "?compromiso=%01'"):
        assert client.get(f"/preguntas/{hostile}").status_code == 200
