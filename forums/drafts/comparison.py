"""What changed between two texts: first by paragraphs, then by words inside those that changed.

Values in, values out.

A flat comparison by words of a long text takes seconds and jumps between phrases; two steps are
fast and read as people edit.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

ALIKE = 0.4  # from this likeness on, a paragraph that took another's place is that one changed
MOST_WORDS = 3_000  # beyond it a paragraph is shown whole, before and after
WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Step:
    """One paragraph on the way from a text to another.

    `before_at` and `after_at` are its numbers from 0 in each, None where it is not.
    """

    kind: str
    before: str
    after: str
    before_at: int | None
    after_at: int | None


@dataclass(frozen=True)
class Piece:
    """Some words: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Span:
    """A paragraph and where it stands in its text, in characters."""

    start: int
    end: int
    text: str


def spans(text: str) -> list[Span]:
    """Return the paragraphs of a text: its lines that are not empty."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Span(start, start + len(line), line))
        start += len(line) + 1
    return found


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, without where they stand."""
    return [span.text for span in spans(text)]


def compare(before: str, after: str) -> list[Step]:
    """Return the steps from `before` to `after`, in the order in which they are read."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Step] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Step("same", old[a + n], new[c + n], a + n, c + n) for n in range(b - a)]
        else:
            found += _replaced(old, new, range(a, b), range(c, d))
    return found


def _replaced(old: list[str], new: list[str], gone: range, come: range) -> Iterator[Step]:
    """Pair the paragraphs that are alike, in order; the others were taken out or put in."""
    nxt = come.start
    for a in gone:
        partner = next((c for c in range(nxt, come.stop) if _are_alike(old[a], new[c])), None)
        if partner is None:
            yield Step("removed", old[a], "", a, None)
            continue
        yield from (Step("added", "", new[c], None, c) for c in range(nxt, partner))
        yield Step("changed", old[a], new[partner], a, partner)
        nxt = partner + 1
    yield from (Step("added", "", new[c], None, c) for c in range(nxt, come.stop))


def _are_alike(one: str, other: str) -> bool:
    left, right = one.split()[:MOST_WORDS], other.split()[:MOST_WORDS]
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def pieces(before: str, after: str) -> list[Piece]:
    """Return a changed paragraph word by word; put together, what is not "added" gives `before` and
    what is not "removed" gives `after`.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > 2 * MOST_WORDS:
        return [Piece("removed", before), Piece("added", after)]
    found: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Piece("removed", "".join(old[a:b])))
        if c < d:
            found.append(Piece("added", "".join(new[c:d])))
    return _joined(found)


def _joined(found: list[Piece]) -> list[Piece]:
    """Draw together changes that only a space parts, so that one reads phrases and not confetti."""
    rows: list[Piece] = []
    for piece, following in pairwise([*found, Piece("same", "")]):
        is_between = bool(rows) and rows[-1].kind != "same" and following.kind != "same"
        if piece.kind == "same" and is_between and piece.text.isspace():
            rows += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            rows.append(piece)
    out: list[Piece] = []
    stretch: dict[str, str] = {"removed": "", "added": ""}
    for piece in [*rows, Piece("same", "")]:
        if piece.kind != "same":
            stretch[piece.kind] += piece.text
            continue
        out += [Piece(kind, text) for kind, text in stretch.items() if text]
        stretch = {"removed": "", "added": ""}
        if piece.text:
            out.append(piece)
    return out


def changes(
    before: Mapping[str, str], after: Mapping[str, str], order: Iterable[str]
) -> Iterator[tuple[str, Step]]:
    """Return each step that is a change, with the key of its section, for texts given by
    section.
    """
    for key in order:
        for step in compare(before.get(key, ""), after.get(key, "")):
            if step.kind != "same":
                yield key, step
