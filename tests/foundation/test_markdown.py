"""People's Markdown takes bounded work, whatever it holds."""

import itertools
import time

import pytest

from ogp_portal.foundation.documents import document_html, passage_html, passages, text
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import update
from tests.factories.forums import call, proposal
from tests.factories.publications import publication
from transparency.publications import workflow

SIZE = text.LONGEST
ATOMS = ("[", "]", "(", ")", "!", "*", "_", "`", "<", "<!--", "&", "a", " ", "\n", "> ", "- ", "|")
HOSTILE = {
    "a table of 3,000 columns": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|b|\n" * 3_000,
    "rows shorter than their table": "|a" * 59 + "\n" + "|-" * 59 + "\n" + "|b|\n" * 20_000,
    "brackets": "[" * SIZE,
    "pictures begun": "![" * (SIZE // 2),
    "links begun": "[a](b " * (SIZE // 6),
    "headings with one name": "## a\n\n" * (SIZE // 6),
    "emphasis": "*a_ " * (SIZE // 4),
    "backticks": "`a``" * (SIZE // 4),
    "quotes": ">" * SIZE,
    "items": "- " * (SIZE // 2),
    "HTML": "<a " * (SIZE // 3),
    "a dash and no end": "-" * (SIZE - 1) + "x",
}


def seconds(value):
    """Return the processor seconds of the slower way of reading a text, worked out anew."""
    for read in (document_html._as_document, passages.read, passages.inline, passages._parsed):
        read.cache_clear()
    began = time.process_time()
    document_html.to_document(value)
    middle = time.process_time()
    passage_html.to_html(value)
    return max(middle - began, time.process_time() - middle)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_more_than_four_seconds_at_its_longest(name):
    assert len(HOSTILE[name]) <= SIZE
    assert seconds(HOSTILE[name]) < 4


@pytest.mark.nightly
def test_no_two_signs_over_and_over_take_more_than_a_second():
    slow = {}
    for pair in itertools.product(ATOMS, repeat=2):
        unit = "".join(pair)
        taken = seconds((unit * 20_000)[:20_000])
        if taken >= 1:
            slow[unit] = taken
    assert slow == {}


@pytest.mark.parametrize(("columns", "is_table"), [(60, True), (61, False)])
def test_a_table_has_sixty_columns_and_no_more(columns, is_table):
    row = "|".join("a" * columns)
    html, _headings = document_html.to_document(f"{row}\n{'|'.join('-' * columns)}\n{row}\n")
    assert ("<table>" in html) is is_table
    assert html.count("a") >= 2 * columns


@pytest.mark.parametrize(("over", "is_read"), [(0, True), (1, False)])
def test_a_longer_text_stands_as_it_was_typed(over, is_read):
    value = "**a** <b>".ljust(SIZE + over, "x")
    html, _headings = document_html.to_document(value)
    assert ("<strong>a</strong>" in html) is is_read
    assert "<b>" not in html
    assert "<b>" not in passage_html.to_html(value)


def test_a_publication_is_no_longer_than_can_be_read(cast):
    row = publication(cast, "draft")
    row.body = "x" * SIZE
    workflow.save_publication_version(row, by=cast.coordinator)
    row.body += "x"
    with pytest.raises(Refusal, match=r"100000 caracteres"):
        workflow.save_publication_version(row, by=cast.coordinator)


def test_the_same_document_is_worked_out_once():
    document_html._as_document.cache_clear()
    taken: set[str] = set()
    first = document_html.to_document("## Plazo", taken=taken)
    second = document_html.to_document("## Plazo", taken=set())
    third = document_html.to_document("## Plazo", taken=taken)
    assert first == second
    assert [heading.name for heading in third[1]] == ["plazo-2"]
    assert taken == {"plazo", "plazo-2"}
    assert document_html._as_document.cache_info().misses == 2


def test_a_document_is_shown_as_every_text_is_with_its_own_headings_and_its_broken_lines_joined():
    source = (
        "## Primera parte\n\nUna línea que otro programa\nrompió en dos, con **énfasis**[^1].\n\n"
        "1. Uno\n   - dentro\n2. Dos\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n# Otra\n\n"
        "[^1]: La fuente.\n"
    )
    html, headings = document_html.to_document(source)
    assert [(row.level, row.words, row.name) for row in headings] == [
        (2, "Primera parte", "primera-parte")
    ]
    assert '<h2 id="primera-parte">Primera parte</h2>' in html
    assert "<p>Una línea que otro programa rompió en dos, con <strong>énfasis</strong>" in html
    assert '<ol><li value="1"><p>Uno</p><ul><li><p>dentro</p></li></ul></li>' in html
    assert '<th scope="col">A' in html
    assert "<h4>Otra</h4>" in html
    assert '<p class="note"><sup>[1]</sup> La fuente.</p>' in html


def test_what_was_typed_line_by_line_is_read_the_same_on_every_page_of_people_s_text(cast, client):
    typed = "Se avanzó en **dos** cosas:\n- una tabla\n- un foro\n\n| A |\n|---|\n| 1 |"
    row = update(cast, "approved")
    type(row).objects.filter(pk=row.pk).update(narrative=typed)
    drawn = passage_html.to_html(typed)
    assert "<strong>dos</strong>" in drawn
    assert drawn in client.get(f"/compromisos/{row.commitment.slug}/").content.decode()
    asked = call(cast, invitation=typed)
    assert drawn in client.get(f"/convocatorias/{asked.slug}/").content.decode()
    proposed = proposal(cast, of=asked)
    type(proposed).objects.filter(pk=proposed.pk).update(problem=typed)
    assert drawn in client.get(f"/propuestas/{proposed.slug}/").content.decode()
