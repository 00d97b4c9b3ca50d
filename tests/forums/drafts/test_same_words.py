"""One reading of a text everywhere: pages, comparisons, quotes and files show the same words, and
what only moved or was marked otherwise is said to be that.
"""

import html
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.drafts import comparison, workflow
from forums.drafts.documents import kept, printed
from forums.drafts.models import Change, Placement
from ogp_portal.foundation.documents import commonmark, passage_html, passage_writing, passages
from ogp_portal.foundation.documents.passage_writing import Line
from ogp_portal.foundation.documents.passages import Run
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions import four_eyes
from tests.factories import drafts as made
from tests.factories.commitments import commitment
from tests.factories.drafts import RICH

MOVES = "Lo que se movió se cuenta con todo detalle."
FIRST = {**RICH, "objective": f"{MOVES}\n\nLo que queda en su lugar."}
LATER = {
    **RICH,
    "problem": RICH["problem"].replace("2.000", "3.000"),
    "description": RICH["description"].replace("| Renca | 300", "| Renca | 450"),
    "objective": "Lo que queda en su lugar.",
    "additional_information": f"**Lo que se movió** {MOVES.removeprefix('Lo que se movió ')}",
}


@pytest.mark.django_db
def test_readers_see_the_same_words_in_consultation_version_comparison_and_data(client, cast):
    draft = made.draft(cast, texts=RICH)
    row = made.consultation(cast, of=draft)
    comment = made.comment(cast, of=row, words="2.000 plazas sin", section="problem")
    assert (comment.exact, comment.paragraph, comment.start) == ("2.000 plazas sin", 0, 6)
    made.publish(cast, draft, LATER)
    pages = {
        name: " ".join(client.get(address).content.decode().split())
        for name, address in {
            "consultation": f"/consultas/{row.slug}/",
            "version": f"/borradores/{draft.slug}/v1/",
        }.items()
    }
    for page in pages.values():
        assert "Hay <strong>2.000</strong> plazas <em>sin sombra</em>" in page
        assert '<li value="2">' in page
        assert '<th scope="col">Comuna' in page
        assert "**" not in page
        assert "|---|" not in page
    (quoted,) = client.get(f"/consultas/{row.slug}/anotaciones.json").json()["items"]
    words, place = quoted["target"]["selector"]
    text = draft.versions.get(number=1).sections.get(key="problem").text
    assert words["exact"] == "2.000 plazas sin"
    assert text[place["start"] : place["end"]] == "2.000** plazas *sin"


@pytest.mark.django_db
def test_a_paragraph_that_moved_and_a_number_that_changed_are_one_change_each(client, cast):
    draft = made.draft(cast, texts=FIRST)
    row = made.consultation(cast, of=draft)
    comment = made.comment(cast, of=row, words="con todo detalle", section="objective")
    made.publish(cast, draft, {**LATER, "additional_information": MOVES})
    rows = Change.objects.filter(version__draft=draft, version__number=2).order_by("number")
    moved = "Información adicional", "moved", "Objetivo principal"
    assert list(rows.values_list("heading", "kind", "moved_from")) == [
        ("Problema o statu quo", "changed", ""),
        ("Descripción", "changed", ""),
        moved,
    ]
    changed = [
        [
            (piece.kind, piece.text)
            for piece in comparison.pieces(row.before, row.after)
            if piece.kind != "same"
        ]
        for row in rows[:2]
    ]
    assert changed == [
        [("removed", "2.000"), ("added", "3.000")],
        [("removed", "300"), ("added", "450")],
    ]
    placed = Placement.objects.get(comment=comment)
    assert (placed.outcome, placed.section_key) == ("moved", "additional_information")
    page = html.unescape(client.get(f"/borradores/{draft.slug}/v2/").content.decode())
    assert "Cambió de lugar: estaba en «Objetivo principal»." in page
    kept_documents.make_now(
        kept.COMPARISON,
        kept.comparison_facts(*draft.versions.exclude(number=None).order_by("number")),
    )
    page = " ".join(client.get(f"/borradores/{draft.slug}/comparar/1/2/").content.decode().split())
    assert '<span class="relocated">' in page
    for words in ("2.000", "3.000", "300", "450"):
        assert re.search(rf"<(ins|del)>[^/]*</span>(<strong>)?{re.escape(words)}<", page), words
    assert '<li value="2"><p>Dos</p><ul><li><p>Sub</p><ol type="a">' in page
    assert page.count("<table>") == 1
    old, new = draft.versions.exclude(number=None).order_by("number")
    compared = kept.compared(old, new)
    assert compared
    paper = printed.comparison_html(old, new, compared)
    assert '<li value="7"><p>7. Sigue en siete</p>' in paper  # WeasyPrint numbers from 1
    assert "[−2.000−]" in re.sub("</?strong>", "", paper)
    assert "<td>Renca" in paper


