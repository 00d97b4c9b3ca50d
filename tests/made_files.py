"""Files of offices, as people send them: made by the libraries that offices' programs agree with,
and with whatever part a test wants in them.
"""

import io
import random
import zipfile

import pikepdf
from docx import Document
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, String

from ogp_portal.foundation.documents.pdf_cleaning_child import clean

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(change=None, *, padding: bytes = b"") -> bytes:
    """Return a PDF of one page with an author; `change` gets it open."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        page = new.add_blank_page(page_size=(200, 200))
        words = b"BT /F1 12 Tf 20 100 Td (Acta) Tj ET\n%" + padding.hex().encode() + b"\n"
        page.Contents = new.make_stream(words)
        new.docinfo["/Author"] = String("Perpetua Pérez")
        with new.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:creator"] = ["Perpetua Pérez"]
        if change:
            change(new)
        new.save(made, compress_streams=False)
    return made.getvalue()


def kept_pdf(size: int) -> bytes:
    """Return a PDF of at least that many bytes that comes in as it is: it was cleaned before."""
    return clean(clean(pdf(padding=random.Random(1).randbytes(size))))  # the second has its number


def action(**facts) -> Dictionary:
    return Dictionary({f"/{key}": value for key, value in facts.items()})


def with_note(new, kind: str, **facts) -> None:
    """Put an annotation on the first page of an open PDF."""
    note = Dictionary(
        Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 50, 50]), **facts
    )
    new.pages[0].obj["/Annots"] = Array([new.make_indirect(note)])


def docx(parts: dict[str, bytes] | None = None, **replaced: tuple[str, str]) -> bytes:
    """Return a DOCX with an author; `parts` are added, and each of `replaced` (a part's first word:
    what, by what) changes one.
    """
    document = Document()
    document.add_paragraph("Acta de la sesión")
    document.core_properties.author = "Perpetua Pérez"
    document.core_properties.last_modified_by = "Perpetua Pérez"
    made = io.BytesIO()
    document.save(made)
    return repacked(made.getvalue(), parts, **replaced)


def xlsx(parts: dict[str, bytes] | None = None, **replaced: tuple[str, str]) -> bytes:
    """Return an XLSX with an author, as `docx` does."""
    book = Workbook()
    book.active.append(["comuna", "monto"])
    book.active.append(["Renca", 5])
    book.properties.creator = "Perpetua Pérez"
    made = io.BytesIO()
    book.save(made)
    return repacked(made.getvalue(), parts, **replaced)


def odt(parts: dict[str, bytes] | None = None, *, body: str = "", kind: str = "text") -> bytes:
    """Return an ODT (or with `kind` another ODF document) with an author."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    names = (
        f'xmlns:office="{office}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    made = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": f"<office:document-content {names}><office:body><office:text>"
        f"<text:p>Acta</text:p>{body}</office:text></office:body>"
        "</office:document-content>".encode(),
        "meta.xml": f"<office:document-meta {names}><office:meta><dc:creator>Perpetua Pérez"
        "</dc:creator></office:meta></office:document-meta>".encode(),
        "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
        b'opendocument:xmlns:manifest:1.0"/>',
        **(parts or {}),
    }
    return packed(made)


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(name, content, compress_type=how)
    return made.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist()}


def repacked(content: bytes, parts: dict[str, bytes] | None, **replaced: tuple[str, str]) -> bytes:
    found = unpacked(content)
    for stem, (what, by) in replaced.items():
        name = next(name for name in found if name.rpartition("/")[2].startswith(stem))
        assert what in found[name].decode(), (name, what)
        found[name] = found[name].decode().replace(what, by, 1).encode()
    return packed({**found, **(parts or {})})


def relations(kind: str, target: str, *, mode: str = "External") -> bytes:
    """Return a part of relations with one."""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId9" Type="{OFFICE}/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()
