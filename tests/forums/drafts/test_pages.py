"""The pages of drafts: bounded whatever the number of comments, nothing hidden shown, files to take
away opened and read.
"""

import csv
import html
import io
import json
import os
import re
import uuid

import docx
import page as validation
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.drafts import workflow
from forums.drafts.models import Comment, Draft
from forums.proposals import workflow as proposals
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories import forums as made
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
PANGO = pytest.mark.skipif(
    not load_pango() and not os.environ.get("CI"), reason="no Pango on this machine"
)


def many(cast, row, count: int) -> None:
    """So many comments at once, as the bench makes them."""
    first = made.comment(cast, of=row, words="una vez al año")
    facts = {
        name: getattr(first, name)
        for name in (
            "consultation",
            "voice",
            "kind",
            "section_key",
            "paragraph",
            "exact",
            "prefix",
            "suffix",
            "start",
        )
    }
    Comment.objects.bulk_create(
        Comment(
            **facts,
            number=number,
            text=f"Comentario {number} sobre los datos.",
            submission_key=uuid.uuid4(),
        )
        for number in range(first.number + 1, count + 1)
    )


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
        "pregunta=%00",
        "parte=%00",
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


def test_a_version_is_taken_away_with_its_comments_where_they_belong(client, cast):
    row = made.consultation(cast)
    comment = made.comment(
        cast,
        of=row,
        words="una vez al año",
        kind="change",
        wording="cada mes",
        text="Un año es demasiado.",
    )
    made.comment(cast, "hidden", of=row, by=cast.chair, text="Insulto")
    slug = row.version.draft.slug
    answer = client.get(f"/borradores/{slug}/v1.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}-v1.docx"'
    file = docx.Document(io.BytesIO(answer.content))
    assert "Problema o statu quo" in [paragraph.text for paragraph in file.paragraphs]
    (remark,) = file.comments
    assert remark.author == "Participante 1"
    assert "Un año es demasiado." in remark.text
    assert "cada mes" in remark.text
    starts = [
        run.text
        for paragraph in file.paragraphs
        for run in paragraph.runs
        if run.text == comment.exact
    ]
    assert starts == ["una vez al año"]
    markdown = client.get(f"/borradores/{slug}/v1.md").content.decode()
    assert (
        "> Participante 1, 1 «una vez al año». Cambio propuesto: Un año es demasiado." in markdown
    )
    assert "Insulto" not in markdown
    assert "Insulto" not in str([part.blob for part in file.part.package.iter_parts()])


def test_what_was_taken_away_comes_back_with_the_same_structure(client, cast):
    draft = made.draft(cast)
    content = client.get(f"/borradores/{draft.slug}/v1.docx").content
    workflow.import_version(draft, by=cast.coordinator, content=content, file_name="vuelta.docx")
    texts = dict(draft.versions.get(number=None).sections.values_list("key", "text"))
    assert {key: texts[key] for key in ("summary", "problem", "description")} == {
        key: made.TEXTS[key] for key in ("summary", "problem", "description")
    }


def test_the_comments_are_w3c_annotations_page_by_page(client, cast):
    row = made.consultation(cast)
    many(cast, row, 120)
    answer = client.get(f"/consultas/{row.slug}/anotaciones.json")
    assert answer["Content-Type"] == "application/ld+json"
    data = json.loads(answer.content)
    quoted, placed = data["items"][0]["target"]["selector"]
    text = row.version.sections.get(key="description").text
    assert text[placed["start"] : placed["end"]] == quoted["exact"] == "una vez al año"
    assert len(data["items"]) == 100
    following = json.loads(
        client.get(
            data["next"].split("testserver")[-1].replace("http://localhost:8000", "")
        ).content
    )
    assert len(following["items"]) == 20
    assert "next" not in following


@PANGO
def test_the_feedback_report_is_an_accessible_pdf_with_every_comment_and_its_reason(client, cast):
    row = made.consultation(cast)
    comment = made.comment(cast, of=row, words="una vez al año", text="Un año es demasiado.")
    made.close_consultation(row)
    made.response(cast, "approved", to=comment)
    workflow.answer_consultation(row, by=cast.coordinator)
    assert client.get(f"/consultas/{row.slug}/retroalimentacion.pdf").status_code == 404
    outbox.drain()
    content = b"".join(client.get(f"/consultas/{row.slug}/retroalimentacion.pdf").streaming_content)
    with pikepdf.open(io.BytesIO(content)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "es-CL"
        assert "pdfuaid:part" in file.open_metadata()
    verdict = validation.validate_pdf_bytes(content, profile=validation.ValidationProfile.PDF_UA_1)
    assert verdict.is_compliant, [
        (failure.rule_id, failure.message) for failure in verdict.failures
    ]
    page = client.get(f"/consultas/{row.slug}/retroalimentacion/").content.decode()
    assert "Un año es demasiado." in page
    assert "No alcanza el presupuesto." in page


def test_every_file_that_the_feedback_report_offers_is_there_and_neutralises_formulas(client, cast):
    row = made.consultation(cast)
    assert client.get(f"/consultas/{row.slug}/retroalimentacion.csv").status_code == 404
    comment = made.comment(cast, of=row, words="una vez al año", text="=1+1 es demasiado.")
    made.comment(cast, "hidden", of=row, by=cast.chair, text="Insulto")
    made.close_consultation(row)
    made.response(cast, "approved", to=comment)
    workflow.answer_consultation(row, by=cast.coordinator)
    page = client.get(f"/consultas/{row.slug}/retroalimentacion/").content.decode()
    for address in re.findall(r'href="([^"]*(?:/api/|retroalimentacion\.)[^"]*)"', page):
        assert client.get(html.unescape(address)).status_code == 200, address
    answer = client.get(f"/consultas/{row.slug}/retroalimentacion.csv")
    rows = {one["numero"]: one for one in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert rows["1"]["comentario"] == "'=1+1 es demasiado."
    assert (rows["1"]["palabras"], rows["1"]["razon"]) == (
        "una vez al año",
        "No alcanza el presupuesto.",
    )
    assert rows["2"]["comentario"] == ""


@PANGO
def test_a_comparison_is_a_pdf_that_says_in_words_what_was_added_and_taken_out(client, cast):
    draft = made.draft(cast, versions=2)
    answer = client.get(f"/borradores/{draft.slug}/comparar/1/2.pdf")
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as file:
        assert file.Root.MarkInfo.Marked
    page = client.get(f"/borradores/{draft.slug}/comparar/1/2/?solo=cambios").content.decode()
    assert "<ins>" in page
    assert "[agregado:" in page
    assert "Publicar los datos de cada comuna." not in page


def test_the_report_is_not_there_before_every_comment_has_its_reason(client, cast):
    assert (
        client.get(f"/consultas/{made.consultation(cast).slug}/retroalimentacion/").status_code
        == 404
    )


def test_a_draft_kept_for_a_forum_is_in_no_data_and_no_file(client, cast):
    row = made.consultation(cast, of=made.draft(cast, is_kept=True, title="Secreto de foro"))
    made.comment(cast, of=row, text="Secreto de foro")
    slug = row.version.draft.slug
    for path in ("drafts", "draft-versions", "draft-sections", "consultations", "comments"):
        assert json.loads(client.get(f"/api/v1/{path}/").content)["results"] == []
    for path in (
        f"/borradores/{slug}/",
        f"/borradores/{slug}/v1/",
        f"/borradores/{slug}/v1.docx",
        f"/borradores/{slug}/v1.md",
        f"/consultas/{row.slug}/anotaciones.json",
    ):
        assert client.get(path).status_code == 404


def test_the_data_say_who_spoke_by_a_number_and_what_was_decided(client, cast):
    row = made.consultation(cast)
    comment = made.comment(cast, of=row, words="una vez al año")
    made.comment(cast, "withdrawn", of=row, by=cast.chair)
    rows = json.loads(client.get(f"/api/v1/comments/?consultation={row.slug}&kind=doubt").content)[
        "results"
    ]
    made_row = next(one for one in rows if one["number"] == 1)
    assert made_row["voice"] == 1
    assert cast.member.email not in json.dumps(made_row)
    assert made_row["outcome"] == ""
    made.response(cast, "approved", to=comment)
    rows = json.loads(client.get(f"/api/v1/comments/?consultation={row.slug}").content)["results"]
    found = {one["number"]: (one["state"], one["outcome"], bool(one["text"])) for one in rows}
    assert found == {1: ("published", "not_accepted", True), 2: ("withdrawn", "", False)}


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
