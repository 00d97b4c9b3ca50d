"""A draft that comes from outside: Markdown or DOCX to the parts of a text, with what was tracked
in it and what cannot be taken in, each by its place.

The headings of a commitment find their place; others keep their own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import PromiseText
from forums.drafts.models import Section
from ogp_portal.foundation import characters
from ogp_portal.foundation.documents import antivirus, passage_writing, passages, sandbox
from ogp_portal.foundation.documents.commonmark import Lines, lines_of
from ogp_portal.foundation.documents.passages import REFERENCE_MARK
from ogp_portal.foundation.refusals import Refusal

MILESTONES = "hitos"
MOST_SECTIONS = 60
LONGEST_SECTION = 20_000
LARGEST = 5 * 1024 * 1024
LIMITS = {"unpacked": 60 * 1024 * 1024, "paragraphs": 5_000, "columns": 30, "cells": 20_000}
NEAR = 80  # characters of the words beside which something stands
ALSO = {
    "titulo": "title",
    "nombre del compromiso": "title",
    "compromiso": "title",
    "resumen": "summary",
    "problema": "problem",
    "objetivo": "objective",
    "descripcion breve": "summary",
    "componentes": "components",
    "relevancia": "relevance",
    "resultados": "expected_results",
    "informacion adicional": "additional_information",
    "milestones": MILESTONES,
}


LEFT = {
    "picture": _("una imagen"),
    "chart": _("un gráfico"),
    "diagram": _("un esquema"),
    "drawing": _("un dibujo"),
    "box": _("un cuadro de texto"),
    "object": _("un objeto de otro programa"),
    "equation": _("una ecuación"),
    "comment": _("un comentario al margen"),
    "hidden": _("texto oculto"),
    "symbol": _("un símbolo de una fuente especial"),
    "header": _("el encabezado o el pie de las páginas"),
    "contents": _("la tabla de contenidos"),
    "heading_note": _("la nota al pie de un encabezado"),
    "loose_note": _("una nota a la que nada remite"),
}
ALTERED = {
    "struck": _("texto tachado: llega sin la raya"),
    "merged": _("celdas unidas: llegan separadas, el texto en la primera"),
    "nested": _("una tabla dentro de otra: llega como texto de su celda"),
    "look": _("negrita o cursiva en medio de una palabra: llega el texto solo"),
    "html": _("HTML: llega como texto"),
}
TRACKED = {
    "inserted": _("agregado"),
    "deleted": _("quitado"),
    "moved": _("movido desde aquí"),
}


@dataclass
class Part:
    """One part of a text: its key, its heading and its words."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Trace:
    """Something of a file that is not in the text it gave, or not as it was: what, where (the
    heading before it and the words beside it), and some of its words.
    """

    what: str
    heading: str
    near: str
    words: str


@dataclass
class Imported:
    """What a file gave: the parts of the text; what is left out, what arrives otherwise, and the
    tracked changes, which were accepted; and the title of the document where it is no part.
    """

    parts: list[Part]
    left: list[Trace] = field(default_factory=list)
    altered: list[Trace] = field(default_factory=list)
    tracked: list[Trace] = field(default_factory=list)
    title: str = ""


def headings() -> dict[str, str]:
    """Return the heading of each part of a commitment's text, in the order in which they
    are read.
    """
    fields = {field.name: str(field.verbose_name) for field in PromiseText._meta.get_fields()}  # type: ignore[union-attr]
    return {
        **{name: words[:1].upper() + words[1:] for name, words in fields.items()},
        MILESTONES: str(_("Hitos")),
    }


def read(content: bytes, *, file_name: str, of_commitment: bool) -> Imported:
    """Return what a DOCX or Markdown file gives. Raises Refusal with what to do."""
    if len(content) > LARGEST:
        raise Refusal(
            _("El archivo pesa más de 5 MB: quite sus imágenes y súbalo de nuevo."), field="file"
        )
    antivirus.scan(content)
    if content[:4] == b"PK\x03\x04":
        lines = _of_docx(content)
    elif file_name.lower().endswith((".md", ".markdown", ".txt")):
        lines = lines_of(_decoded(content))
    else:
        raise Refusal(_("Suba un archivo DOCX o Markdown (.md)."), field="file")
    imported = _parted(lines, of_commitment=of_commitment)
    check(imported.parts)
    return imported


def _of_docx(content: bytes) -> Lines:
    try:
        found = json.loads(sandbox.run("docx", content, LIMITS))
    except sandbox.Failed as failure:
        sentence = _("El documento no se pudo leer: guárdelo como DOCX y súbalo de nuevo.")
        if "size: " in str(failure):
            sentence = _(
                "El documento tiene más de 5.000 párrafos, o una tabla de más de 30 columnas o "
                "20.000 celdas: divídalo o acórtelo."
            )
        raise Refusal(sentence, field="file") from failure
    return Lines(
        [(level, source) for level, source in found["lines"]],
        found["notes"],
        [tuple(row) for row in found["tracked"]],
        [tuple(row) for row in found["left"]],
    )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            _("El archivo no está en UTF-8: guárdelo con esa codificación."), field="file"
        ) from error


