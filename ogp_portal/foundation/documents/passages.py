"""The text of a draft as it is read: its lines one by one, each with what it is (a paragraph, a
point of a list, a row of a table, a note…) and its words without marks.

A line is a passage: what people comment on, what is compared, what a file carries. The text itself
stays Markdown, of which this reads what drafts need: headings, lists that stand inside one another,
tables, quotations, footnotes, and in a line bold, italics, code and links. Every line of a
paragraph is a paragraph of its own, as people type and as earlier versions were written.

Pages, files, comparisons and quotes all read a text here, so that all of them show the same words.
"""

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

PARAGRAPH, HEADING, QUOTE, NOTE = "paragraph", "heading", "quote", "note"
ITEM, ROW, RULE = "item", "row", "rule"
CELL, BREAK, REFERENCE = "cell", "break", "reference"  # runs that are no words of the text
BULLET = "-"
DEEPEST = 6  # lists inside lists
INDENT = 3  # spaces by which a list stands inside another
LINES = (
    (HEADING, re.compile(r"(?P<space>)(?P<marker>#{1,6})[ \t]+(?P<words>.*)$")),
    (NOTE, re.compile(r"(?P<space>)\[\^(?P<marker>[^\]\s]{1,20})\]:[ \t]*(?P<words>.+)$")),
    (RULE, re.compile(r"(?P<space>)(?P<marker>)(?P<words>\|(?:[ \t]*:?-+:?[ \t]*\|)+)[ \t]*$")),
    (ROW, re.compile(r"(?P<space>[ \t]*)(?P<marker>)(?P<words>\|.*\|)[ \t]*$")),
    (ITEM, re.compile(r"(?P<space>[ \t]*)(?P<marker>[-*+])[ \t]+(?P<words>\S.*)$")),
    (ITEM, re.compile(r"(?P<space>[ \t]*)(?P<marker>\d{1,4}[.)])[ \t]+(?P<words>\S.*)$")),
    (ITEM, re.compile(r"(?P<space>[ \t]*)(?P<marker>[a-z]\))[ \t]+(?P<words>\S.*)$")),
    (QUOTE, re.compile(r"(?P<space>)(?P<marker>>)[ \t]?(?P<words>.*\S.*)$")),
)
EDGE = re.compile(r"(?<!\\)\|")  # between two cells
REFERENCE_MARK = re.compile(r"\[\^([^\]\s]{1,20})\]")
BREAK_MARK = re.compile(r"<br[ \t]*/?>")
MARKS = "*_`[<\\"  # a line without any of them is words alone
MOST_MARKS = 400  # in a line; one with more is shown as it was typed
SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Run:
    """Some words of a line with the same look: what they say as it is read, and their address.

    `kind` tells what stands for no word: the edge of a cell, a break inside a cell, the reference
    to the note `label`.
    """

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    is_code: bool = False
    href: str = ""
    kind: str = ""
    label: str = ""


@dataclass(frozen=True)
class Passage:
    """A line of a text: its number among those with words, where it stands in the text, what it is.

    `marker` is what its list or its note calls it ("-", "3.", "b)", "2"), or the figure of a
    heading's level; `depth` how many lists its list stands in; `begins` where its words begin in
    the line; `is_next` says of a point whether its number follows that of the point before it.
    """

    at: int
    start: int
    source: str
    kind: str
    runs: tuple[Run, ...]
    marker: str = ""
    indent: int = 0
    depth: int = 0
    begins: int = 0
    is_header: bool = False
    is_next: bool = False
    words_start: int = 0

    @functools.cached_property
    def words(self) -> str:
        """Return its words as they are read, without what marks them."""
        return "".join(run.text for run in self.runs)

    @property
    def end(self) -> int:
        """Return where its line ends in the text."""
        return self.start + len(self.source)

    @property
    def words_end(self) -> int:
        """Return where its words end among those of the text."""
        return self.words_start + len(self.words)

    @property
    def cells(self) -> list[tuple[Run, ...]]:
        """Return the cells of a row."""
        cells: list[list[Run]] = [[]]
        for run in self.runs:
            if run.kind == CELL:
                cells.append([])
            else:
                cells[-1].append(run)
        return [tuple(cell) for cell in cells]

    @property
    def number(self) -> int | None:
        """Return the number of a point of a numbered list ("b)" is 2), None of anything else."""
        marker = self.marker[:-1] if self.kind == ITEM else ""
        if marker.isdecimal():
            return int(marker)
        return ord(marker) - ord("a") + 1 if marker else None

    @functools.cached_property
    def likeness(self) -> tuple[object, ...]:
        """Return what two lines that read alike have the same: what they are, the words and their
        look; not the number of a point or of a note, which change with what stands before.
        """
        runs = (replace(run, text="") if run.kind == REFERENCE else run for run in self.runs)
        return (self.shape, *runs)

    @property
    def shape(self) -> tuple[object, ...]:
        """Return what it is besides its words."""
        if self.kind == ITEM:
            return (ITEM, self.marker[-1], self.depth)
        if self.kind == ROW:
            return (ROW, len(self.cells))
        return (self.kind, self.marker if self.kind == HEADING else "")

    @property
    def numbering(self) -> tuple[object, ...]:
        """Return how a point is numbered, which readers see and `likeness` lacks: by letters or
        figures, and where it does not just follow the point before it, from which.
        """
        if self.number is None:
            return ()
        return (self.marker[0].isalpha(), "" if self.is_next else self.number)

    @functools.cached_property
    def places(self) -> list[int]:
        """Return for each character of its words where it stands in its line."""
        places: list[int] = []
        at = self.begins
        for run in self.runs:
            if run.kind:
                mark = {CELL: "|", BREAK: "<br", REFERENCE: f"[^{run.label}]"}[run.kind]
                at = max(at, self.source.find(mark, at))
                places += [at] * len(run.text)
                at += len(mark)
                continue
            for char in run.text:
                at = max(at, self.source.find(char, at))
                places.append(at)
                at += 1
        return places


