"""People's text: plain paragraphs and Markdown to safe HTML."""

import functools
import json
import re
from collections import Counter
from dataclasses import dataclass

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code"}
_markdown = MarkdownIt("commonmark", {"html": False})
_document = MarkdownIt("commonmark", {"html": False}).enable("table")
LONGEST = 100_000  # characters read as Markdown; what is longer is shown as it was typed
MOST_COLUMNS, MOST_CELLS = (
    60,
    20_000,
)  # of the tables of a text: a short row is filled up with cells
BLANK = re.compile(r"\n[ \t]*\n")
DELIMITERS = set(" 	>|:-")
LEVELS_OF = {"h2": 2, "h3": 3}
DOCUMENT_TAGS = {"h2", "table", "thead", "tbody", "tr", "th", "td", "hr", "pre"}
DOCUMENT_ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "th": {"scope"}}


@functools.lru_cache(maxsize=1024)
def to_html(value: str) -> SafeString:
    """Return Markdown as HTML of a short list of tags; links are told not to be followed and open
    no window. The same text is worked out once; one that is too long stands as it was typed.
    """
    if len(value) > LONGEST:
        return SafeString(linebreaks(value, autoescape=True))
    return SafeString(
        nh3.clean(
            _markdown.render(value),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"https", "http", "mailto"},
        )
    )


@dataclass(frozen=True)
class Heading:
    """A heading of a document: 2 for a part, 3 for a part of it; its words, and the name by which
    an address leads to it.
    """

    level: int
    words: str
    name: str


def to_document(value: str, *, taken: set[str] | None = None) -> tuple[SafeString, list[Heading]]:
    """Return Markdown as HTML for a document of its own, tables included, and its headings in
    order, each with a name that no other has.

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
    tokens = (_document if has_room(value) else _markdown).parse(value)
    numbers: Counter[str] = Counter()
    found = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in LEVELS_OF:
            words = " ".join(
                part.content
                for part in tokens[place + 1].children or []
                if part.type in {"text", "code_inline"}
            )
            name = stem = slugify(words)[:60] or "parte"
            while name in used:
                numbers[stem] += 1
                name = f"{stem}-{numbers[stem] + 1}"
            used.add(name)
            token.attrSet("id", name)
            found.append(Heading(LEVELS_OF[token.tag], words, name))
        elif token.type in {"heading_open", "heading_close"} and token.tag not in LEVELS_OF:
            token.tag = "h4"
    html = _document.renderer.render(tokens, _document.options, {})
    return SafeString(
        nh3.clean(
            html,
            tags=TAGS | DOCUMENT_TAGS,
            attributes=DOCUMENT_ATTRIBUTES,
            url_schemes={"https", "http", "mailto"},
        )
    ), tuple(found)


def has_room(value: str) -> bool:
    """Say whether the tables of a text are no larger than anybody reads: each block with a line of
    delimiters counts as many cells as its widest line in each of its lines.
    """
    cells = 0
    for block in BLANK.split(value):
        lines = block.split("\n")
        columns = max(line.count("|") for line in lines) + 1
        if columns > 1 and any(set("|-") <= set(line) <= DELIMITERS for line in lines):
            cells += columns * len(lines)
            if columns > MOST_COLUMNS or cells > MOST_CELLS:
                return False
    return True


def json_for_page(data: dict[str, object]) -> SafeString:
    """Return `data` as JSON that can stand inside a script element: no text in it can close the
    element.
    """
    body = json.dumps(data, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        body = body.replace(char, f"\\u{ord(char):04x}")
    return SafeString(body)