def _parted(lines: Lines, *, of_commitment: bool) -> Imported:
    """Return the parts that the lines make: each heading of the first two levels begins one.

    Of a commitment the known headings give the keys, and the title of the document is its title.
    """
    keys = _keys() if of_commitment else {}
    first = "description" if of_commitment else "inicio"
    title_at = _title_at(lines.rows, keys)
    parts: dict[str, Part] = {}
    sources: dict[str, list[str]] = {}
    key, title = "", ""
    for place, (level, source) in enumerate(lines.rows):
        line = characters.one_line(source) if level is not None else characters.clean_line(source)
        if place == title_at:
            title = line
            continue
        if level is None:
            key = key or first
            parts.setdefault(key, Part(key, "", ""))
            sources.setdefault(key, []).append(line)
            continue
        name = slugify(line)[:60]
        key = keys.get(name, name) or f"parte-{len(parts) + 1}"
        parts.setdefault(key, Part(key, line[:200], ""))
    names = headings() if of_commitment else {}
    if of_commitment and title and not sources.get("title"):
        parts = {"title": Part("title", "", ""), **parts}
        sources["title"] = [title]
    for part in parts.values():
        part.heading = names.get(part.key) or part.heading or str(_("Inicio"))
        part.text = _text_of(sources.get(part.key, []), lines.notes).strip()
    left, altered = _traces(lines, lines.left, LEFT), _traces(lines, lines.left, ALTERED)
    tracked = _traces(lines, lines.tracked, TRACKED)
    is_apart = title and not of_commitment
    return Imported(list(parts.values()), left, altered, tracked, title if is_apart else "")


def _title_at(rows: Sequence[tuple[int | None, str]], keys: Mapping[str, str]) -> int | None:
    """Return where the title of the document is: its first heading, if it is the only one of its
    level, deeper ones follow and it names no part; None where it has none.
    """
    found = [(place, level) for place, (level, _source) in enumerate(rows) if level is not None]
    if not found or found[0][1] > 1 or slugify(rows[found[0][0]][1])[:60] in keys:
        return None
    place, level = found[0]
    deeper = [other for _place, other in found[1:] if other > level]
    is_alone = len(deeper) == len(found) - 1
    return place if is_alone and (deeper or level == 0) else None


def _text_of(sources: Sequence[str], notes: Mapping[str, str]) -> str:
    """Return lines as a text, with the notes that they refer to at its end, numbered in it."""
    labels: dict[str, str] = {}
    for source in sources:
        for label in REFERENCE_MARK.findall(source):
            if label in notes:
                labels.setdefault(label, str(len(labels) + 1))
    renamed = [
        REFERENCE_MARK.sub(lambda match: f"[^{labels.get(match[1], match[1])}]", source)
        for source in sources
    ]
    below = [f"[^{number}]: {notes[label]}" for label, number in labels.items()]
    return passage_writing.together([*renamed, *below])


def _traces(
    lines: Lines, found: Iterable[tuple[int, str, str]], labels: Mapping[str, object]
) -> list[Trace]:
    """Return what was found at some lines, as people are told."""
    above = [""]  # the heading over each line
    for level, source in lines.rows:
        above.append(above[-1] if level is None else source)
    traces = []
    for place, what, words in found:
        if what in labels:
            beside = [source for level, source in lines.rows[place : place + 1] if level is None]
            near = beside or [source for _level, source in lines.rows[max(place - 1, 0) : place]]
            traces.append(
                Trace(
                    str(labels[what]),
                    above[min(place, len(lines.rows))],
                    passages.words_of("".join(near)).replace("\t", " | ")[:NEAR],
                    characters.one_line(words),
                )
            )
    return traces


def _keys() -> dict[str, str]:
    """Return the key of each part of a commitment's text by the headings it may have."""
    known = {slugify(heading): key for key, heading in headings().items()}
    return known | {slugify(words): key for words, key in ALSO.items()}


def merged(
    parts: Sequence[Part], standing: Sequence[Part], *, of_commitment: bool, clears: bool
) -> list[Part]:
    """Return the parts of a text after those of a file arrived: in the order of a commitment's
    text, or in that of the file. What reads as it did stays as it was typed; the parts that the
    file lacks stay too, or `clears` them.
    """
    names = headings() if of_commitment else {}
    stood = {part.key: part for part in standing}
    rows = {
        part.key: stood[part.key] if is_same(part, stood.get(part.key)) else part for part in parts
    }
    for key in [*names, *stood]:
        if key in rows:
            continue
        if key in names:
            text = stood[key].text if key in stood and not clears else ""
            rows[key] = Part(key, names[key], text)
        elif stood[key].text.strip() and not clears:
            rows[key] = stood[key]
    order = list(names)
    return sorted(
        rows.values(),
        key=lambda part: order.index(part.key) if part.key in order else len(order),
    )


def is_same(part: Part, standing: Part | None) -> bool:
    """Say whether a part reads as the one that stands there."""
    if standing is None:
        return False
    return passages.read(part.text).likeness == passages.read(standing.text).likeness


def check(parts: Sequence["Part | Section"]) -> None:
    """Refuse parts that are too many or too long, naming which. Raises Refusal."""
    if not parts:
        raise Refusal(_("El documento no tiene texto."), field="file")
    if len(parts) > MOST_SECTIONS:
        raise Refusal(
            _("El documento tiene más de %(most)s encabezados.") % {"most": MOST_SECTIONS},
            field="file",
        )
    for part in parts:
        if len(part.text) > LONGEST_SECTION:
            raise Refusal(
                _("«%(part)s» pasa de %(most)s caracteres.")
                % {"part": part.heading, "most": LONGEST_SECTION},
                field=part.key,
            )
