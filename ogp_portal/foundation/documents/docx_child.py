"""A DOCX as lines of text (`passages`), with what was tracked and what no text can carry, each by
the line at which it stands. Only in the sandbox's child.

python-docx opens the package; what its paragraphs hold is read here, because neither it nor the
readers that make HTML of a DOCX say what they leave out, or where.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from lxml import etree

from ogp_portal.foundation.documents import passage_writing, passages
from ogp_portal.foundation.documents.docx_runs_child import (
    bare,
    settle,
    spaced,
    split,
    web,
    what,
)
from ogp_portal.foundation.documents.docx_styles_child import Numbering, Styles, W, is_on, value
from ogp_portal.foundation.documents.passage_writing import Line
from ogp_portal.foundation.documents.passages import BREAK, CELL, REFERENCE, Run

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
INSERTED, DELETED = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")
GONE_MARK = (f"{W}rPr/{W}del", f"{W}rPr/{W}moveFrom")
WORDS = {  # what stands for some words in a run
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "",
}
SILENT = (
    "pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr delText instrText fldChar "
    "bookmarkStart bookmarkEnd proofErr commentRangeStart commentRangeEnd permStart permEnd "
    "lastRenderedPageBreak annotationRef footnoteRef endnoteRef separator continuationSeparator "
    "pgNum"
)
# parts of a paragraph or of a document that say nothing by themselves
NOT_READ = frozenset(f"{W}{name}" for name in SILENT.split(" "))
LONGEST_TOLD = 160  # characters of what is told of a change or of what was left out
Told = list[tuple[int, str, str]]  # the line at which it stands, what it is, some of its words


@dataclass
class Found:
    """What a document gave: its lines (with the level of those that are headings), its notes, what
    was tracked and what is left out.
    """

    lines: list[tuple[int | None, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    tracked: Told = field(default_factory=list)
    left: Told = field(default_factory=list)


def read(content: bytes, options: Mapping[str, int]) -> Found:
    """Return what a DOCX holds. Raises ValueError for one that is too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > options["unpacked"]:
            message = "bomb: unpacks to too much"
            raise ValueError(message)
    return _Reader(docx.Document(io.BytesIO(content)), options).found


