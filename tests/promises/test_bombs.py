"""P16: no file breaks or betrays us. Each bomb of the corpus at each door that takes files is kept
or refused with a sentence, in 20 seconds and 300 MB, and calls nobody.
"""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

from ogp_portal.foundation.documents import sandbox, sheets, uploads
from ogp_portal.foundation.refusals import Refusal
from tests.promises import bombs

SECONDS, MEGABYTES = 20, 300
KEPT_AS_IT_CAME = {"attachment"}  # documents are given back as attachments that nothing runs


def sent(corpus: str) -> tuple[list[dict], int]:
    """Send a corpus through every door; return what became of each, and the calls it made."""
    ended = subprocess.run(
        [sys.executable, "tests/promises/bombs.py", corpus],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    *found, last = map(json.loads, ended.stdout.splitlines())
    return found, last["calls"]


def judged(found: list[dict]) -> list[dict]:
    """Return those that break the promise."""
    return [
        row
        for row in found
        if row["fault"]
        or row["seconds"] > SECONDS
        or row["web"] > MEGABYTES
        or row["child"] > MEGABYTES
    ]


def is_kept(found: list[dict], bomb: str, door: str) -> bool:
    (row,) = [row for row in found if (row["bomb"], row["door"]) == (bomb, door)]
    return not row["said"]


def told(found: list[dict], record_property) -> None:
    """Leave the figures of a run where they are printed."""
    record_property("files", len(found))
    record_property("slowest", max(row["seconds"] for row in found))
    record_property("web", max(row["web"] for row in found))
    record_property("child", max(row["child"] for row in found))


def test_no_bomb_breaks_or_betrays_the_portal(record_property):
    found, calls = sent("short")
    told(found, record_property)
    assert len(found) == 24 * 4
    assert judged(found) == []
    assert calls == 0
    assert {row["door"] for row in found} == {"attachment", "draft", "spreadsheet", "budget"}
    for bomb in ("zip bomb, XLSX", "20,000 columns, XLSX", "17 billion cells, XLSX"):
        assert not is_kept(found, bomb, "spreadsheet")
        assert not is_kept(found, bomb, "budget")
    for bomb in ("zip bomb, DOCX", "a billion laughs, DOCX", "nested 20,000 deep, DOCX"):
        assert not is_kept(found, bomb, "draft")
    for bomb in ("a PNG of 400 megapixels", "an SVG called CSV", "a zip that is HTML too"):
        assert not is_kept(found, bomb, "attachment")
    assert is_kept(found, "relations outside, DOCX", "draft")
    assert is_kept(found, "relations outside, XLSX", "spreadsheet")


@pytest.mark.nightly
def test_no_bomb_as_large_as_its_door_breaks_the_portal(record_property):
    found, calls = sent("long")
    told(found, record_property)
    assert judged(found) == []
    assert calls == 0
    for bomb in ("a PNG of 29 megapixels", "a JPEG of 29 megapixels, turned"):
        assert is_kept(found, bomb, "attachment")
    assert not is_kept(found, "a PNG of 31 megapixels", "attachment")
    assert is_kept(found, "the largest sheet, XLSX", "spreadsheet")
    for door in ("spreadsheet", "budget"):
        assert not is_kept(found, "a million columns, XLSX", door)


def test_the_ear_hears_whoever_calls_and_the_judge_knows_a_broken_promise():
    calls: list[str] = []
    address = bombs.listening(calls)

    def betrays(_content, _name):
        import urllib.request

        urllib.request.urlopen(address, timeout=5)

    assert "urlopen" in bombs.sent(betrays, b"", "x")["fault"] or calls
    assert calls == ["called"]
    large = bombs.sent(lambda _content, _name: len(bytearray(400 * 1024 * 1024)), b"", "x")
    assert large["web"] > MEGABYTES
    leaks = bombs.sent(lambda _content, _name: bombs.SECRET, b"", "x")
    fine = {"fault": "", "seconds": 20, "web": 300, "child": 300}
    broken = [{**fine, name: 301} for name in ("seconds", "web", "child")]
    assert judged([fine, *broken, large, leaks]) == [*broken, large, leaks]


@pytest.mark.parametrize(("width", "is_taken"), [(6_000, True), (6_001, False)])
def test_a_picture_has_thirty_megapixels(width, is_taken, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    picture = bombs.png(width, 5_000, colour=0)
    if is_taken:
        assert uploads.accept(picture, file_name="a.png").media_type == "image/png"
    else:
        with pytest.raises(Refusal, match="30 megapíxeles"):
            uploads.accept(picture, file_name="a.png")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("PNG", mode) for mode in ("RGB", "L", "P", "RGBA")),
    ],
)
def test_a_picture_is_turned_as_its_camera_meant_and_says_nothing_else(
    kind, mode, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Los Aromos 123"
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("black", (0, 0, 20, 20))
    output = io.BytesIO()
    words = {"comment": b"Los Aromos"} if kind == "JPEG" else {}
    picture.convert(mode).save(output, kind, exif=exif, icc_profile=b"Aromos" * 9, **words)
    made = sandbox.run("picture", output.getvalue(), {"format": kind})
    assert b"Aromos" in output.getvalue()
    assert b"Aromos" not in made
    with Image.open(io.BytesIO(made)) as clean:
        assert clean.size == (20, 40)
        assert not clean.getexif()
        assert clean.convert("L").getpixel((10, 5)) < 50
        assert clean.convert("L").getpixel((10, 35)) > 200


def test_a_sheet_keeps_its_columns_wherever_it_begins(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    cells = (
        '<row r="3"><c r="C3"><v>1</v></c><c r="D3"><v>2</v></c></row>'
        '<row r="4"><c r="C4"><v>3</v></c></row>'
    )
    content = bombs.xlsx(bombs.SHEET.format(doctype="", inside=f"<sheetData>{cells}</sheetData>"))
    limits = sheets.Limits(size=10_000, rows=10, columns=10)
    assert sheets.read(content, limits=limits).lines == [["", "", "1", "2"], ["", "", "3", ""]]


@pytest.mark.parametrize(("rows", "is_taken"), [(10, True), (11, False), (5_000_000, False)])
def test_a_csv_is_read_no_further_than_it_may_go(rows, is_taken):
    content = b"a,b\n" + b"1,2\n" * rows
    limits = sheets.Limits(size=100_000_000, rows=10, columns=10)
    if is_taken:
        assert len(sheets.read(content, limits=limits).lines) == 11
    else:
        with pytest.raises(Refusal, match="pasa el límite"):
            sheets.read(content, limits=limits)


@pytest.mark.parametrize(("before", "separator"), [(65_531, ";"), (65_532, ",")])
def test_the_separator_of_a_line_without_end_is_found_at_its_beginning(before, separator):
    assert sheets.separator_of(",," + "a" * before + ";;;")[0] == separator