@dataclass(frozen=True)
class Reading:
    """A text as it is read: its passages, and its words with the lines that they have."""

    passages: tuple[Passage, ...]
    words: str

    def shown(self) -> tuple[Passage, ...]:
        """Return the passages that have words: all but the rule under the head of a table."""
        return tuple(passage for passage in self.passages if passage.kind != RULE)

    @functools.cached_property
    def likeness(self) -> tuple[object, ...]:
        """Return what two texts that read alike have the same."""
        return tuple((passage.likeness, passage.numbering) for passage in self.shown())

    def passage_at(self, place: int) -> Passage | None:
        """Return the passage in whose words the place `place` of the words is."""
        found = bisect_right(self.passages, place, key=lambda row: row.words_start) - 1
        inside = found >= 0 and place < max(
            self.passages[found].words_end, self.passages[found].words_start + 1
        )
        return self.passages[found] if inside else None

    def to_source(self, place: int) -> int:
        """Return where in the text the character at a place of its words stands."""
        passage = self.passage_at(place)
        if passage is None or not passage.words:
            return 0
        return passage.start + passage.places[place - passage.words_start]

    def to_words(self, place: int) -> int:
        """Return where in its words the character at a place of the text stands; of a mark, the
        first word after it.
        """
        found = bisect_right(self.passages, place, key=lambda row: row.start) - 1
        if found < 0:
            return 0
        passage = self.passages[found]
        return passage.words_start + bisect_left(passage.places, place - passage.start)

    def quoted(self, start: int, exact: str) -> tuple[int, int]:
        """Return from where to before where in the words stands what was quoted as `exact` from
        the place `start` of the text: as it is read, or (in older quotes) with its marks.
        """
        first = self.to_words(start)
        if self.words[first : first + len(exact)] == exact:
            return first, first + len(exact)
        return first, self.to_words(start + len(exact))


@functools.lru_cache(maxsize=64)  # whole texts: a line by itself takes no place among them
def read(text: str) -> Reading:
    """Return a text as it is read."""
    lines = text.split("\n")
    found = [_parsed(source) for source in lines if source.strip()]
    rows = iter(_with_numbers(list(in_context(found))))
    placed: list[Passage] = []
    words: list[str] = []
    start = words_start = 0
    for source in lines:
        if source.strip():
            row = replace(next(rows), at=len(placed), start=start, words_start=words_start)
            placed.append(row)
        words.append(placed[-1].words if source.strip() else source)
        start += len(source) + 1
        words_start += len(words[-1]) + 1
    return Reading(tuple(placed), "\n".join(words))


def line(source: str) -> Passage:
    """Return one line of a text by itself: of several, the first that has words."""
    first = next((row for row in source.split("\n") if row.strip()), None)
    if first is None:
        return Passage(0, 0, source, PARAGRAPH, (Run(source),) if source else ())
    return _with_numbers(list(in_context([_parsed(first)])))[0]


def words_of(source: str) -> str:
    """Return what some lines of a text say, as it is read."""
    return read(source).words if "\n" in source else line(source).words


