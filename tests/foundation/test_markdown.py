"""People's Markdown takes bounded work, whatever it holds."""

import itertools
import time

import pytest

from ogp_portal.foundation.documents import text
from ogp_portal.foundation.refusals import Refusal
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
    text._as_document.cache_clear()
    text.to_html.cache_clear()
    began = time.process_time()
    text.to_document(value)
    middle = time.process_time()
    text.to_html(value)
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
    html, _headings = text.to_document(f"{row}\n{'|'.join('-' * columns)}\n{row}\n")
    assert ("<table>" in html) is is_table
    assert html.count("a") >= 2 * columns


@pytest.mark.parametrize(("over", "is_read"), [(0, True), (1, False)])
def test_a_longer_text_stands_as_it_was_typed(over, is_read):
    value = "**a** <b>".ljust(SIZE + over, "x")
    for html in (text.to_html(value), text.to_document(value)[0]):
        assert ("<strong>a</strong>" in html) is is_read
        assert "<b>" not in html


def test_a_publication_is_no_longer_than_can_be_read(cast):
    row = publication(cast, "draft")
    row.body = "x" * SIZE
    workflow.save_publication_version(row, by=cast.coordinator)
    row.body += "x"
    with pytest.raises(Refusal, match=r"100000 caracteres"):
        workflow.save_publication_version(row, by=cast.coordinator)


def test_the_same_document_is_worked_out_once():
    text._as_document.cache_clear()
    taken: set[str] = set()
    first = text.to_document("## Plazo", taken=taken)
    second = text.to_document("## Plazo", taken=set())
    third = text.to_document("## Plazo", taken=taken)
    assert first == second
    assert [heading.name for heading in third[1]] == ["plazo-2"]
    assert taken == {"plazo", "plazo-2"}
    assert text._as_document.cache_info().misses == 2
