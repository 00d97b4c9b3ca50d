"""Markdown from outside as the lines of a text (`passages`): what another program broke into lines
of equal length is one paragraph again, lists and tables keep their form, and empty lines part what
they parted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ogp_portal.foundation.documents import passage_writing, passages, text
from ogp_portal.foundation.documents.passages import REFERENCE_MARK

BREAK = re.compile(r"(?:(?<! ) {2,}|\\)\n")
PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
NOTE = re.compile(r"^\[\^([^\]\s]{1,20})\]:[ \t]*", re.MULTILINE)
HTML = re.compile(r"</?[a-z][^<>\n]*>", re.I)
LONGEST_TOLD = 160  # characters of what is told of a note
Row = tuple[int | None, str]  # the level of a heading (None for other lines), and its source


@dataclass
class Lines:
    """What a file gave, line by line, with its notes by label, and by the number of the line at
    which they stand (with what they are and some of their words) tracked changes and what is left
    out.
    """

    rows: list[Row] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    tracked: list[tuple[int, str, str]] = field(default_factory=list)
    left: list[tuple[int, str, str]] = field(default_factory=list)


# what stands inside a line is read by `passages`, in bounded work
NOT_READ = ["reference", "inline"]
_with_tables = MarkdownIt("commonmark", {"html": False}).enable("table").disable(NOT_READ)
_without_tables = MarkdownIt("commonmark", {"html": False}).disable(NOT_READ)


def lines_of(source: str) -> Lines:
    """Return the lines of a Markdown text."""
    whole = source.replace("\r\n", "\n").replace("\r", "\n")
    parser = _with_tables if text.has_room(whole) else _without_tables
    found = Lines()
    marked: list[tuple[int, str]] = []  # the notes of headings, whose text carries no mark
    noted: list[tuple[int, str]] = []
    for level, line in _Walk().read(parser.parse(whole)):
        for picture in PICTURE.finditer(line):
            found.left.append((len(found.rows), "picture", picture[1]))
        words = PICTURE.sub("", line)
        if HTML.search(words):
            found.left.append((len(found.rows), "html", HTML.findall(words)[0]))
        note = NOTE.match(words)
        if note:
            found.notes[note[1]] = words[note.end() :].strip()
            noted.append((len(found.rows), note[1]))
        elif level is not None and REFERENCE_MARK.search(words):
            found.rows.append((level, REFERENCE_MARK.sub("", words).strip()))
            marked += [(len(found.rows), label) for label in REFERENCE_MARK.findall(words)]
        elif words.strip():
            found.rows.append((level, words))
    _tell_notes(found, marked, noted)
    return found


def _tell_notes(
    found: Lines, marked: Sequence[tuple[int, str]], noted: Sequence[tuple[int, str]]
) -> None:
    """Tell the notes of headings, and those to which nothing refers, among what is left out."""
    told = {label for _place, label in marked}
    for level, source in found.rows:
        told |= set(REFERENCE_MARK.findall(source)) if level is None else set()
    loose = [(place, label) for place, label in noted if label not in told]
    for what, rows in (("heading_note", marked), ("loose_note", loose)):
        for place, label in rows:
            words = passages.words_of(found.notes.get(label, f"[^{label}]"))
            found.left.append((place, what, words[:LONGEST_TOLD]))


class _Walk:
    """The blocks of a text, one after another."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.lists: list[tuple[bool, int]] = []  # is it numbered, and the number of its next point
        self.marker = ""
        self.quotes = 0
        self.cells: list[str] = []
        self.columns = 0

    def read(self, tokens: Sequence[Token]) -> list[Row]:
        """Return the lines that the blocks of a text make."""
        for place, token in enumerate(tokens):
            before = tokens[place - 1] if place else token
            if token.type == "inline":
                self._words(before, token.content)
            elif token.type in {"fence", "code_block"}:
                rows = token.content.split("\n")
                self.rows += [(None, _code(row)) for row in rows if row.strip()]
            elif token.type.startswith("blockquote"):
                self.quotes += token.nesting
            elif token.type.endswith(("list_open", "list_close", "item_open")):
                self._list(token)
            elif token.type in {"tr_close", "thead_close"}:
                self._row(token)
        return self.rows

    def _words(self, opened: Token, content: str) -> None:
        if opened.type in {"th_open", "td_open"}:
            self.cells.append(" ".join(content.split()).replace("|", "\\|"))
        elif opened.type == "heading_open":
            self.rows.append(_heading(int(opened.tag[1:]), content))
        else:
            space = " " * (passages.INDENT * max(len(self.lists) - 1, 0))
            for line in _paragraph(content):
                before = f"{space}{self.marker} " if self.marker else "> " * bool(self.quotes)
                self.rows.append((None, before + line))
                self.marker = ""

    def _list(self, token: Token) -> None:
        if token.type.endswith("list_open"):
            begins = int(token.attrs.get("start", 1))
            self.lists.append((token.type.startswith("ordered"), begins))
        elif token.type.endswith("list_close"):
            self.lists.pop()
        else:
            is_numbered, number = self.lists.pop()
            self.lists.append((is_numbered, number + 1))
            self.marker = f"{min(number, 9_999)}." if is_numbered else passages.BULLET

    def _row(self, token: Token) -> None:
        if token.type == "tr_close":
            self.rows.append((None, f"| {' | '.join(self.cells)} |"))
            self.columns = len(self.cells)
            self.cells = []
        else:
            self.rows.append((None, passage_writing.rule(self.columns)))


def _heading(level: int, words: str) -> Row:
    line = " ".join(words.split())
    return (level, line) if level <= 2 else (None, f"{'#' * level} {line}")


def _paragraph(content: str) -> list[str]:
    """Return the lines of a paragraph: those its author broke, and each note by itself."""
    broken = BREAK.split(NOTE.sub(lambda match: f"\\\n{match[0]}", content))
    return [" ".join(line.split()) for line in broken if line.strip()]


def _code(row: str) -> str:
    return f"`{row.strip()}`" if "`" not in row else row.strip()
