"""The list of proposals, similar ones, and the page of one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forums.proposals import queries, workflow
from tests.factories import forums as made
from tests.factories.commitments import PNG

pytestmark = pytest.mark.django_db


def test_the_list_forgives_accents_filters_and_keeps_what_is_not_public_to_itself(client, cast):
    call = made.call(cast)
    made.proposal(cast, of=call, title="Iluminación de las plazas")
    made.proposal(cast, "confirmed", of=call, title="Iluminación escondida")
    made.proposal(cast, "not_admitted", of=call, title="Iluminación insultante")
    page = client.get("/propuestas/?q=iluminacion").content.decode()
    assert "Iluminación de las plazas" in page
    assert "escondida" not in page
    assert "insultante" not in page
    everything = client.get("/propuestas/").content.decode()
    assert "Propuesta 3" in everything  # that it came, and why not, is public
    assert "insultante" not in everything
    assert "Nada coincide" in client.get("/propuestas/?estado=selected").content.decode()
    for odd in (
        "?pagina=abc",
        "?pagina=999999999",
        "?estado=inventado",
        "?orden=x",
        "?comuna=" + "a" * 500,
    ):
        assert client.get(f"/propuestas/{odd}").status_code == 200, odd


def test_the_list_and_the_page_ask_at_most_eight_questions(
    client, cast, django_assert_max_num_queries
):
    call = made.call(cast)
    rows = [made.proposal(cast, of=call) for _turn in range(25)]
    workflow.merge(rows[0], by=cast.coordinator, into=rows[1], reason="Igual.")
    with django_assert_max_num_queries(8):
        client.get("/propuestas/?q=huertos&orden=apoyos")
    with django_assert_max_num_queries(12):
        client.get(f"/propuestas/{rows[1].slug}/")


def test_similar_ones_are_found_by_any_of_the_words_the_likest_first(client, cast):
    call = made.call(cast)
    made.proposal(cast, of=call, title="Ciclovías seguras en avenidas")
    wanted = made.proposal(cast, of=call, title="Huertos urbanos escolares")
    made.proposal(cast, "confirmed", of=call, title="Huertos urbanos escondidos")
    found = queries.similar("huertos para los colegios urbanos")
    assert found[0] == wanted
    assert (
        "escondidos"
        not in client.post(
            "/propuestas/parecidas/", {"title": "huertos urbanos escondidos"}
        ).content.decode()
    )
    for odd in ("", "a", "' | & ! :*", "\x00 \x00", "x" * 5000):
        assert client.post("/propuestas/parecidas/", {"title": odd}).status_code == 200


def test_without_javascript_a_button_shows_similar_ones_and_keeps_what_was_typed(client, cast):
    call = made.call(cast)
    made.proposal(cast, of=call)
    answer = client.post(
        f"/convocatorias/{call.slug}/proponer/",
        {"similar": "", "title": "Huertos urbanos", "problem": "Plazas sin uso"},
    )
    page = answer.content.decode()
    assert "Ya hay propuestas parecidas" in page
    assert 'value="Huertos urbanos"' in page


def test_a_proposal_not_admitted_shows_its_reason_and_not_its_text(client, cast):
    row = made.proposal(cast, "not_admitted", title="Texto retenido")
    page = client.get(f"/propuestas/{row.slug}/").content.decode()
    assert "Por las reglas publicadas." in page
    assert "Texto retenido" not in page
    item = client.get(f"/api/v1/proposals/{row.slug}/").json()
    assert (item["title"], item["problem"], item["state_reason"]) == (
        "",
        "",
        "Por las reglas publicadas.",
    )


def test_a_name_is_shown_only_where_its_owner_asked_for_it(client, cast):
    shown = made.proposal(cast, author_name="Vecina que firma", is_name_public=True)
    hidden = made.proposal(cast, author_name="Vecina que no firma")
    assert "Vecina que firma" in client.get(f"/propuestas/{shown.slug}/").content.decode()
    assert "Vecina que no firma" not in client.get(f"/propuestas/{hidden.slug}/").content.decode()
    for address in ("/api/v1/proposals/", "/propuestas.atom"):
        body = client.get(address).content.decode()
        assert "Vecina que" not in body
        assert "vecina@prueba.example" not in body


def test_a_call_that_was_not_announced_is_found_by_nobody_outside(client, cast):
    row = made.call(cast, is_announced=False)
    for address in (f"/convocatorias/{row.slug}/", f"/convocatorias/{row.slug}/proponer/"):
        assert client.get(address).status_code == 404
    client.force_login(cast.coordinator)
    assert client.get(f"/convocatorias/{row.slug}/").status_code == 200


def test_the_secretariat_adds_a_file_to_a_proposal_in_the_admin_and_an_editor_does_not(
    client, cast
):
    row = made.proposal(cast)
    address = f"/admin/forums/proposal/{row.pk}/acto/moderate/"
    for person, status, count in ((cast.editor, 404, 0), (cast.coordinator, 302, 1)):
        client.force_login(person)
        file = SimpleUploadedFile("plano.png", PNG, "image/png")
        assert client.post(address, {"title": "El plano", "file": file}).status_code == status
        assert row.attachments.count() == count
