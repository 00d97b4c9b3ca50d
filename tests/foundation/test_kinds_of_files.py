"""What a file is, is told by its content, as the programs that read it tell; what phones send is
kept as what everybody opens.
"""

import io

import pytest
from PIL import Image

from ogp_portal.foundation.documents import sandbox, sandbox_jobs, uploads
from ogp_portal.foundation.refusals import Refusal
from tests import made_files as made


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Do the child's work here, which takes a tenth of the time."""

    def run(job, content, options):
        try:
            return sandbox_jobs.JOBS[job](content, options)
        except Exception as error:
            raise sandbox.Failed(repr(error)) from error

    monkeypatch.setattr(sandbox, "run", run)


def photograph(kind: str, width: int, height: int, mode: str = "RGB") -> bytes:
    output = io.BytesIO()
    Image.new(mode, (width, height), "navy").save(output, kind)
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (photograph("JPEG", 8, 8), "foto.png", "image/jpeg", "foto.jpg"),
        (photograph("PNG", 8, 8), "foto", "image/png", "foto.png"),
        (photograph("WEBP", 8, 8), "foto.webp", "image/jpeg", "foto.jpg"),
        (photograph("WEBP", 8, 8, "RGBA"), "foto.jpg", "image/jpeg", "foto.jpg"),
        (made.docx(), "acta", "wordprocessingml.document", "acta.docx"),
        (made.xlsx(), "libro.tmp", "spreadsheetml.sheet", "libro.xlsx"),
        (made.odt(), "acta", "opendocument.text", "acta.odt"),
        (b"\r\n" + made.pdf(), "acta.bin", "application/pdf", "acta.pdf"),
        (b"a;b\n1;2\n", "datos.CSV", "text/csv", "datos.csv"),
    ],
)
def test_a_file_is_what_its_content_says(content, name, media_type, kept_as):
    kept = uploads.accept(content, file_name=name)
    assert kept.media_type.endswith(media_type)
    assert kept.file_name == kept_as


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"a;b\n1;2\n", "datos.txt"),
        (b"<html>", "datos.csv"),
        (b"GIF89a" + b"\x00" * 40, "foto.jpg"),
        (b"RIFF\x00\x00\x00\x00WAVE" + b"\x00" * 40, "foto.webp"),
        (made.packed({"META-INF/MANIFEST.MF": b"a", "A.class": b"b"}), "acta"),
    ],
)
def test_a_file_that_is_none_of_those_taken_is_refused(content, name):
    with pytest.raises(Refusal, match="no se acepta"):
        uploads.accept(content, file_name=name)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_photograph_of_an_iphone_is_told_what_to_do(brand):
    with pytest.raises(Refusal, match="más compatible"):
        uploads.accept(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 40, file_name="a.heic")


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((6_000, 5_000), (6_000, 5_000)),
        ((6_001, 5_000), (3_001, 2_500)),
        ((8_160, 6_120), (4_080, 3_060)),
    ],
)
def test_a_photograph_of_more_than_thirty_megapixels_is_halved(size, kept):
    content = uploads.accept(photograph("JPEG", *size, "L"), file_name="foto.jpg").content
    assert Image.open(io.BytesIO(content)).size == kept


def test_a_photograph_has_at_most_a_hundred_and_twenty_megapixels():
    uploads.accept(photograph("JPEG", 12_000, 10_000, "L"), file_name="foto.jpg")
    with pytest.raises(Refusal, match="hasta 120"):
        uploads.accept(photograph("JPEG", 12_001, 10_000, "L"), file_name="foto.jpg")
