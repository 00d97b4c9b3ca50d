"""A version as DOCX: its parts as headings, with real lists, tables, notes and links, and each
comment where it belongs, as the comments of any word processor. What is read back from it is the
same text.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import docx
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from forums.drafts.documents.downloads import author, by_place, words
from forums.drafts.models import Comment, DraftVersion
from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import (
    BREAK,
    HEADING,
    ITEM,
    NOTE,
    PARAGRAPH,
    QUOTE,
    REFERENCE,
    ROW,
    Passage,
    Run,
)

TITLE = "title"  # the part of a commitment's text that is the title of the document
FORMS = {"bullet": "•", "decimal": "%{}.", "lowerLetter": "%{})"}
STEP = 360  # twentieths of a point by which a list stands inside another
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
Holder = Document | _Cell


@dataclass
class _List:
    """A list being written: its number in the file, its form, and the number of its last point."""

    number: int
    form: str
    count: int


@dataclass
class _Notes:
    """The notes of a file, in the order in which they are referred to."""

    texts: list[tuple[Run, ...]] = field(default_factory=list)

    def add(self, runs: tuple[Run, ...]) -> int:
        """Keep a note and return its number; 1 and 2 are Word's own lines."""
        self.texts.append(runs)
        return len(self.texts) + 2


def to_docx(version: DraftVersion) -> bytes:
    """Return a version as DOCX, with its date and address at the head of every page."""
    file = docx.Document()
    writer = _Writer(file)
    _say_which(file, version)
    comments = by_place(version)
    sections = list(version.sections.order_by("position"))
    named = next((row.text.strip() for row in sections if row.key == TITLE), "")
    title = file.add_heading(printable(passages.words_of(named) or version.draft.title), 0)
    writer.remark(title.runs, [*comments["", None], *comments[TITLE, None], *comments[TITLE, 0]])
    for section in sections:
        if not section.text.strip() or section.key == TITLE:
            continue
        heading = file.add_heading(printable(section.heading), 1)
        writer.remark(heading.runs, comments[section.key, None])
        here = {at: rows for (key, at), rows in comments.items() if key == section.key}
        writer.write(passages.read(section.text).shown(), here)
    writer.finish()
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _say_which(file: Document, version: DraftVersion) -> None:
    """Write which version it is: in the properties of the file and at the head of its pages."""
    facts = file.core_properties
    facts.author = settings.PORTAL_OWNER
    facts.title = printable(version.draft.title)
    facts.version = str(version.number)
    facts.revision = version.number or 1
    at = version.published_at
    day = ""
    if at is not None:
        facts.created = facts.modified = at.replace(tzinfo=None)
        day = date_format(at, "DATE_FORMAT")
    path = reverse("draft_version", args=[version.draft.slug, version.number])
    head = _("%(title)s · Versión %(number)s, %(day)s · %(address)s") % {
        "title": version.draft.title,
        "number": version.number,
        "day": day,
        "address": f"{settings.PORTAL_URL}{path}",
    }
    file.sections[0].header.paragraphs[0].text = printable(head)


