"""The pages of drafts: bounded whatever the number of comments, nothing hidden shown."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.drafts import workflow
from forums.drafts.models import Comment, Draft
from forums.proposals import workflow as proposals
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.forums.drafts.crowds import many

pytestmark = pytest.mark.django_db


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


def test_no_page_asks_more_with_more_comments(client, cast):
    row = made.consultation(cast)
    made.comment(cast, of=row)
    paths = [
        f"/consultas/{row.slug}/",
        f"/borradores/{row.version.draft.slug}/v1/",
        f"/consultas/{row.slug}/anotaciones.json",
    ]
    client.force_login(cast.coordinator)
    room = f"/mi-trabajo/consultas/{row.slug}/?ver=todos"
    before = [queries(client, path) for path in (*paths, room)]
    many(cast, row, 60)
    after = [queries(client, path) for path in (*paths, room)]
    assert after == before, (before, after)
    assert max(after) <= 12 + 3  # and who is asking: session, account, rights


def test_a_visitor_sees_the_consultation_in_at_most_twelve_queries(
    client, cast, django_assert_max_num_queries
):
    row = made.consultation(cast)
    many(cast, row, 60)
    with django_assert_max_num_queries(12):
        page = client.get(f"/consultas/{row.slug}/").content.decode()
    assert page.count('class="card comment"') == 12
    assert "60 comentarios" in page
    following = re.search(r'href="\?(desde=\d+)#comentarios"', page).group(1)
    assert 'id="c13"' in client.get(f"/consultas/{row.slug}/?{following}").content.decode()


def test_the_thousandth_comment_has_an_address_of_its_own(client, cast):
    row = made.consultation(cast)
    first = made.comment(cast, of=row)
    Comment.objects.filter(pk=first.pk).update(number=1234)
    shown = client.get(f"/consultas/{row.slug}/?desde=1233").content.decode()
    assert 'id="c1234"' in shown
    assert "c1.234" not in shown


@pytest.mark.parametrize(
    "query",
    [
        "parte=nada",
        "parrafo=x",
        "desde=-1",
        "desde=9999999999",
        "clase=insulto",
        "parrafo=²",
    ],
)
def test_an_address_that_makes_no_sense_is_answered_all_the_same(client, cast, query):
    row = made.consultation(cast)
    assert client.get(f"/consultas/{row.slug}/?{query}").status_code == 200
    client.force_login(cast.member)
    assert client.get(f"/consultas/{row.slug}/comentar/?{query}").status_code == 200
    client.force_login(cast.coordinator)
    assert (
        client.get(f"/mi-trabajo/consultas/{row.slug}/?ver={query}&pagina={query}").status_code
        == 200
    )


def test_the_form_asks_for_the_words_of_a_paragraph_and_refuses_a_place_outside(client, cast):
    row = made.consultation(cast)
    client.force_login(cast.member)
    at = made.TEXTS["description"].index("una vez al año")
    page = client.get(
        f"/consultas/{row.slug}/comentar/?parte=description&parrafo=0&de={at}&a={at + 14}"
    ).content.decode()
    assert "«una vez al año»" in page
    sent = {
        "kind": "doubt",
        "text": "¿Por qué?",
        "key": str(uuid.uuid4()),
        "parte": "description",
        "desde": "9",
        "hasta": "9999",
    }
    answer = client.post(f"/consultas/{row.slug}/comentar/", sent)
    assert answer.status_code == 422
    assert "no está en el texto" in answer.content.decode()
    assert "¿Por qué?" in answer.content.decode()


def test_a_comment_sent_late_is_told_so_with_its_words_still_in_the_form(client, cast):
    row = made.consultation(cast, is_over=True)
    client.force_login(cast.member)
    answer = client.post(
        f"/consultas/{row.slug}/comentar/",
        {"kind": "doubt", "text": "Llegué tarde.", "key": str(uuid.uuid4())},
    )
    assert answer.status_code == 409
    assert "El plazo terminó" in answer.content.decode()
    assert "Llegué tarde." in answer.content.decode()


def test_an_outsider_finds_no_room_and_an_editor_writes_but_does_not_answer(client, cast):
    row = made.consultation(cast)
    draft = row.version.draft
    for person, writes, answers in (
        (cast.editor, 200, 404),
        (cast.other_coordinator, 404, 404),
        (cast.member, 404, 404),
        (cast.coordinator, 200, 200),
    ):
        client.force_login(person)
        assert client.get(f"/mi-trabajo/borradores/{draft.slug}/").status_code == writes
        assert client.get(f"/mi-trabajo/consultas/{row.slug}/").status_code == answers
        assert client.get(f"/mi-trabajo/consultas/{row.slug}/cambios/").status_code == answers


@pytest.mark.parametrize(
    "typed",
    [
        {"approve": "", "response": "x" * 36},
        {"act": "answer", "comment": "²"},
        {"act": "hide", "comment": "1", "reason": ""},
        {"act": "burn"},
        {"act": "answer", "comment": "99", "outcome": "accepted", "reason": "Sí."},
        {"approve": ""},
        {"answered": ""},
        {"applied": ""},
        {"\x00": "\x00"},
    ],
)
def test_what_makes_no_sense_in_the_room_is_refused_in_words(client, cast, typed):
    row = made.comment(cast).consultation
    client.force_login(cast.coordinator)
    answer = client.post(f"/mi-trabajo/consultas/{row.slug}/", typed)
    assert answer.status_code in {409, 422}
    assert "Hay algo que corregir" in answer.content.decode()


def test_a_coordinator_begins_drafts_only_of_her_own_plans(client, cast):
    of = commitment(cast, "draft")
    client.force_login(cast.other_coordinator)
    assert client.post("/mi-trabajo/borradores/", {"commitment": of.slug}).status_code == 404
    client.force_login(cast.coordinator)
    assert client.post("/mi-trabajo/borradores/", {"commitment": of.slug}).status_code == 302
    assert of.drafts.get().versions.get().number is None
    assert client.post("/mi-trabajo/borradores/", {"commitment": of.slug}).status_code == 422


def test_a_forum_works_on_its_own_draft_and_the_public_one_begins_where_it_ended(client, cast):
    of = commitment(cast, "draft")
    client.force_login(cast.coordinator)
    client.post("/mi-trabajo/borradores/", {"commitment": of.slug, "forum": "foro"})
    kept = of.drafts.get(forum=cast.forum)
    made.publish(cast, kept, {"problem": "Lo que el foro acordó."})
    client.post("/mi-trabajo/borradores/", {"commitment": of.slug})
    assert (
        of.drafts.get(forum=None).versions.get().sections.get(key="problem").text
        == "Lo que el foro acordó."
    )
    apart = Draft(
        plan=cast.plan, commitment=of, slug="aparte", title="Aparte", forum=cast.other_forum
    )
    workflow.begin_draft(apart, by=cast.coordinator)
    assert (
        apart.versions.get().sections.get(key="problem").text == of.problem
    )  # not what another forum wrote
    assert client.post("/mi-trabajo/borradores/", {"plan": "plan"}).status_code == 302
    assert client.post("/mi-trabajo/borradores/", {"plan": "plan"}).status_code == 422
    other = commitment(cast, "draft")
    assert (
        client.post(
            "/mi-trabajo/borradores/", {"commitment": other.slug, "forum": "otro-foro"}
        ).status_code
        == 404
    )
    assert not other.drafts.exists()  # what was meant for some is never begun for everybody


def test_a_commitment_keeps_its_whole_way_in_view_within_twelve_queries(
    client, cast, django_assert_max_num_queries
):
    of = commitment(cast)
    draft = made.draft(cast, versions=2, commitment=of)
    row = made.consultation(cast, of=draft)
    made.comment(cast, of=row)
    call = made.call(cast)
    behind = made.proposal(cast, "in_table", of=call, title="La propuesta de donde viene")
    behind = proposals.select(behind, by=cast.coordinator, reason="Por las reglas publicadas.")
    proposals.put_in_commitment(behind, by=cast.coordinator, commitment=of)
    with django_assert_max_num_queries(12):
        page = client.get(f"/compromisos/{of.slug}/").content.decode()
    for words in (
        "La propuesta de donde viene",
        "mesa de trabajo",
        "Versión 1",
        "Versión 2",
        "consulta con 1 comentario",
    ):
        assert words in page
    kept = made.draft(cast, commitment=(hidden := commitment(cast)), is_kept=True)
    assert (
        f"/borradores/{kept.slug}/"
        not in client.get(f"/compromisos/{hidden.slug}/").content.decode()
    )