def _parts(document: Any) -> dict[str, list[Any]]:
    """Return the parts of a document, parsed, by what they are to it ("styles", "footnotes"…)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found: dict[str, list[Any]] = {}
    for relation in document.part.rels.values():
        name = relation.reltype.rpartition("/")[2]
        if not relation.is_external and name in PARTS:
            blob = relation.target_part.blob
            found.setdefault(name, []).append(etree.fromstring(blob, parser))
            settle(found[name][-1])
    return found


PARTS = ("styles", "numbering", "footnotes", "endnotes", "header", "footer")


class _Reader:
    """One document being read."""

    def __init__(self, document: Any, options: Mapping[str, int]) -> None:
        self.options = options
        self.found = Found()
        self.relations = document.part.rels
        parts = _parts(document)
        self.styles = Styles(next(iter(parts.get("styles", [])), None))
        self.numbering = Numbering(next(iter(parts.get("numbering", [])), None), self.styles)
        self.notes = {
            (kind, note.get(f"{W}id", "")): note
            for kind in ("footnotes", "endnotes")
            for part in parts.get(kind, [])
            for note in part
        }
        self.cells = 0
        self.pending: list[Run] = []  # of paragraphs whose end was taken out
        self.contents_told = False
        for part in [*parts.get("header", []), *parts.get("footer", [])]:
            if words := "".join(part.itertext(f"{W}t")).strip():
                self.found.left.append((0, "header", words[:LONGEST_TOLD]))
        settle(document.element.body)
        for block in self._blocks(document.element.body):
            if block.tag == f"{W}tbl":
                self._table(block)
            else:
                self._paragraph(block)

    def _blocks(self, parent: Any) -> Iterator[Any]:
        """Return the paragraphs and tables of what holds them, out of whatever they are wrapped
        in.
        """
        for child in parent:
            if child.tag in {f"{W}p", f"{W}tbl"}:
                yield child
            elif child.tag in {f"{W}altChunk", f"{W}subDoc"}:
                self._leave("object", "")
            elif child.tag == f"{M}oMathPara":
                self._leave("equation", "".join(child.itertext(f"{M}t")))
            elif child.tag in DELETED:
                self._track("deleted", child)
            elif isinstance(child.tag, str) and child.tag not in NOT_READ:
                inside = child.find(f"{W}sdtContent") if child.tag == f"{W}sdt" else child
                yield from self._blocks(inside) if inside is not None else ()

    def _leave(self, what: str, words: str) -> None:
        self._check_room(self.found.left)
        self.found.left.append((len(self.found.lines), what, words.strip()[:LONGEST_TOLD]))

    def _track(self, what: str, element: Any) -> None:
        words = "".join(element.itertext(f"{W}t", f"{W}delText"))
        if words.strip():
            self._check_room(self.found.tracked)
            place = len(self.found.lines)
            self.found.tracked.append((place, what, words.strip()[:LONGEST_TOLD]))

    def _check_room(self, rows: Sequence[object]) -> None:
        """Refuse a document of which more would be kept than anybody reads. Raises ValueError."""
        if len(rows) >= self.options["paragraphs"]:
            message = "size: too many paragraphs"
            raise ValueError(message)

    def _write(self, line: Line, level: int | None = None) -> None:
        self._check_room(self.found.lines)
        if level is not None and level <= 2:
            words = "".join(run.text for run in line.runs if run.kind != REFERENCE)
            self.found.lines.append((level, words.strip()))
            for run in line.runs:
                if run.kind == REFERENCE:
                    self._leave("heading_note", self.found.notes[run.label])
            return
        source, has_look = passage_writing.written(line)
        if not has_look:
            self._leave("look", "".join(run.text for run in line.runs))
        self.found.lines.append((None, source))

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(f"{W}pPr")
        if self.styles.is_of_contents(properties):
            if not self.contents_told:
                self._leave("contents", "")
            self.contents_told = True
            return
        runs = [*self.pending, *self._runs(paragraph)]
        self.pending = []
        if properties is not None and any(properties.find(path) is not None for path in GONE_MARK):
            self.pending = runs
            return
        stretches = split(runs)
        if not stretches:
            return
        level = self.styles.heading_level(properties)
        if level is not None:
            whole = tuple(spaced(runs))
            self.numbering.end_list()
            self._write(Line(passages.HEADING, bare(whole), str(min(max(level, 1), 6))), level)
            return
        point = self.numbering.point(properties)
        if point is None:
            self.numbering.end_list()
            quotes = self.styles.is_quotation(properties)
            for stretch in stretches:
                self._write(Line(passages.QUOTE if quotes else passages.PARAGRAPH, tuple(stretch)))
            return
        self._write(Line(passages.ITEM, tuple(spaced(runs)), point.marker, point.depth))

    def _table(self, table: Any) -> None:
        rows = [row for row in self._rows(table) if not self._is_deleted(row)]
        grid = [self._cells(row) for row in rows]
        columns = max(map(len, grid), default=0)
        self.cells += columns * len(grid)
        if columns > self.options["columns"] or self.cells > self.options["cells"]:
            message = "size: a table is too large"
            raise ValueError(message)
        self.numbering.end_list()
        if self.found.lines and passages.line(self.found.lines[-1][1]).kind == passages.ROW:
            self.found.lines.append((None, ""))  # two tables, one after another
        for number, row in enumerate(grid):
            filled = [*row, *[[]] * (columns - len(row))]
            runs = [run for cell in filled for run in (Run("\t", kind=CELL), *cell)][1:]
            self._write(Line(passages.ROW, tuple(runs)))
            if number == 0:
                self.found.lines.append((None, passage_writing.rule(columns)))

    def _rows(self, table: Any) -> Iterator[Any]:
        for child in table:
            if child.tag == f"{W}tr":
                yield child
            elif child.tag in {f"{W}sdt", f"{W}customXml", f"{W}ins"}:
                inside = child.find(f"{W}sdtContent")
                yield from self._rows(child if inside is None else inside)

    def _is_deleted(self, row: Any) -> bool:
        if row.find(f"{W}trPr/{W}del") is None:
            return False
        self._track("deleted", row)
        return True

    def _cells(self, row: Any) -> list[list[Run]]:
        cells: list[list[Run]] = []
        for cell in row.iterchildren(f"{W}tc", f"{W}sdt", f"{W}customXml"):
            inner = cell if cell.tag == f"{W}tc" else next(cell.iter(f"{W}tc"), None)
            if inner is None:
                continue
            properties = inner.find(f"{W}tcPr")
            span = value(properties, f"{W}gridSpan", "1")
            width = min(int(span), self.options["columns"] + 1) if span.isdecimal() else 1
            down = properties.find(f"{W}vMerge") if properties is not None else None
            is_under = down is not None and down.get(f"{W}val", "continue") == "continue"
            runs = [] if is_under else self._in_cell(inner)
            if width > 1 or (down is not None and not is_under):
                self._leave("merged", "".join(run.text for run in runs))
            cells += [runs, *[[] for _column in range(width - 1)]]
        return cells

    def _in_cell(self, cell: Any) -> list[Run]:
        """Return what a cell says: its paragraphs, parted by breaks; of a table in it, the
        words.
        """
        rows: list[list[Run]] = []
        for block in self._blocks(cell):
            if block.tag == f"{W}tbl":
                inner = [
                    run
                    for row in self._rows(block)
                    for words in self._cells(row)
                    for run in (*words, Run(" · "))
                ][:-1]
                self._leave("nested", "".join(run.text for run in inner))
                rows.append(inner)
                continue
            point = self.numbering.point(block.find(f"{W}pPr"))
            marker = "" if point is None else "• " if point.marker == "-" else f"{point.marker} "
            rows += [
                [*([Run(marker)] if marker and not place else []), *stretch]
                for place, stretch in enumerate(split(self._runs(block)))
            ]
        self.numbering.end_list()
        return [run for row in rows if row for run in (Run(" ", kind=BREAK), *row)][1:]

    def _runs(self, parent: Any, look: Run | None = None) -> list[Run]:
        """Return the words of a paragraph, or of what is in it, with changes accepted."""
        look = look or Run("")
        runs: list[Run] = []
        field_look: list[Run] = []
        for child in parent:
            if child.tag == f"{W}r":
                look = self._in_field(child, look, field_look)
                runs += self._run(child, look)
            else:
                runs += self._inside(child, look)
        return runs

    def _in_field(self, run: Any, look: Run, outer: list[Run]) -> Run:
        """Return how words look after the parts of a field that a run holds: the result of a field
        that is a link leads where it says.
        """
        for part in run.iter(f"{W}fldChar", f"{W}instrText"):
            kind = part.get(f"{W}fldCharType", "")
            if kind == "begin":
                outer.append(look)
            elif kind == "end" and outer:
                look = outer.pop()
            elif part.tag == f"{W}instrText" and (part.text or "").strip().startswith("HYPERLINK"):
                address = (part.text or "").strip().removeprefix("HYPERLINK").strip()
                look = replace(look, href=web(address.strip('"').split('"')[0]))
        return look

    def _inside(self, child: Any, look: Run) -> list[Run]:
        """Return the words of a part of a paragraph that is no run."""
        if child.tag in NOT_READ or not isinstance(child.tag, str):
            return []
        if child.tag in DELETED:
            self._track("moved" if child.tag == f"{W}moveFrom" else "deleted", child)
            return []
        if child.tag in INSERTED:
            if child.tag == f"{W}ins":
                self._track("inserted", child)
            return self._runs(child, look)
        if child.tag in {f"{M}oMath", f"{M}oMathPara"}:
            self._leave("equation", "".join(child.itertext(f"{M}t")))
            return []
        if child.tag == f"{W}hyperlink":
            relation = self.relations.get(child.get(f"{R}id", ""))
            address = relation.target_ref if relation is not None and relation.is_external else ""
            return self._runs(child, replace(look, href=web(address)))
        if child.tag == f"{W}sdt":
            inside = child.find(f"{W}sdtContent")
            return self._runs(inside, look) if inside is not None else []
        return self._runs(child, look)

    def _run(self, run: Any, look: Run) -> list[Run]:
        """Return what a run says."""
        properties = run.find(f"{W}rPr")
        strong, emphasis = (
            is_on(properties, name) or self.styles.look(properties, name) for name in ("b", "i")
        )
        is_code = self.styles.is_code(properties)
        look = replace(look, is_strong=strong, is_emphasis=emphasis, is_code=is_code)
        words = "".join(run.itertext(f"{W}t"))
        if is_on(properties, "vanish"):
            self._leave("hidden", words)
            return []
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            self._leave("struck", words)
        return [found for part in run for found in self._part(part, look)]

    def _part(self, part: Any, look: Run) -> list[Run]:
        """Return what a part of a run says; what says nothing in words is left out and told."""
        if part.tag == f"{W}t":
            return [replace(look, text=part.text or "")]
        if part.tag in WORDS:
            return [replace(look, text=WORDS[part.tag])]
        if part.tag in {f"{W}br", f"{W}cr"}:
            is_page = part.get(f"{W}type") in {"page", "column"}
            return [] if is_page else [Run(" ", kind=BREAK)]
        if part.tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            return self._note(part)
        if part.tag == f"{W}ruby":
            base = part.find(f"{W}rubyBase")
            return self._runs(base, look) if base is not None else []
        if part.tag in NOT_READ or not isinstance(part.tag, str):
            return []
        self._leave(*what(part))
        return []

    def _note(self, reference: Any) -> list[Run]:
        kind = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
        note = self.notes.get((kind, reference.get(f"{W}id", "")))
        if note is None:
            return []
        label = str(len(self.found.notes) + 1)
        self.found.notes[label] = ""
        runs = [
            run
            for block in note.iter(f"{W}p")
            for run in (Run(" "), *spaced(self._runs(block)))
            if run.kind != REFERENCE
        ][1:]
        source, _has_look = passage_writing.written(Line(passages.NOTE, tuple(runs), label))
        self.found.notes[label] = source.partition("]: ")[2]
        return [Run(f"[{label}]", kind=REFERENCE, label=label)]
