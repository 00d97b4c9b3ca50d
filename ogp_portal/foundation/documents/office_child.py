"""A document of an office from outside (DOCX, XLSX, ODT, ODS): really of its kind, without macros
or anything that acts or asks elsewhere, and without who made it. What is refused raises ValueError
with "refused: " and a word of `uploads.REASONS`.

Runs in the sandbox's child alone. The two families are in `ooxml_child` and `odf_child`; here is
the archive that both are.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from ogp_portal.foundation.documents import pictures

Parts = dict[str, bytes]
UNPACKED = 150 * 1024 * 1024  # bytes
MOST_PARTS = 5_000
LARGEST_READ = 40 * 1024 * 1024  # bytes of a part that is read as XML
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the calendar of zip files
PICTURES = (".jpg", ".jpeg", ".png")


def unpack(content: bytes) -> Parts:
    """Return the parts of an archive by name, in order. Raises ValueError with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            names = [part.filename for part in listed]
            if len(names) > MOST_PARTS or sum(part.file_size for part in listed) > UNPACKED:
                raise ValueError("refused: large")
            if any(part.flag_bits & 1 for part in listed):
                raise ValueError("refused: password")
            if len(set(names)) != len(names) or any(_leads_away(name) for name in names):
                raise ValueError("refused: damaged")
            return {part.filename: packed.read(part) for part in listed if not part.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise ValueError("refused: damaged") from error


def _leads_away(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\\" in name or "\0" in name


def pack(parts: Parts) -> bytes:
    """Return an archive of the parts: the same parts give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name, FIRST_DAY)
            # the kind of an ODF document is read without unpacking
            about.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            kept = pictures.without_metadata(content) if name.endswith(PICTURES) else content
            packed.writestr(about, kept)
    return made.getvalue()


def read(content: bytes) -> Any:
    """Return the root element of a part. Raises ValueError where it is no XML, or has a DTD."""
    if len(content) > LARGEST_READ:
        raise ValueError("refused: large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("refused: damaged") from error
    if root.getroottree().docinfo.doctype:
        raise ValueError("refused: damaged")
    return root


def write(root: Any) -> bytes:
    """Return a part as bytes."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def edited(parts: Parts, name: str, edit: Callable[[Any], bool]) -> None:
    """Write a part anew where `edit` says that it changed its root; nothing where it is not."""
    if name in parts:
        root = read(parts[name])
        if edit(root):
            parts[name] = write(root)
