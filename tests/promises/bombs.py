"""Files made to break or betray whoever opens them, and the doors of the portal that take files.

Run as a program it sends each file through each door in a process of its own and prints what became
of it: the sentence of the refusal if there was one, the seconds, and the memory (MiB) that the web
process took for it and that of the sandbox's child.
"""

import io
import json
import os
import resource
import socket
import struct
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

SECRET = "root:x:0:0"
SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<worksheet xmlns="http://schemas.'
    'openxmlformats.org/spreadsheetml/2006/main">{inside}</worksheet>'
)
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of those parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return output.getvalue()


def types(kind: str, part: str) -> str:
    return (
        f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/><Override PartName="/{part}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    )


def relations(*rows: tuple[str, str, bool]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if is_external else "/>")
        for number, (kind, target, is_external) in enumerate(rows, start=1)
    )
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
        f"{inside}</Relationships>"
    )


def xlsx(sheet: str, *, address: str = "") -> bytes:
    """Return a workbook of that sheet; with `address` it names it as data from outside."""
    outside = (("externalLink", address, True),) if address else ()
    return packed(
        {
            "[Content_Types].xml": types("spreadsheetml.sheet", "xl/workbook.xml"),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", False)),
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml", False), *outside
            ),
            "xl/workbook.xml": (
                '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/'
                f'spreadsheetml/2006/main" xmlns:r="{OFFICE}"><sheets><sheet name="Hoja" '
                'sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def rows(count: int, columns: int, cell: str) -> str:
    cells = f'<c t="inlineStr"><is><t>{cell}</t></is></c>' * columns
    row = f"<row>{cells}</row>"
    return SHEET.format(doctype="", inside=f"<sheetData>{row * count}</sheetData>")


def docx(document: str, *, address: str = "") -> bytes:
    """Return a document of that XML; with `address` its template and a picture are there."""
    outside = (("attachedTemplate", address, True), ("image", address, True)) if address else ()
    return packed(
        {
            "[Content_Types].xml": types("wordprocessingml.document", "word/document.xml"),
            "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
            "word/_rels/document.xml.rels": relations(*outside),
            "word/document.xml": document,
        }
    )


def document(inside: str, doctype: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{doctype}<w:document {WORDS}><w:body>{inside}</w:body></w:document>'
    )


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def laughs(levels: int = 9) -> str:
    entities = '<!ENTITY a0 "ja ja ja ja">' + "".join(
        f'<!ENTITY a{n + 1} "' + f"&a{n};" * 10 + '">' for n in range(levels)
    )
    return f"<!DOCTYPE x [{entities}]>"


def outside_entity(address: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


def png(width: int, height: int, *, colour: int = 6, rows_kept: int | None = None) -> bytes:
    """Return a PNG of zeros that says that size; with fewer `rows_kept` than it says."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    depth = {6: 4, 2: 3, 0: 1, 3: 1}[colour]
    line = b"\0" * (1 + width * depth)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(line) for _row in range(rows_kept or height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int, *, turned: bool = False) -> bytes:
    """Return a black JPEG, which may say that the camera was turned."""
    from PIL import Image

    output = io.BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    Image.new("RGB", (width, height)).save(output, "JPEG", quality=1, exif=exif)
    return output.getvalue()


def gif(frames: int) -> bytes:
    frame = b"\x2c\0\0\0\0\x10\x27\x10\x27\0\x02\x02\x44\x01\0"
    return b"GIF89a\x10\x27\x10\x27\xf0\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def pdf(address: str) -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS"
        b"(app.launchURL('" + address.encode() + b"'))>>>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]"
        b"/Count 1/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def short(address: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield the name of each bomb, the name of its file and its bytes: those of each push."""
    zeros = "0" * (30 * 1024 * 1024)
    yield "zip bomb, DOCX", "b.docx", docx(document(paragraph(zeros) * 7))
    yield "zip bomb, XLSX", "b.xlsx", xlsx(rows(1, 1, zeros) + "0" * (190 * 1024 * 1024))
    yield "a billion laughs, DOCX", "l.docx", docx(document(paragraph("&a9;"), laughs()))
    yield (
        "a billion laughs, XLSX",
        "l.xlsx",
        xlsx(
            SHEET.format(
                doctype=laughs(),
                inside='<sheetData><row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'
                "</sheetData>",
            )
        ),
    )
    entities = paragraph("&e;&f;")
    yield "entities outside, DOCX", "e.docx", docx(document(entities, outside_entity(address)))
    yield "relations outside, DOCX", "r.docx", docx(document(paragraph("hola")), address=address)
    yield "relations outside, XLSX", "r.xlsx", xlsx(rows(2, 2, "1"), address=address)
    yield "a PNG of 400 megapixels", "p.png", png(20_000, 20_000, colour=0, rows_kept=100)
    yield "a PNG that says more than it has", "q.png", png(5_000, 5_000, rows_kept=5)
    yield "a GIF of 10,000 frames", "g.gif", gif(10_000)
    yield "a GIF called PNG", "g.png", gif(100)
    script = f'<svg xmlns="http://www.w3.org/2000/svg"><script href="{address}"/></svg>'
    yield "an SVG with a script", "s.svg", script.encode()
    yield "an SVG called CSV", "s.csv", script.encode()
    yield "a PDF with loops and JavaScript", "j.pdf", pdf(address)
    yield "one endless line, CSV", "c.csv", b"titulo," + b"," * 9_900_000
    yield "one endless cell, CSV", "d.csv", b'titulo,numero\n"' + b"a" * 9_900_000
    yield "no known encoding, CSV", "n.csv", bytes(range(1, 256)) * 38_000
    yield "20,000 columns, XLSX", "w.xlsx", xlsx(rows(1, 20_000, "1"))
    far = '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    yield "17 billion cells, XLSX", "f.xlsx", xlsx(SHEET.format(doctype="", inside=far))
    deep = "<w:sdt><w:sdtContent>" * 20_000
    yield "nested 20,000 deep, DOCX", "n.docx", docx(document(deep))
    whole = docx(document(paragraph("hola")))
    yield "a DOCX cut short", "t.docx", whole[: len(whole) // 2]
    yield "a JPEG cut short", "t.jpg", jpeg(2_000, 2_000)[:3_000]
    yield "a PDF that is a zip too", "z.pdf", pdf(address) + whole
    yield "a zip that is HTML too", "z.xlsx", b"<html><script>" + xlsx(rows(2, 2, "1"))


def long(address: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield those of each night: each as large as its door lets in."""
    yield from short(address)
    yield "a PNG of 29 megapixels", "h.png", png(5_400, 5_400)
    yield "a PNG of 31 megapixels", "o.png", png(5_600, 5_600)
    yield "a PNG of 39 megapixels", "i.png", png(6_250, 6_250)
    yield "a JPEG of 29 megapixels, turned", "h.jpg", jpeg(5_400, 5_400, turned=True)
    small, size = jpeg(1_000, 1_000), struct.pack(">HH", 1_000, 1_000)
    yield (
        "a JPEG of 400 megapixels",
        "k.jpg",
        small.replace(size, struct.pack(">HH", 20_000, 20_000)),
    )
    yield "a million columns, XLSX", "w.xlsx", xlsx(rows(1, 1_000_000, "1"))
    yield "a million rows, XLSX", "m.xlsx", xlsx(rows(1_000_000, 1, "1"))
    yield "the largest sheet, XLSX", "y.xlsx", xlsx(rows(20_000, 60, "doce letras."))
    yield "199 MB of cells, XLSX", "x.xlsx", xlsx(rows(70_000, 60, "1"))
    yield "a million paragraphs, DOCX", "m.docx", docx(document(paragraph("a") * 1_000_000))
    quadratic = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'
    yield "a quadratic entity, DOCX", "a.docx", docx(document(paragraph("&a;" * 50_000), quadratic))
    yield "a CSV of ten million empty lines", "v.csv", b"titulo,numero" + b"\n" * 10_000_000
    yield "a CSV of a million rows", "r.csv", b"titulo,numero\n" + b"a,1\n" * 2_400_000
    yield "Latin with accents, CSV", "t.csv", "título,número\nñandú,1\n".encode("latin-1") * 400_000


def doors() -> dict[str, Callable[[bytes, str], object]]:
    """Return what takes a file at each door: attachments, evidence, papers and pictures of people
    are one; drafts; a plan's spreadsheet; the accounts of a budget.
    """
    from commitments.spreadsheets import workflow as sheets
    from forums.drafts import reading as drafts
    from ogp_portal.foundation.documents import uploads
    from transparency.budgets import reading as accounts

    return {
        "attachment": lambda content, name: uploads.accept(content, file_name=name).content,
        "draft": lambda content, name: drafts.read(content, file_name=name, of_commitment=False),
        "spreadsheet": lambda content, _name: sheets.read_table(content, {}),
        "budget": lambda content, name: accounts.read(content, file_name=name),
    }


def sent(door: Callable[[bytes, str], object], content: bytes, name: str) -> dict[str, object]:
    """Return what becomes of a file at a door, in a process of its own."""
    reading, writing = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os.write(writing, json.dumps(_outcome(door, content, name)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        words = told.read()
    os.waitpid(pid, 0)
    found = json.loads(words) if words else {"said": "", "fault": "the web process died"}
    return {**found, "seconds": round(time.monotonic() - began, 2)}


def _outcome(door: Callable[[bytes, str], object], content: bytes, name: str) -> dict[str, object]:
    from ogp_portal.foundation.refusals import Refusal

    refusal_told, fault = "", ""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        made = door(content, name)
        if SECRET in (made.decode("latin-1") if isinstance(made, bytes) else str(made)):
            fault = "it read a file of the machine"
    except Refusal as refusal:
        refusal_told = str(refusal)
    except BaseException as error:  # noqa: BLE001 - that is the finding
        fault = repr(error)[:300]
    web = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"said": refusal_told, "fault": fault, "web": web, "child": child}


def listening(calls: list[str]) -> str:
    """Listen where the bombs call, and return the address."""
    ear = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            link, _who = ear.accept()
            calls.append("called")
            link.close()

    threading.Thread(target=listen, daemon=True).start()
    return f"http://127.0.0.1:{ear.getsockname()[1]}/"


def main(corpus: str) -> None:
    """Send every bomb of a corpus through every door and print a line of JSON for each."""
    import django

    django.setup()
    calls: list[str] = []
    address = listening(calls)
    for bomb, name, content in {"short": short, "long": long}[corpus](address):
        for door, take in doors().items():
            outcome = sent(take, content, name)
            row = {"bomb": bomb, "door": door, "size": len(content), **outcome}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()  # a process that is forked would say it again
    sys.stdout.write(json.dumps({"calls": len(calls)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
