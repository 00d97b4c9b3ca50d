"""A draft that comes from outside: Markdown or DOCX to the parts of a text.

The headings of a commitment find their place; others keep their own.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import PromiseText
from forums.drafts.models import Section
from ogp_portal.foundation import characters
from ogp_portal.foundation.documents import antivirus, sandbox
from ogp_portal.foundation.refusals import Refusal

MILESTONES = "hitos"
MOST_SECTIONS = 60
LONGEST_SECTION = 20_000
LARGEST = 5 * 1024 * 1024
LIMITS = {"unpacked": 60 * 1024 * 1024, "paragraphs": 5_000}
HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*\s*$")
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


@dataclass
class Part:
    """One part of a text: its key, its heading and its words."""

    key: str
    heading: str
    text: str


def headings() -> dict[str, str]:
    """Return the heading of each part of a commitment's text, in the order in which they
    are read.
    """
    fields = {field.name: str(field.verbose_name) for field in PromiseText._meta.get_fields()}  # type: ignore[union-attr]
    return {
        **{name: words[:1].upper() + words[1:] for name, words in fields.items()},
        MILESTONES: str(_("Hitos")),
    }


def read(content: bytes, *, file_name: str, of_commitment: bool) -> list[Part]:
    """Return the parts of a DOCX or Markdown file. Raises Refusal with what to do."""
    if len(content) > LARGEST:
        raise Refusal(
            _("El archivo pesa más de 5 MB: quite sus imágenes y súbalo de nuevo."), field="file"
        )
    antivirus.scan(content)
    if content[:4] == b"PK\x03\x04":
        try:
            lines: list[tuple[int | None, str]] = [
                (level, words) for level, words in json.loads(sandbox.run("docx", content, LIMITS))
            ]
        except sandbox.Failed as failure:
            raise Refusal(
                _("El documento no se pudo leer: guárdelo como DOCX y súbalo de nuevo."),
                field="file",
            ) from failure
    elif file_name.lower().endswith((".md", ".markdown", ".txt")):
        lines = list(_markdown(_decoded(content)))
    else:
        raise Refusal(_("Suba un archivo DOCX o Markdown (.md)."), field="file")
    return _parts(lines, of_commitment=of_commitment)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            _("El archivo no está en UTF-8: guárdelo con esa codificación."), field="file"
        ) from error


def _markdown(source: str) -> Iterable[tuple[int | None, str]]:
    for line in source.replace("\r\n", "\n").split("\n"):
        heading = HEADING.match(line)
        if heading:
            yield len(heading[1]), heading[2]
        elif line.strip():
            yield None, line.strip()


def _parts(lines: Sequence[tuple[int | None, str]], *, of_commitment: bool) -> list[Part]:
    """Return the parts that the lines make: each heading of the first two levels begins one.

    Of a commitment the known headings give the keys, and a title before them is its title.
    """
    keys = _keys() if of_commitment else {}
    first = "description" if of_commitment else "inicio"
    parts: dict[str, Part] = {}
    current: Part | None = None
    for level, words in lines:
        line = characters.one_line(words)
        if level is None or level > 2:
            current = current or parts.setdefault(first, Part(first, "", ""))
            current.text += line + "\n"
            continue
        name = slugify(line)[:60]
        key = keys.get(name, name)
        if of_commitment and level <= 1 and not parts and key not in keys.values():
            parts["title"] = Part("title", "", line)
            continue
        key = key or f"parte-{len(parts) + 1}"
        current = parts.setdefault(key, Part(key, line[:200], ""))
    names = headings() if of_commitment else {}
    for part in parts.values():
        part.heading = names.get(part.key) or part.heading or str(_("Inicio"))
        part.text = part.text.strip()
    check(list(parts.values()))
    return list(parts.values())


def _keys() -> dict[str, str]:
    """Return the key of each part of a commitment's text by the headings it may have."""
    known = {slugify(heading): key for key, heading in headings().items()}
    return known | {slugify(words): key for words, key in ALSO.items()}


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