class _Writer:
    """A file being written, passage by passage."""

    def __init__(self, file: Document) -> None:
        self.file = file
        self.lists: list[_List] = []
        self.notes = _Notes()
        self.kinds: dict[str, int] = {}
        self.numbering = file.part.numbering_part.element
        file.styles.add_style("Code", WD_STYLE_TYPE.CHARACTER).font.name = "Courier New"

    def write(self, found: Sequence[Passage], comments: dict[int | None, list[Comment]]) -> None:
        """Write the passages of a part."""
        noted = {row.marker: row.runs for row in found if row.kind == NOTE}
        self.lists = []
        table: Any = None
        for passage in found:
            here = comments.get(passage.at, [])
            if passage.kind == ROW:
                if table is None or passage.is_header:  # a head begins a table of its own
                    table = self._table(found, passage)
                self._row(table, passage, noted, here)
                continue
            table = None
            if passage.kind == NOTE and self._is_referred_to(found, passage):
                continue
            if passage.kind != ITEM:
                self.lists = []
            self._line(self._paragraph(passage), passage.runs, noted, (passage, here))

    def _is_referred_to(self, found: Iterable[Passage], note: Passage) -> bool:
        return any(
            run.kind == REFERENCE and run.text == f"[{note.marker}]"
            for row in found
            for run in row.runs
        )

    def _paragraph(self, passage: Passage) -> Paragraph:
        if passage.kind == HEADING:
            heading: Paragraph = self.file.add_heading(level=min(max(int(passage.marker), 3), 6))
            return heading
        styles = {QUOTE: "Quote", ITEM: "List Paragraph", PARAGRAPH: None, NOTE: None}
        paragraph = self.file.add_paragraph(style=styles[passage.kind])
        if passage.kind == ITEM:
            self._number(paragraph, passage)
        return paragraph

    def _number(self, paragraph: Paragraph, passage: Passage) -> None:
        """Make a paragraph a point of the list that it belongs to."""
        marker = passage.marker
        form = "bullet" if marker == passages.BULLET else "decimal"
        form = "lowerLetter" if marker[0].isalpha() else form
        count = passage.number or 0
        depth = min(passage.depth, len(self.lists))
        del self.lists[depth + 1 :]
        last = self.lists[depth] if len(self.lists) > depth else None
        if last is None or last.form != form or (form != "bullet" and count != last.count + 1):
            del self.lists[depth:]
            self.lists.append(_List(self._new_list(form, depth, count), form, count))
        self.lists[depth].count = count
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = depth
        properties.get_or_add_numId().val = self.lists[depth].number

    def _new_list(self, form: str, depth: int, begins: int) -> int:
        if form not in self.kinds:
            self.kinds[form] = self._new_kind(form)
        number = self.numbering.add_num(self.kinds[form])
        if form != "bullet":
            number.add_lvlOverride(ilvl=depth).add_startOverride(begins)
        return int(number.numId)

    def _new_kind(self, form: str) -> int:
        """Add how the lists of a form look, at each depth, and return its number."""
        found = self.numbering.findall(qn("w:abstractNum"))
        kind = max((int(row.get(qn("w:abstractNumId"))) for row in found), default=-1) + 1
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{FORMS[form].format(level + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{STEP * (level + 2)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
            for level in range(passages.DEEPEST + 1)
        )
        row = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        self.numbering.insert(len(found), row)
        return kind

    def _table(self, found: Sequence[Passage], first: Passage) -> Any:
        """Begin the table whose first row is given, as wide as its widest row."""
        place = next(n for n, row in enumerate(found) if row.at == first.at)
        widths = []
        for row in found[place:]:
            if row.kind != ROW or (row.is_header and row is not first):
                break
            widths.append(len(row.cells))
        self.lists = []
        return self.file.add_table(rows=0, cols=max(widths), style="Table Grid")

    def _row(
        self,
        table: Any,
        passage: Passage,
        noted: dict[str, tuple[Run, ...]],
        comments: list[Comment],
    ) -> None:
        row = table.add_row()
        if passage.is_header:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        cells = row.cells
        written: list[WordRun] = []
        for cell, runs in zip(cells, passage.cells, strict=False):
            written += self._runs(cell.paragraphs[0], runs, noted)
        self.remark(written, comments)

    def _line(
        self,
        paragraph: Paragraph,
        runs: tuple[Run, ...],
        noted: dict[str, tuple[Run, ...]],
        commented: tuple[Passage, list[Comment]],
    ) -> None:
        """Write a line in stretches that begin and end where quoted words do, and hang each comment
        on its own.
        """
        passage, comments = commented
        length = len(passage.words)
        spans = [(_span(passage.words, comment), comment) for comment in comments]
        edges = sorted({0, length, *(edge for span, _comment in spans for edge in span)})
        written: dict[int, list[WordRun]] = defaultdict(list)
        for start, end in pairwise(edges):
            written[start] = self._runs(paragraph, passages.cut(runs, start, end), noted)
        for (start, end), comment in spans:
            hung = [run for at, rows in written.items() if start <= at < end for run in rows]
            self.remark(hung, [comment])

    def _runs(
        self, paragraph: Paragraph, runs: Iterable[Run], noted: dict[str, tuple[Run, ...]]
    ) -> list[WordRun]:
        written = []
        for run in runs:
            made = paragraph.add_run()
            written.append(made)
            if run.kind == BREAK:
                made.add_break()
            elif run.kind == REFERENCE and run.text[1:-1] in noted:
                self._refer(made, noted[run.text[1:-1]])
            else:
                made.text = printable(run.text)
            made.bold, made.italic = run.is_strong or None, run.is_emphasis or None
            if run.is_code:
                made.style = "Code"
            if run.href:
                self._link(paragraph, made, run.href)
        return written

    def _link(self, paragraph: Paragraph, run: WordRun, address: str) -> None:
        relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        run._r.addprevious(link)
        link.append(run._r)
        run.font.underline = True

    def _refer(self, run: WordRun, note: tuple[Run, ...]) -> None:
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self.notes.add(note)))
        run._r.append(reference)
        run.font.superscript = True

    def remark(self, runs: Sequence[WordRun], comments: Iterable[Comment]) -> None:
        """Hang comments on some words."""
        for comment in comments if runs else ():
            self.file.add_comment(
                list(runs),
                text=printable(words(comment)),
                author=printable(author(comment))[:60],
                initials=str(comment.number),
            )

    def finish(self) -> None:
        """Write the notes that were referred to."""
        if not self.notes.texts:
            return
        scratch = docx.Document()
        own = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p>'
            "</w:footnote>"
            for number, kind in ((1, "separator"), (2, "continuationSeparator"))
        )
        root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}>{own}</w:footnotes>")
        for number, runs in enumerate(self.notes.texts, start=3):
            note = OxmlElement("w:footnote")
            note.set(qn("w:id"), str(number))
            paragraph = scratch.add_paragraph()
            mark = paragraph.add_run()
            mark.font.superscript = True
            mark._r.append(OxmlElement("w:footnoteRef"))
            paragraph.add_run(" ")
            _Writer._plain(paragraph, runs)
            note.append(paragraph._p)
            root.append(note)
        blob = serialize_part_xml(root)
        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, blob, self.file.part.package)
        self.file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    @staticmethod
    def _plain(paragraph: Paragraph, runs: Iterable[Run]) -> None:
        """Write the words of a note; the address of a link stands beside its words."""
        for run in runs:
            beside = f" ({run.href})" if run.href and run.href != run.text else ""
            made = paragraph.add_run(printable(run.text + beside))
            made.bold, made.italic = run.is_strong or None, run.is_emphasis or None


def _span(text: str, comment: Comment) -> tuple[int, int]:
    """Return where the words of a comment stand in its paragraph: all of it where it quotes none,
    or more than it.
    """
    quoted = passages.words_of(comment.exact)
    at = text.find(quoted) if quoted else -1
    return (at, at + len(quoted)) if at >= 0 else (0, len(text))