@functools.lru_cache(maxsize=8_192)
def _parsed(source: str) -> Passage:
    """Return a line as a passage that knows nothing of the others."""
    for kind, pattern in LINES:
        match = pattern.match(source)
        if match is None:
            continue
        marker, words = match["marker"], match["words"]
        if kind == HEADING:
            marker = str(len(marker))
            words = words.rstrip(" \t").rstrip("#").rstrip(" \t")
        elif kind == ITEM and not marker[:-1]:
            marker = BULLET
        runs: tuple[Run, ...] = ()
        if kind == ROW:
            runs = _of_row(words)
        elif kind != RULE:
            runs = inline(words)
        indent = len(match["space"].expandtabs(4))
        begins = match.start("words") + (1 if kind == ROW else 0)
        return Passage(0, 0, source, kind, runs, marker, indent, min(indent // 2, DEEPEST), begins)
    return Passage(0, 0, source, PARAGRAPH, inline(source))


def _of_row(source: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number, cell in enumerate(EDGE.split(source)[1:-1]):
        if number:
            runs.append(Run("\t", kind=CELL))
        runs += inline(cell.strip().replace("\\|", "|"))
    return tuple(joined(runs))


def in_context(found: Sequence[Passage]) -> Iterator[Passage]:
    """Give each point how many lists it stands in and whether its number follows, and the first row
    of a table its being head.
    """
    above: list[Passage] = []
    for passage, following in zip(found, [*found[1:], None], strict=False):
        if passage.kind == ITEM:
            before: Passage | None = None
            while above and above[-1].indent >= passage.indent:
                before = above.pop()
            last = before.number if before else None
            is_next = last is not None and passage.number == last + 1
            yield replace(passage, depth=min(len(above), DEEPEST), is_next=is_next)
            above.append(passage)
            continue
        above = []
        is_head = passage.kind == ROW and following is not None and following.kind == RULE
        yield replace(passage, is_header=True) if is_head else passage


def _with_numbers(found: list[Passage]) -> list[Passage]:
    """Number the notes of a text as they are referred to, whatever their author called them."""
    labels = [run.label for row in found for run in row.runs if run.kind == REFERENCE]
    numbers = {label: str(n) for n, label in enumerate(dict.fromkeys(labels), start=1)}
    if all(label == number for label, number in numbers.items()):
        return found
    return [
        replace(
            row,
            runs=tuple(
                replace(run, text=f"[{numbers[run.label]}]") if run.kind == REFERENCE else run
                for run in row.runs
            ),
            marker=numbers.get(row.marker, row.marker) if row.kind == NOTE else row.marker,
        )
        for row in found
    ]


def _reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rule
    """Read the reference to a note."""
    match = REFERENCE_MARK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("note_reference", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's rule
    """Read a break of a line inside a cell."""
    match = BREAK_MARK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


_inline = MarkdownIt("commonmark", {"html": False}).disable(["entity", "image", "html_inline"])
_inline.inline.ruler.before("link", "note_reference", _reference)
_inline.inline.ruler.before("autolink", "line_break", _break)


@functools.lru_cache(maxsize=8_192)
def inline(source: str) -> tuple[Run, ...]:
    """Return what a stretch of a line says, in runs of the same look."""
    if not 0 < sum(map(source.count, MARKS)) <= MOST_MARKS:
        return (Run(source),)
    runs: list[Run] = []
    look = Run("")
    for token in _inline.parseInline(source)[0].children or []:
        look = _look_after(token, look)
        if token.type == "note_reference":
            runs.append(Run(f"[{token.content}]", kind=REFERENCE, label=token.content))
        elif token.type in {"hardbreak", "softbreak"}:
            runs.append(Run(" ", kind=BREAK))
        elif token.content:
            runs.append(replace(look, text=token.content, is_code=token.type == "code_inline"))
    return tuple(joined(runs))


def _look_after(token: Token, look: Run) -> Run:
    """Return how words look after a token that opens or closes something."""
    name, _, side = token.type.rpartition("_")
    if name == "strong":
        return replace(look, is_strong=side == "open")
    if name == "em":
        return replace(look, is_emphasis=side == "open")
    if name == "link":
        href = str(token.attrs.get("href", "")) if side == "open" else ""
        return replace(look, href=href if href.lower().startswith(SCHEMES) else "")
    return look


def joined(runs: Iterable[Run]) -> list[Run]:
    """Return runs with those of the same look in one, none of them empty."""
    rows: list[Run] = []
    for run in runs:
        if rows and not run.kind and replace(rows[-1], text="") == replace(run, text=""):
            rows[-1] = replace(run, text=rows[-1].text + run.text)
        elif run.text:
            rows.append(run)
    return rows


def cut(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """Return what of some runs stands from the character `start` to before `end`."""
    rows: list[Run] = []
    at = 0
    for run in runs:
        first, last = max(start - at, 0), min(end - at, len(run.text))
        if first < last:
            rows.append(
                run if last - first == len(run.text) else replace(run, text=run.text[first:last])
            )
        at += len(run.text)
    return rows
