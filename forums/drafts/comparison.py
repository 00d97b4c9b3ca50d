"""What changed between two texts: first by paragraphs, then by words inside those that changed.

Values in, values out.

A flat comparison by words of a long text takes seconds and jumps between phrases; two steps are
fast and read as people edit. Both are bounded, whatever the texts hold (`sequences`).

Texts are compared as they are read (`passages`): what only marks them otherwise is no change.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from forums.drafts import sequences
from forums.drafts.sequences import Work
from forums.drafts.states import ChangeKind
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import CELL, ROW, Passage, Run

SAME = "same"
ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
MOVED = ChangeKind.MOVED
TOLD_APART = 25  # characters from which on a paragraph that stands elsewhere is the one that moved
ALIKE = 0.5  # from this likeness on, a paragraph that took another's place is that one changed
FARTHEST = 50  # paragraphs, among those put in, at which the one that took a place is looked for
MOST_PIECES = 400  # beyond it nobody can read a paragraph word by word
MOST_WORDS = 3_000  # beyond it a paragraph is shown whole, before and after
# a number with its points and commas, a date or an hour is one word
WORD = re.compile(r"\s+|\d+(?:[.,:/\u00a0\u202f\u2013-]\d+)+(?!\w)|\w+|[^\w\s]")


@dataclass(frozen=True)
class Step:
    """One paragraph on the way from a text to another, as it stands in each.

    `before_at` and `after_at` are its numbers from 0 in each, None where it is not. One that moved
    was in the part `moved_from`.
    """

    kind: str
    before: str
    after: str
    before_at: int | None
    after_at: int | None
    moved_from: str = ""


@dataclass(frozen=True)
class Piece:
    """Some words: the same, added or removed, with their look."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Return its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class _Texts:
    """Two texts being compared; of each, what its paragraphs say, as a number that those which read
    alike share; and the numbers of those that stand once in each, wherever they do.
    """

    old: Sequence[Passage]
    new: Sequence[Passage]
    old_says: Sequence[int]
    new_says: Sequence[int]
    shared: Collection[int]


def compare(before: str, after: str, work: Work | None = None) -> list[Step]:
    """Return the steps from `before` to `after`, in the order in which they are read.

    `work` bounds all that is compared with it.
    """
    work = work or Work()
    old, new = passages.read(before).shown(), passages.read(after).shown()
    numbers: dict[object, int] = {}
    says = [_numbered(rows, numbers) for rows in (old, new)]
    texts = _Texts(old, new, says[0], says[1], _once(says[0]) & _once(says[1]))
    steps: list[Step] = []
    for is_same, a, b, c, d in sequences.blocks(says[0], says[1], work):
        if is_same:
            steps += [_alike(old[a + n], new[c + n]) for n in range(b - a)]
        else:
            steps += _replaced(texts, (range(a, b), range(c, d)), work)
    return steps


def _numbered(rows: Iterable[Passage], numbers: dict[object, int]) -> list[int]:
    """Return what paragraphs say as numbers, and keep those in `numbers`."""
    found = []
    for row in rows:
        line = (row.source, row.depth)  # what it says depends on nothing else
        if line not in numbers:
            numbers[line] = numbers.setdefault(row.likeness, len(numbers))
        found.append(numbers[line])
    return found


def _once(says: Iterable[int]) -> set[int]:
    """Return what stands once."""
    return {number for number, count in Counter(says).items() if count == 1}


def _step(kind: str, before: Passage | None, after: Passage | None) -> Step:
    return Step(
        kind,
        before.source if before else "",
        after.source if after else "",
        before.at if before else None,
        after.at if after else None,
    )


def _alike(before: Passage, after: Passage) -> Step:
    """Return the step of a paragraph that says the same: one that is numbered otherwise changed, in
    its form.
    """
    return _step(SAME if before.numbering == after.numbering else CHANGED, before, after)


def _replaced(texts: _Texts, places: tuple[range, range], work: Work) -> Iterator[Step]:
    """Pair the paragraphs that are alike, in order; the others were taken out or put in. One that
    stands elsewhere in the other text, word for word, is paired with no other.
    """
    removed, added = places
    old, new = texts.old, texts.new
    new_words = {c: Counter(new[c].words.split()) for c in added} if removed else {}
    next_new = added.start
    for a in removed:
        words = Counter(old[a].words.split())
        is_elsewhere = texts.old_says[a] in texts.shared
        match = None
        for c in range(next_new, min(added.stop, next_new + FARTHEST)):
            is_same = texts.old_says[a] == texts.new_says[c]
            is_free = not is_elsewhere and texts.new_says[c] not in texts.shared
            is_near = is_free and _have_one_shape(old[a], new[c])
            if is_same or (is_near and _are_alike(words, new_words[c], work)):
                match = c
                break
        if match is None:
            yield _step(REMOVED, old[a], None)
            continue
        yield from (_step(ADDED, None, new[c]) for c in range(next_new, match))
        if texts.old_says[a] == texts.new_says[match]:
            yield _alike(old[a], new[match])
        else:
            yield _step(CHANGED, old[a], new[match])
        next_new = match + 1
    yield from (_step(ADDED, None, new[c]) for c in range(next_new, added.stop))


def _have_one_shape(left: Passage, right: Passage) -> bool:
    """Say whether both are rows of a table with as many cells, or neither is one."""
    if ROW not in {left.kind, right.kind}:
        return True
    return left.shape == right.shape


def _are_alike(left: Counter[str], right: Counter[str], work: Work) -> bool:
    """Say whether two paragraphs share so many of their words, in whatever order."""
    work.left -= min(len(left), len(right))
    if work.left <= 0:
        return False
    total = left.total() + right.total()
    return 2 * (left & right).total() >= ALIKE * total


