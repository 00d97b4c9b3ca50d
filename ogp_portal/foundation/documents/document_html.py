"""A long Markdown text as a document of its own: its headings have names that addresses lead to.

It is read as CommonMark, for it may be broken into lines of equal length, and shown as every other
text is (`passage_html`).
"""

import functools
from collections import Counter
from dataclasses import dataclass

from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ogp_portal.foundation.documents import commonmark, passage_html, passages
from ogp_portal.foundation.documents.text import LONGEST

LEVELS_OF = {"2": 2, "3": 3}  # of the marks of a heading; any other is less than a part
LEAST = 4


@dataclass(frozen=True)
class Heading:
    """A heading of a document: 2 for a part, 3 for a part of it; its words, and the name by which
    an address leads to it.
    """

    level: int
    words: str
    name: str


def to_document(value: str, *, taken: set[str] | None = None) -> tuple[SafeString, list[Heading]]:
    """Return Markdown as HTML for a document of its own and its headings in order, each with a name
    that no other has.

    `taken` holds the names already used on the page and is added to: a document may be written in
    several pieces. Tables that are too large are shown as text, and a document that is too long as
    it was typed.
    """
    used = set() if taken is None else taken
    html, found = _as_document(value, frozenset(used))
    used.update(heading.name for heading in found)
    return html, list(found)


@functools.lru_cache(maxsize=128)
def _as_document(value: str, taken: frozenset[str]) -> tuple[SafeString, tuple[Heading, ...]]:
    """Return what `to_document` does; the same text is worked out once."""
    if len(value) > LONGEST:
        return SafeString(linebreaks(value, autoescape=True)), ()
    used = set(taken)
    numbers: Counter[str] = Counter()
    found: list[Heading] = []
    parts: list[SafeString] = []
    for row in passage_html.laid_out(passages.read(_source(value)).passages):
        level = LEVELS_OF.get(row.passage.marker, LEAST) if row.level else 0
        if not level:
            parts.append(passage_html.of_laid(row))
        elif level == LEAST:
            parts.append(format_html("<h4>{}</h4>", row.html))
        else:
            words = row.passage.words
            name = _free(slugify(words)[:60] or "parte", used, numbers)
            found.append(Heading(level, words, name))
            tag = SafeString(f"h{level}")
            parts.append(format_html('<{} id="{}">{}</{}>', tag, name, row.html, tag))
    return SafeString("".join(parts)), tuple(found)


def _source(value: str) -> str:
    """Return a CommonMark text as the lines that `passages` reads, its notes at the end."""
    lines = commonmark.lines_of(value)
    rows = [f"{'#' * level} {words}" if level else words for level, words in lines.rows]
    notes = [f"[^{label}]: {words}" for label, words in lines.notes.items()]
    return "\n".join([*rows, *notes])


def _free(stem: str, used: set[str], numbers: Counter[str]) -> str:
    """Return a name that no other heading has, and note it as used."""
    name = stem
    while name in used:
        numbers[stem] += 1
        name = f"{stem}-{numbers[stem] + 1}"
    used.add(name)
    return name
