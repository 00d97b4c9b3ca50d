"""The sheet on paper and as a picture: read back, not assumed."""

import io

import page
import pytest
from django.utils import translation
from pypdf import PdfReader

from ogp_portal.foundation.documents import charts
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories.budgets import balance, period
from tests.preparing import prepared

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(
    not load_pango() and not __import__("os").environ.get("CI"), reason="no Pango on this machine"
)

SHEETS = ("gastos-de-funcionamiento-2023", "inversion-regional-2023")


@needs_pango
def test_a_sheet_prints_as_one_or_two_accessible_pages_with_its_figures_inside(client, santiago):
    for slug in SHEETS:
        prints_well(client, slug)


def prints_well(client, slug: str) -> None:
    answer = prepared(client, f"/fichas/{slug}.pdf")
    content = b"".join(answer.streaming_content)
    read = PdfReader(io.BytesIO(content))
    text = " ".join(part.extract_text() for part in read.pages)
    assert len(read.pages) in {1, 2}
    assert "Ficha Ciudadana" in text
    assert "2.453.174" in text or "47.095.731" in text
    assert "Lo que no cuadra" in text
    assert list(read.attachments) == [f"{slug}.csv"]
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        verdict = page.validate_pdf_bytes(content, profile=profile)
        assert verdict.is_compliant, [
            (failure.rule_id, failure.message) for failure in verdict.failures
        ]
    assert b"".join(client.get(f"/fichas/{slug}.pdf").streaming_content) == content


@needs_pango
def test_a_monthly_sheet_prints_on_two_pages_at_most(client, cast):
    loaded = period(
        cast, balance(tuple((f"{number}-01-001", 10, 10, 9, 8, 7) for number in range(21, 36)))
    )
    read = PdfReader(
        io.BytesIO(b"".join(prepared(client, f"/fichas/{loaded.slug}.pdf").streaming_content))
    )
    assert len(read.pages) <= 2


def test_a_drawing_says_what_it_shows_and_escapes_what_people_wrote(db):
    described = charts.BarChart(
        "Título",
        "Dice <esto> & aquello.",
        [charts.Bar("<script>alert(1)</script>", 5, "5", whole=4)],
    )
    drawn = charts.bars(described)
    assert "<script>" not in drawn
    assert 'aria-label="Dice &lt;esto&gt; &amp; aquello."' in drawn
    assert "chart__over" in drawn
    with translation.override("es-cl"):
        assert "<svg" in charts.bars(charts.BarChart("Nada", "Nada.", []))


def test_a_label_is_shortened_at_a_word():
    assert (
        charts.shorten("Adquisición de activos no financieros", 27) == "Adquisición de activos no…"
    )
    assert charts.shorten("corto", 22) == "corto"
    assert len(charts.shorten("x" * 100, 22)) <= 22
