"""Live figures inside a text: a line of its own names a thing, and its figures of today stand
there. Anything else in braces is only text.

`{{ compromiso: slug }}`, `{{ plan: slug }}`, `{{ ficha: slug }}`. Values in, values out.
"""

import re

from transparency.infographics.cards import Kind

FIGURE = re.compile(
    r"^\{\{[ \t]*(compromiso|plan|ficha)[ \t]*:[ \t]*([a-z0-9-]{1,200})[ \t]*\}\}[ \t]*$",
    re.MULTILINE,
)
BRACES = re.compile(r"\{\{(?P<inside>[^{}\n]{0,200})\}\}")
PLACEHOLDER = re.compile(r"\[[^\[\]\n]{3,400}\](?!\()")  # what a template leaves to be written
MOST = 20
KINDS = {
    "compromiso": Kind.COMMITMENT.value,
    "plan": Kind.PLAN.value,
    "ficha": Kind.SHEET.value,
}
Name = tuple[str, str]  # kind and slug of a thing


def pieces(body: str) -> list[tuple[str, Name | None]]:
    """Return a text as pieces: words, each followed by the thing named after them, None after
    the last.
    """
    parts: list[tuple[str, Name | None]] = []
    start = 0
    for match in FIGURE.finditer(body):
        parts.append((body[start : match.start()], (KINDS[match[1]], match[2])))
        start = match.end()
    return [*parts, (body[start:], None)]


def names(body: str) -> list[Name]:
    """Return the things that a text names, in order."""
    return [name for _words, name in pieces(body) if name]


def not_understood(body: str) -> list[str]:
    """Return what stands in braces and names nothing."""
    return [match["inside"].strip() for match in BRACES.finditer(FIGURE.sub("", body))]


def has_placeholders(body: str) -> bool:
    """Say whether parts of a template are left to be written."""
    return PLACEHOLDER.search(body) is not None
