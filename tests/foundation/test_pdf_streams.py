"""No stream of a PDF ends in what is read together with the line end behind it."""

import io
import os
import zlib

import page
import pypdf
import pytest

from ogp_portal.foundation.runtime.bootstrap import load_pango

pytestmark = pytest.mark.skipif(
    not load_pango() and not os.environ.get("CI"), reason="no Pango on this machine"
)
HTML = '<html lang="es"><head><title>Informe</title></head><body><h1>Informe</h1></body></html>'


def order(text: str) -> dict[str, object]:
    attached = {
        "name": "datos.csv",
        "text": text,
        "description": "Datos",
        "media_type": "text/csv",
    }
    return {
        "html": HTML,
        "at": "2026-11-28T00:00:00+00:00",
        "identifier": "informe",
        "attachments": [attached],
    }


def ending_in(byte: bytes) -> str:
    """Return a text that ends in `byte` when it is deflated: the last byte of its checksum."""
    return next(
        text
        for text in (f"a\n{'c' * number}\n" for number in range(1, 2_000))
        if zlib.compress(text.encode()).endswith(byte)
    )


def is_archival(content: bytes) -> bool:
    return page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_A_3A).is_compliant


@pytest.mark.parametrize("byte", [b"\r", b"\n", b"\0", b"a"])
def test_a_stream_may_end_in_any_byte_and_says_what_it_said(byte):
    from ogp_portal.foundation.documents import pdf_child

    text = ending_in(byte)
    content = pdf_child.render(order(text))
    assert is_archival(content)
    assert pdf_child.render(order(text)) == content
    (kept,) = pypdf.PdfReader(io.BytesIO(content)).attachments["datos.csv"]
    assert kept.decode() == text


def test_a_stream_that_ends_in_a_carriage_return_would_be_refused(monkeypatch):
    from ogp_portal.foundation.documents import pdf_child

    monkeypatch.setattr(pdf_child, "_end_streams_apart", lambda written: written)
    assert not is_archival(pdf_child.render(order(ending_in(b"\r"))))