@pytest.mark.django_db
def test_a_commitment_shows_the_text_that_its_draft_had(client, cast):
    of = commitment(cast)
    draft = made.draft(cast, commitment=of, versions=0)
    made.publish(cast, draft, {**RICH, "summary": "Plantar **árboles**."})
    read = four_eyes.as_read("adopt_version", draft)
    workflow.adopt_version(draft, read=read, by=cast.second_coordinator)
    page = " ".join(client.get(f"/compromisos/{of.slug}/").content.decode().split())
    version = " ".join(client.get(f"/borradores/{draft.slug}/v1/").content.decode().split())
    for words in (
        "Hay <strong>2.000</strong> plazas <em>sin sombra</em>",
        '<th scope="col">Comuna',
        "Según la ordenanza 12.",
    ):
        assert words in page
        assert words in version
    assert "**" not in page
    of.refresh_from_db()
    assert of.summary == "Plantar árboles."  # lists and cards show it in words alone


def test_a_quote_made_with_its_marks_before_they_were_read_keeps_its_place():
    text = "- Uno con **negrita** y más\n- Dos"
    reading = passages.read(text)
    assert reading.words == "Uno con negrita y más\nDos"
    old = text[6:21]
    assert old == "con **negrita**"
    first, last = reading.quoted(6, old)
    assert reading.words[first:last] == "con negrita"
    first, last = reading.quoted(6, "con negrita")
    assert reading.words[first:last] == "con negrita"


@given(st.text("ab *_`[]()|\\<>#-1.)\n^:", max_size=60))
def test_whatever_is_typed_is_read_line_by_line_and_every_word_has_its_place(text):
    reading = passages.read(text)
    lines = [line for line in text.split("\n") if line.strip()]
    assert [row.source for row in reading.passages] == lines
    assert reading.words.count("\n") == text.count("\n")
    for row in reading.passages:
        assert text[row.start : row.end] == row.source
        assert reading.words[row.words_start : row.words_end] == row.words
        assert len(row.places) == len(row.words)
        assert row.places == sorted(row.places)
        for place in range(row.words_start, row.words_end):
            assert row.start <= reading.to_source(place) <= row.end
    assert "<script" not in passage_html.to_html(text)


@given(st.text("ab *_`[]()|\\<>#-1.)^:ñ", max_size=40), st.booleans())
def test_words_of_a_file_are_written_so_that_they_are_read_as_they_were(words, is_strong):
    runs = (Run("Así: "), Run(words, is_strong=is_strong))
    for kind, marker in (("paragraph", ""), ("item", "3."), ("row", ""), ("quote", "")):
        source, _has_look = passage_writing.written(Line(kind, runs, marker))
        found = passages.line(source)
        assert found.kind == kind
        assert found.words == f"Así: {words}".strip()


PARAGRAPHS = {
    "problem": "Las comunas no publican sus datos.\nNadie responde a quien pregunta por ellos.\n"
    "El plazo es de treinta días hábiles."
}


@pytest.mark.parametrize(
    ("after", "where"),
    [
        (
            {
                "problem": "Nadie responde a quien pregunta por ellos.\n"
                "El plazo es de treinta días hábiles.\nLas comunas no publican sus datos."
            },
            "problem",
        ),
        (
            {
                "problem": "Nadie responde a quien pregunta por ellos.\n"
                "El plazo es de treinta días hábiles.",
                "summary": "Las comunas no publican sus datos.",
            },
            "summary",
        ),
    ],
)
def test_a_paragraph_is_moved_in_its_part_or_to_another(after, where):
    steps = comparison.compare_parts(PARAGRAPHS, after)
    moved = [(key, step) for key, rows in steps.items() for step in rows if step.kind == "moved"]
    ((key, step),) = moved
    assert (key, step.moved_from, step.before_at) == (where, "problem", 0)
    assert step.after == "Las comunas no publican sus datos."
    assert {row.kind for rows in steps.values() for row in rows} == {"same", "moved"}


@pytest.mark.parametrize(
    ("words", "is_moved"),
    [("Quince letras y diez más.", True), ("Quince letras y otras 9.", False)],
)
def test_only_a_paragraph_that_cannot_be_taken_for_another_is_said_to_have_moved(words, is_moved):
    assert len("Quince letras y diez más.") == 25
    assert len("Quince letras y otras 9.") == 24
    rest = "Lo que queda en su lugar, primero.\nLo que queda en su lugar, después."
    steps = comparison.compare_parts({"a": f"{words}\n{rest}"}, {"a": f"{rest}\n{words}"})
    assert ("moved" in {step.kind for step in steps["a"]}) == is_moved


