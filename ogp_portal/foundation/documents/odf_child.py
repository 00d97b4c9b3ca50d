"""ODT and ODS from outside: see `office_child`."""

from typing import Any

from ogp_portal.foundation.documents.office_child import (
    Parts,
    edited,
    local,
    pack,
    read,
    unpack,
)

MANIFEST = "META-INF/manifest.xml"
META = "meta.xml"
EMPTY_META = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3">'
    b"<office:meta/></office:document-meta>"
)
WEB = ("http://", "https://", "mailto:", "#")
NOWHERE = "#"
FOLDERS = {"basic/": "macros", "scripts/": "macros", "database/": "outside"}
RUNNING = {"script", "scripts", "event-listener", "event-listeners"}
FETCHING = {"dde-connection", "dde-source", "dde-link", "table-source", "section-source"}
HREF = "{http://www.w3.org/1999/xlink}href"
TEXTS = ("content.xml", "styles.xml", "settings.xml")


def clean(content: bytes, *, kind: str) -> bytes:
    """Return the document cleaned. The same file gives the same bytes.

    Raises ValueError with the reason.
    """
    parts = unpack(content)
    if parts.get("mimetype") != kind.encode() or "content.xml" not in parts:
        raise ValueError("refused: kind")
    _check_parts(parts)
    for name in [name for name in parts if name.rpartition("/")[2] in TEXTS]:
        edited(parts, name, _clean_text)
    for name in [name for name in parts if name.rpartition("/")[2] == META]:
        parts[name] = EMPTY_META
    parts.pop("Thumbnails/thumbnail.png", None)
    return pack({"mimetype": parts.pop("mimetype"), **parts})


def _check_parts(parts: Parts) -> None:
    for name in parts:
        for folder, reason in FOLDERS.items():
            if name.lower().startswith(folder) or f"/{folder}" in name.lower():
                raise ValueError(f"refused: {reason}")
    if MANIFEST not in parts:
        raise ValueError("refused: kind")
    for element in list(read(parts[MANIFEST]).iter()):
        if local(element) == "encryption-data":
            raise ValueError("refused: password")
        kinds = [value for key, value in element.attrib.items() if key.endswith("}media-type")]
        if any("oleobject" in value.lower() or "sun.star.ole" in value.lower() for value in kinds):
            raise ValueError("refused: objects")


def _clean_text(root: Any) -> bool:
    """Refuse macros, comments, changes that nobody accepted and what is fetched from elsewhere;
    lead links that are not of the web nowhere.
    """
    for element in list(root.iter()):
        what = local(element)
        if what in RUNNING and (len(element) or what == "event-listener"):
            raise ValueError("refused: macros")
        if what in FETCHING:
            raise ValueError("refused: outside")
        if what in {"annotation", "tracked-changes"} and len(element):
            raise ValueError("refused: comments")
        if what in {"object-ole", "plugin", "applet", "floating-frame"}:
            raise ValueError("refused: objects")
        if what == "config-item" and "Printer" in "".join(element.attrib.values()):
            element.text = ""
        _clean_link(element, what)
    return True


def _clean_link(element: Any, what: str) -> None:
    """Lead a link that is not of the web nowhere; refuse pictures that are fetched."""
    leads_to = element.get(HREF, "").strip()
    if what == "a":
        if not leads_to.lower().startswith(WEB):
            element.set(HREF, NOWHERE)
    elif ":" in leads_to.partition("/")[0] or leads_to.startswith(("/", "../")):
        raise ValueError("refused: outside")
