"""Every sign that people write is drawn in PDFs and pictures: no empty box, no text out of its
own.
"""

import datetime
import io

import pikepdf
import pytest
from PIL import Image

from ogp_portal.foundation.documents import charts, fonts, pdf, typesetting

WRITTEN = "👍 ✅ Ж → ✓ ≥ ☐ ṉ ḻ ṯ ❤ ½ € Ελλάδα Привет ñandú ♿ ☎ 1.º"
UNDRAWN = "漢字 \U000f0000"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="60">'
    '<rect width="1200" height="60" fill="#fff"/><text x="0" y="40" font-size="32" '
    'font-family="{family}" font-weight="{weight}">{text}</text></svg>'
)
FAMILIES = {
    "text": ("Atkinson Hyperlegible Next", 400),
    "bold": ("Atkinson Hyperlegible Next", 700),
    "title": ("Source Serif 4", 400),
}


def glyphs(content: bytes) -> list[int]:
    """Return the numbers of the glyphs that a PDF draws, in order.

    0 is the one of no sign; Pango marks a sign without a glyph by a number beyond any font's.
    """
    found = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) not in {"Tj", "TJ"}:
                    continue
                operand = instruction.operands[0]
                parts = operand if isinstance(operand, pikepdf.Array) else [operand]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part)
                        pairs = zip(codes[::2], codes[1::2], strict=True)
                        found += [high * 256 + low for high, low in pairs]
    return found


def made_of(text: str) -> bytes:
    """Return a PDF that draws a text in each of our own fonts."""
    lines = "".join(
        f'<p style="font-family:{family};font-weight:{weight}">{text}</p>'
        for family, weight in FAMILIES.values()
    )
    order = pdf.order(
        f"<html lang=es><title>x</title>{lines}",
        title="x",
        language="es",
        at=datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
    )
    return pdf.make(order)


def test_no_sign_of_a_pdf_is_an_empty_box():
    found = glyphs(made_of(f"{WRITTEN} {UNDRAWN} 👨‍👩‍👧 ❤️ e\u0301 a\u00adb\u200bc\u00a0d"))
    assert len(found) > 3 * 40
    assert min(found) > 0
    assert max(found) < 0x1000


@pytest.mark.parametrize("sign", [*WRITTEN.replace(" ", "")])
def test_every_sign_has_a_font(sign):
    assert fonts.drawable(sign) == sign


def test_what_no_font_draws_is_shown_as_unknown_and_what_joins_is_left_out():
    assert fonts.drawable("a漢\U000f0000b") == "a\ufffd\ufffdb"
    assert fonts.drawable("👨‍👩‍👧❤️") == "👨👩👧❤"
    assert fonts.drawable("Sesión\n\t1.º") == "Sesión\n\t1.º"


def test_the_fallbacks_are_read_only_where_they_are_needed():
    assert [file.name for file in fonts.needed("Ñuñoa, 3 %")] == list(fonts.OWN.values())
    assert len(fonts.needed("Ñuñoa ✓")) == 6
    assert all(file.exists() for file in fonts.needed("✓"))


def drawn(text: str, font: str) -> tuple[int, bytes]:
    """Return how far a line drawn in a picture reaches, in pixels, and the picture."""
    family, weight = FAMILIES[font]
    picture = charts.to_png(SVG.format(family=family, weight=weight, text=text), width=1200)
    with Image.open(io.BytesIO(picture)) as opened:
        box = opened.convert("L").point(lambda light: 255 if light < 250 else 0).getbbox()
    return box[2] if box else 0, picture


@pytest.mark.parametrize("font", FAMILIES)
def test_a_picture_draws_every_sign_within_the_width_that_was_measured(font):
    missing = drawn("\U000f0000", font)[1]
    for sign in "👍✅Ж→✓≥☐ṉḻṯ":
        assert drawn(sign, font)[1] != missing
    for text in (WRITTEN, WRITTEN[:20], "Hola"):
        reach, _picture = drawn(text, font)
        measured = typesetting.width(text, font=font, size=32)
        assert measured * 0.97 - 3 <= reach <= measured + 3
