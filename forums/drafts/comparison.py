"""What changed between two texts: first by paragraphs, then by words inside those that changed.

Values in, values out.

A flat comparison by words of a long text takes seconds and jumps between phrases; two steps are
fast and read as people edit. Both are bounded, whatever the texts hold (`sequences`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from forums.drafts import sequences
from forums.drafts.sequences import Work
from forums.drafts.states import ChangeKind

SAME = "same"
ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
ALIKE = 0.5  # from this likeness on, a paragraph that took another's place is that one changed
FARTHEST = 50  # paragraphs, among those put in, at which the one that took a place is looked for
MOST_PIECES = 400  # beyond it nobody can read a paragraph word by word
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
    """Some words: the same, added or removed."""

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


def compare(before: str, after: str, work: Work | None = None) -> list[Step]:
    """Return the steps from `before` to `after`, in the order in which they are read.

    `work` bounds all that is compared with it.
    """
    work = work or Work()
    old, new = paragraphs(before), paragraphs(after)
    steps: list[Step] = []
    for is_same, a, b, c, d in sequences.blocks(old, new, work):
        if is_same:
            steps += [Step(SAME, old[a + n], new[c + n], a + n, c + n) for n in range(b - a)]
        else:
            steps += _replaced(old, new, (range(a, b), range(c, d)), work)
    return steps


def _replaced(
    old: list[str], new: list[str], places: tuple[range, range], work: Work
) -> Iterator[Step]:
    """Pair the paragraphs that are alike, in order; the others were taken out or put in."""
    removed, added = places
    new_words = {c: Counter(new[c].split()) for c in added} if removed else {}
    next_new = added.start
    for a in removed:
        words = Counter(old[a].split())
        reach = range(next_new, min(added.stop, next_new + FARTHEST))
        match = next((c for c in reach if _are_alike(words, new_words[c], work)), None)
        if match is None:
            yield Step(REMOVED, old[a], "", a, None)
            continue
        yield from (Step(ADDED, "", new[c], None, c) for c in range(next_new, match))
        kind = SAME if old[a] == new[match] else CHANGED
        yield Step(kind, old[a], new[match], a, match)
        next_new = match + 1
    yield from (Step(ADDED, "", new[c], None, c) for c in range(next_new, added.stop))


def _are_alike(left: Counter[str], right: Counter[str], work: Work) -> bool:
    """Say whether two paragraphs share so many of their words, in whatever order."""
    work.left -= min(len(left), len(right))
    if work.left <= 0:
        return False
    total = left.total() + right.total()
    return 2 * (left & right).total() >= ALIKE * total


def pieces(before: str, after: str, work: Work | None = None) -> list[Piece]:
    """Return a changed paragraph word by word: without what was added it is `before`, and without
    what was removed it is `after`.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > 2 * MOST_WORDS:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    parts: list[Piece] = []
    for is_same, a, b, c, d in sequences.blocks(old, new, work):
        if is_same:
            parts.append(Piece(SAME, "".join(old[a:b])))
            continue
        if a < b:
            parts.append(Piece(REMOVED, "".join(old[a:b])))
        if c < d:
            parts.append(Piece(ADDED, "".join(new[c:d])))
    joined = _joined(parts)
    if len(joined) > MOST_PIECES:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    return joined


def _joined(parts: list[Piece]) -> list[Piece]:
    """Draw together changes that only a space parts, so that one reads phrases and not confetti."""
    rows: list[Piece] = []
    for piece, following in pairwise([*parts, Piece(SAME, "")]):
        is_between = bool(rows) and rows[-1].kind != SAME and following.kind != SAME
        if piece.kind == SAME and is_between and piece.text.isspace():
            rows += [Piece(REMOVED, piece.text), Piece(ADDED, piece.text)]
        else:
            rows.append(piece)
    joined: list[Piece] = []
    stretch: dict[str, str] = {REMOVED: "", ADDED: ""}
    for piece in [*rows, Piece(SAME, "")]:
        if piece.kind != SAME:
            stretch[piece.kind] += piece.text
            continue
        joined += [Piece(kind, text) for kind, text in stretch.items() if text]
        stretch = {REMOVED: "", ADDED: ""}
        if piece.text:
            joined.append(piece)
    return joined


def changes(
    before: Mapping[str, str], after: Mapping[str, str], order: Iterable[str]
) -> Iterator[tuple[str, Step]]:
    """Return each step that is a change, with the key of its section, for texts given by
    section.
    """
    work = Work()
    for key in order:
        for step in compare(before.get(key, ""), after.get(key, ""), work):
            if step.kind != SAME:
                yield key, step


def paragraph_at(text: str, at: int) -> int | None:
    """Return the number of the paragraph of `text` in which the place `at` is."""
    return next(
        (number for number, span in enumerate(spans(text)) if span.start <= at < span.end),
        None,
    )