def with_moves(steps: Mapping[str, Sequence[Step]]) -> dict[str, list[Step]]:
    """Return the steps of the parts of a text with a paragraph that was taken out in one place and
    put in at another as one that moved, where it stands now.

    What is too short, or stands in several places, could be taken for another and is left as it is.
    """
    places: dict[str, dict[str, list[tuple[str, Step]]]] = {}
    for kind in (REMOVED, ADDED):
        places[kind] = defaultdict(list)
        for key, of_part in steps.items():
            for step in of_part:
                if step.kind == kind:
                    words = passages.line(step.before or step.after).words.strip()
                    places[kind][words].append((key, step))
    gone: set[int] = set()
    arrived: dict[int, Step] = {}
    for words, now in places[ADDED].items():
        was = places[REMOVED].get(words, [])
        if len(words) >= TOLD_APART and len(now) == len(was) == 1:
            (key, before), (_key, after) = was[0], now[0]
            gone.add(id(before))
            arrived[id(after)] = replace(
                after,
                kind=MOVED,
                before=before.before,
                before_at=before.before_at,
                moved_from=key,
            )
    return {
        key: [arrived.get(id(step), step) for step in of_part if id(step) not in gone]
        for key, of_part in steps.items()
    }


def compare_parts(
    before: Mapping[str, str], after: Mapping[str, str], work: Work | None = None
) -> dict[str, list[Step]]:
    """Return the steps of each part of two texts given by part: those of the later one first."""
    work = work or Work()
    keys = [*after, *(key for key in before if key not in after)]
    return with_moves({key: compare(before.get(key, ""), after.get(key, ""), work) for key in keys})


def pieces(before: str, after: str, work: Work | None = None) -> list[Piece]:
    """Return a changed paragraph word by word: without what was added it is `before`, and without
    what was removed it is `after`. A row of a table is compared cell by cell.
    """
    old, new = passages.line(before), passages.line(after)
    if old.kind != ROW or old.shape != new.shape:
        return _pieces(old.runs, new.runs, work)
    rows: list[Piece] = []
    for left, right in zip(old.cells, new.cells, strict=True):
        rows += [Piece(SAME, (Run("\t", kind=CELL),)), *_pieces(left, right, work)]
    return rows[1:]


def _pieces(before: Sequence[Run], after: Sequence[Run], work: Work | None) -> list[Piece]:
    whole = [Piece(REMOVED, tuple(before)), Piece(ADDED, tuple(after))]
    if not before or not after:
        return [piece for piece in whole if piece.runs]
    if before == after:
        return [Piece(SAME, tuple(after))]
    old, new = (WORD.findall("".join(run.text for run in runs)) for runs in (before, after))
    if max(len(old), len(new)) > 2 * MOST_WORDS:
        return whole
    joined = _joined(_in_pieces(old, new, work))
    return whole if len(joined) > MOST_PIECES else _with_looks(joined, before, after)


def _in_pieces(old: list[str], new: list[str], work: Work | None) -> list[tuple[str, str]]:
    """Return words in stretches that are the same, were removed or were added."""
    parts: list[tuple[str, str]] = []
    for is_same, a, b, c, d in sequences.blocks(old, new, work):
        if is_same:
            parts.append((SAME, "".join(old[a:b])))
            continue
        if a < b:
            parts.append((REMOVED, "".join(old[a:b])))
        if c < d:
            parts.append((ADDED, "".join(new[c:d])))
    return parts


def _with_looks(
    parts: Iterable[tuple[str, str]], before: Sequence[Run], after: Sequence[Run]
) -> list[Piece]:
    """Return pieces of words with the look that they have in their text, the later one where they
    stand in both.
    """
    rows: list[Piece] = []
    old_at = new_at = 0
    for kind, text in parts:
        if kind == REMOVED:
            rows.append(Piece(kind, tuple(passages.cut(before, old_at, old_at + len(text)))))
        else:
            rows.append(Piece(kind, tuple(passages.cut(after, new_at, new_at + len(text)))))
        old_at += len(text) * (kind != ADDED)
        new_at += len(text) * (kind != REMOVED)
    return rows


def _joined(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Draw together changes that only a space parts, so that one reads phrases and not confetti."""
    rows: list[tuple[str, str]] = []
    for (kind, text), (following, _text) in pairwise([*parts, (SAME, "")]):
        is_between = bool(rows) and rows[-1][0] != SAME and following != SAME
        if kind == SAME and is_between and text.isspace():
            rows += [(REMOVED, text), (ADDED, text)]
        else:
            rows.append((kind, text))
    joined: list[tuple[str, str]] = []
    stretch: dict[str, str] = {REMOVED: "", ADDED: ""}
    for kind, text in [*rows, (SAME, "")]:
        if kind != SAME:
            stretch[kind] += text
            continue
        joined += [(changed, words) for changed, words in stretch.items() if words]
        stretch = {REMOVED: "", ADDED: ""}
        if text:
            joined.append((SAME, text))
    return joined


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, Step]]:
    """Return each step that is a change, with the key of its part, for texts given by part; what
    whole parts lost comes last.
    """
    for key, steps in compare_parts(before, after).items():
        yield from ((key, step) for step in steps if step.kind != SAME)


def are_same(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Say whether two texts given by part read alike, part by part."""
    rows = [
        {key: passages.read(text).likeness for key, text in texts.items() if text.strip()}
        for texts in (before, after)
    ]
    return rows[0] == rows[1]
