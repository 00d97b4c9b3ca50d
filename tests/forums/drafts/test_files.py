"""What is taken away from a draft and its consultation: files opened and read, and data."""

import csv
import html
import io
import json
import os
import re

import docx
import page as validation
import pikepdf
import pytest

from forums.drafts import workflow
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories import drafts as made_drafts
from tests.factories import forums as made
from tests.forums.drafts.crowds import many
from tests.preparing import prepared

pytestmark = pytest.mark.django_db


PANGO = pytest.mark.skipif(
    not load_pango() and not os.environ.get("CI"), reason="no Pango on this machine"
)


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
    answer = prepared(client, f"/borradores/{slug}/v1.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}-v1.docx"'
    file = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
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
    content = b"".join(prepared(client, f"/borradores/{draft.slug}/v1.docx").streaming_content)
    made_drafts.imported(draft, cast.coordinator, content, file_name="vuelta.docx")
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
    rows = {line["numero"]: line for line in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert rows["1"]["comentario"] == "'=1+1 es demasiado."
    assert (rows["1"]["palabras"], rows["1"]["razon"]) == (
        "una vez al año",
        "No alcanza el presupuesto.",
    )
    assert rows["2"]["comentario"] == ""


@PANGO
def test_a_comparison_is_a_pdf_that_says_in_words_what_was_added_and_taken_out(client, cast):
    draft = made.draft(cast, versions=2)
    answer = prepared(client, f"/borradores/{draft.slug}/comparar/1/2.pdf")
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
    made_row = next(line for line in rows if line["number"] == 1)
    assert made_row["voice"] == 1
    assert cast.member.email not in json.dumps(made_row)
    assert made_row["outcome"] == ""
    made.response(cast, "approved", to=comment)
    rows = json.loads(client.get(f"/api/v1/comments/?consultation={row.slug}").content)["results"]
    found = {line["number"]: (line["state"], line["outcome"], bool(line["text"])) for line in rows}
    assert found == {1: ("published", "not_accepted", True), 2: ("withdrawn", "", False)}