def test_what_is_only_marked_otherwise_is_no_change():
    assert comparison.are_same({"a": "Con __fuerza__\n* uno"}, {"a": "Con **fuerza**\n\n- uno"})
    assert not comparison.are_same({"a": "Con fuerza"}, {"a": "Con **fuerza**"})


def test_a_line_of_any_marks_at_full_length_is_read_in_bounded_work():
    read = """
from ogp_portal.foundation.documents import passage_writing, passages
n = 20_000
starts = "#", "# ", "# a", "[^1]:", "|", "|-", "|-|", "-", "- a", "1.", "1. a", "a)", ">", "> ", ""
for first in starts:
    for many in " ", "\t", "#", "|", "-", "*", "+", ">", "1", "[", ":", " |", "|-", "- ":
        for last in "", "b":
            line = f"{first}{many * (n // len(many))}{last}"
            for _kind, pattern in passages.LINES:
                pattern.match(line)
            if "|" not in line:
                passages.line(line)
for words in ("a" + " " * n + "b", " " * n):
    runs = (passages.Run(words, is_strong=True),)
    assert "".join(run.text for run in passage_writing._trimmed(runs)) == words.rstrip()
"""
    subprocess.run([sys.executable, "-c", read], check=True, timeout=60)


def test_markdown_from_outside_is_read_in_bounded_work():
    start = time.process_time()
    for source in ("![" * 20_000, "![](" * 10_000, f"a{' ' * 40_000}b\nc", "[^1]" * 10_000):
        assert len(commonmark.lines_of(source).rows) == 1
    assert time.process_time() - start < 2


def test_a_picture_is_left_out_whole_whatever_its_address_holds():
    found = commonmark.lines_of("Antes ![Foto](mapa_(1).png) después.")
    assert found.rows == [(None, "Antes  después.")]
    assert found.left == [(0, "picture", "Foto")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# a", "a"),
        ("# a   b ##  ", "a   b"),
        ("### a#", "a"),
        ("# a # b", "a # b"),
        ("# ##", ""),
        ("#\ta \t#\t", "a"),
    ],
)
def test_a_heading_may_be_closed_as_it_is_opened(source, words):
    row = passages.line(source)
    assert (row.kind, row.words) == ("heading", words)


def test_lines_and_words_by_themselves_take_no_place_among_the_texts_kept():
    text = "Un texto entero.\n- Con dos líneas."
    kept = passages.read(text)
    for number in range(600):
        assert passages.line(f"- Línea {number}").words == f"Línea {number}"
        assert passages.words_of(f"**Línea** {number}") == f"Línea {number}"
    assert passages.read(text) is kept


TABLES = "| A |\n|---|\n| 1 |\n| B | C |\n|---|---|\n| 2 | 3 |"


def test_a_head_right_under_a_table_begins_another():
    page = passage_html.to_html(TABLES)
    assert (page.count("<table>"), page.count("</table>")) == (2, 2)
    assert page.count("<thead>") == page.count("</thead>") == 2
    assert "</tbody></table></div><div" in page
    assert passage_html.to_html("| A |\n|---|\n| 1 |\n| 2 |").count("<table>") == 1


@pytest.mark.parametrize(
    ("source", "opened"),
    [
        ("0. Cero", '<li value="0">'),
        ("1. Uno", '<li value="1">'),
        ("a) A", '<li value="1">'),
        ("- A", "<li>"),
    ],
)
def test_a_list_begins_where_its_author_began_it(source, opened):
    assert opened in passage_html.to_html(source)


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("1. Uno\n2. Dos", "3. Uno\n4. Dos", ["changed", "same"]),
        ("1. Uno\n2. Dos", "1. Uno\n3. Dos", ["same", "changed"]),
        ("2) Uno", "b) Uno", ["changed"]),
        ("1. Uno\n2. Dos", "1. Nuevo y distinto\n2. Uno\n3. Dos", ["added", "changed", "same"]),
        ("* Uno", "- Uno", ["same"]),
        ("1. Uno\n2. Dos", "1. Uno\n\n2. Dos", ["same", "same"]),
    ],
)
def test_points_numbered_otherwise_changed_in_their_form(before, after, kinds):
    steps = comparison.compare(before, after)
    assert [step.kind for step in steps] == kinds
    assert comparison.are_same({"a": before}, {"a": after}) == (set(kinds) == {"same"})
    for step in steps:
        if step.kind == "changed":
            pieces = comparison.pieces(step.before, step.after)
            assert {piece.kind for piece in pieces} == {"same"}
