"""DOCX and XLSX from outside: see `office_child`."""

import posixpath
import re
from typing import Any

from ogp_portal.foundation.documents.office_child import (
    Parts,
    edited,
    local,
    pack,
    read,
    unpack,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = {WORD: f"{WORD}.main+xml", SHEET: f"{SHEET}.main+xml"}
TYPES, TOP = "[Content_Types].xml", "_rels/.rels"
EMBEDDED = {".docx": WORD, ".xlsx": SHEET}  # the figures of a chart travel as a sheet
WEB = ("http://", "https://", "mailto:", "#")
NOWHERE = "about:blank"
COMMENTS = re.compile(r"(comments|threadedcomment).*\.xml", re.I)
FORGOTTEN = {"attachedTemplate", "docVars", "rsids"}
CLEARED = re.compile(r"docProps/(core|app|custom)\.xml|(word/people|xl/persons/[^/]+)\.xml")
# what is read to the end by one who opens the file: fields that fetch or run
FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|LINK)\b", re.I)
REFUSED_TYPES = {
    "macro": "macros",
    "vba": "macros",
    "dialogsheet": "macros",
    "oleobject": "objects",
    "activex": "objects",
    "ms-package": "objects",
}
REFUSED_PARTS = {
    "vbaproject": "macros",
    "macrosheets/": "macros",
    "activex": "objects",
    "oleobject": "objects",
    "externallinks/": "outside",
    "connections.xml": "outside",
    "querytables/": "outside",
    "revisions/": "comments",
    "webextensions/": "macros",
    "customui/": "macros",
}
REFUSED_RELATIONS = {
    "vbaproject": "macros",
    "oleobject": "objects",
    "control": "objects",
    "afchunk": "objects",
    "subdocument": "outside",
    "frame": "outside",
    "externallink": "outside",
    "connections": "outside",
}


def clean(content: bytes, *, kind: str, depth: int = 0) -> bytes:
    """Return the document cleaned. The same file gives the same bytes.

    Raises ValueError with the reason.
    """
    parts = unpack(content)
    _check_kind(parts, kind)
    for name in parts:
        for word, reason in REFUSED_PARTS.items():
            if word in name.lower():
                raise ValueError(f"refused: {reason}")
    for name in [name for name in parts if name.endswith(".rels")]:
        edited(parts, name, _clean_relations)
    for name in list(parts):
        if CLEARED.fullmatch(name):
            edited(parts, name, _clear)
        elif "/embeddings/" in name:
            parts[name] = _embedded(name, parts[name], depth)
    _refuse_comments(parts)
    (_clean_word if kind == WORD else _clean_sheet)(parts)
    return pack({TYPES: parts.pop(TYPES), **parts})


def _check_kind(parts: Parts, kind: str) -> None:
    """Refuse what is no package of that kind, or says that it has macros or objects."""
    if TYPES not in parts or TOP not in parts:
        raise ValueError("refused: kind")
    types = {}
    for element in read(parts[TYPES]):
        content_type = element.get("ContentType", "")
        for word, reason in REFUSED_TYPES.items():
            if word in content_type.lower():
                raise ValueError(f"refused: {reason}")
        types[element.get("PartName") or f".{element.get('Extension', '')}"] = content_type
    main = [
        relation.get("Target", "").lstrip("/")
        for relation in read(parts[TOP])
        if relation.get("Type", "").endswith("/officeDocument")
    ]
    if len(main) != 1 or main[0] not in parts:
        raise ValueError("refused: kind")
    if types.get(f"/{main[0]}", types.get(".xml")) != MAIN[kind]:
        raise ValueError("refused: kind")
    root = local(read(parts[main[0]]))
    if root != ("document" if kind == WORD else "workbook"):
        raise ValueError("refused: kind")


def _clean_relations(root: Any) -> bool:
    """Leave links to the web alone, lead others nowhere, refuse what fetches or runs."""
    is_changed = False
    for relation in list(root):
        what = posixpath.basename(relation.get("Type", "")).lower()
        if what in REFUSED_RELATIONS:
            raise ValueError(f"refused: {REFUSED_RELATIONS[what]}")
        if what == "attachedtemplate":
            root.remove(relation)
            is_changed = True
        elif relation.get("TargetMode", "").lower() == "external":
            if what != "hyperlink":
                raise ValueError("refused: outside")
            if not relation.get("Target", "").strip().lower().startswith(WEB):
                relation.set("Target", NOWHERE)
                is_changed = True
    return is_changed


def _clear(root: Any) -> bool:
    """Empty a part that says who made the document, when and with what."""
    root[:] = []
    root.text = None
    return True


def _embedded(name: str, content: bytes, depth: int) -> bytes:
    ending = posixpath.splitext(name)[1].lower()
    if ending not in EMBEDDED or depth:
        raise ValueError("refused: objects")
    return clean(content, kind=EMBEDDED[ending], depth=depth + 1)


def _refuse_comments(parts: Parts) -> None:
    """Refuse notes beside the text: they name their authors, and are seldom meant for everybody."""
    for name, content in parts.items():
        if COMMENTS.fullmatch(posixpath.basename(name)) and any(
            local(element) in {"comment", "threadedComment"} for element in read(content).iter()
        ):
            raise ValueError("refused: comments")


def _clean_word(parts: Parts) -> None:
    for name in [name for name in parts if re.fullmatch(r"word/[^/]+\.xml", name)]:
        edited(parts, name, _clean_text)


def _clean_text(root: Any) -> bool:
    """Refuse changes that nobody accepted and fields that fetch or run; forget the template."""
    fields = []
    for element in root.iter():
        what = local(element)
        if any(key.endswith("}author") for key in element.attrib):
            raise ValueError("refused: comments")
        if what in {"instrText", "fldSimple", "fldChar"}:
            fields.append(_instruction(element, what))
    if any(FIELDS.match(field.strip()) for field in "".join(fields).split("\n")):
        raise ValueError("refused: outside")
    forgotten = [element for element in root.iter() if local(element) in FORGOTTEN]
    for element in forgotten:
        element.getparent().remove(element)
    return bool(forgotten)


def _instruction(element: Any, what: str) -> str:
    """Return what a part of a field says; a line ends where a field does."""
    if what == "instrText":
        return element.text or ""
    if what == "fldSimple":
        instructions = [value for key, value in element.attrib.items() if key.endswith("}instr")]
        return "\n" + "\n".join(instructions) + "\n"
    return "\n"


def _clean_sheet(parts: Parts) -> None:
    for name in [name for name in parts if re.fullmatch(r"xl/[^/]*workbook[^/]*\.xml", name)]:
        edited(parts, name, _clean_workbook)


def _clean_workbook(root: Any) -> bool:
    """Forget the folder where a workbook was kept and who shared it; refuse names that run."""
    for element in list(root.iter()):
        if local(element) in {"absPath", "fileSharing", "webPublishing"}:
            element.getparent().remove(element)
        elif local(element) == "definedName" and element.get("xlm") in {"1", "true"}:
            raise ValueError("refused: macros")
    return True
