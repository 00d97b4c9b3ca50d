"""Passages of a text as HTML: the same on every page and on paper.

Lists, tables and quotations hold several passages. Each passage gets what is opened before it and
closed after it, so that a page can put doors, marks or links beside any of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import (
    BREAK,
    CELL,
    HEADING,
    ITEM,
    NOTE,
    QUOTE,
    REFERENCE,
    ROW,
    RULE,
    Passage,
    Run,
)

EMPTY = SafeString("")
LISTS = {  # of each kind of list, what opens it and what closes it
    "bullets": (SafeString("<ul>"), SafeString("</li></ul>")),
    "numbers": (SafeString("<ol>"), SafeString("</li></ol>")),
    "letters": (SafeString('<ol type="a">'), SafeString("</li></ol>")),
}
IN_A_LINE = SafeString(" | ")  # between the cells of a row that stands outside its table


def _concat(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def of_run(run: Run) -> SafeString:
    """Return a run as HTML."""
    if run.kind == BREAK:
        return SafeString("<br> ")
    if run.kind == REFERENCE:
        return format_html("<sup>{}</sup>", run.text)
    html = format_html("{}", run.text)
    for holds, element in (
        (run.is_code, "<code>{}</code>"),
        (run.is_emphasis, "<em>{}</em>"),
        (run.is_strong, "<strong>{}</strong>"),
    ):
        html = format_html(element, html) if holds else html
    if run.href:
        html = format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', run.href, html)
    return html


def of_line(runs: Iterable[Run]) -> SafeString:
    """Return runs inside one line: the cells of a row beside each other."""
    return _concat(IN_A_LINE if run.kind == CELL else of_run(run) for run in runs)


def marker_of(passage: Passage) -> str:
    """Return what stands before the words of a passage that is shown outside its list."""
    if passage.kind == ITEM:
        return "• " if passage.marker == passages.BULLET else f"{passage.marker} "
    return f"[{passage.marker}] " if passage.kind == NOTE else ""


@dataclass(frozen=True)
class Laid:
    """A passage in its place: what is opened before it, what stands at its head that is no word of
    the text, and what is closed after it.

    `html` is its words, of a row its cells; `level` that of a heading, 0 of anything else.
    """

    passage: Passage
    opens: SafeString
    html: SafeString
    closes: SafeString
    lead: str = ""
    level: int = 0

    @property
    def is_row(self) -> bool:
        """Say whether it is a row of a table."""
        return self.passage.kind == ROW

    @property
    def is_header(self) -> bool:
        """Say whether it is the head of a table."""
        return self.passage.is_header


Words = Callable[[Sequence[Run]], SafeString]


def cells_of(passage: Passage, words: Words = of_line) -> SafeString:
    """Return the cells of a row, its runs written by `words`."""
    return cells(([words(cell) for cell in passage.cells]), is_header=passage.is_header)


def cells(contents: Iterable[SafeString], *, is_header: bool) -> SafeString:
    """Return cells of a row; of the head of a table with their scope.

    Between two stands what parts their words in the text, hidden, so that a place in the one is
    the same place in the other.
    """
    element = '<th scope="col">{}{}</th>' if is_header else "<td>{}{}</td>"
    edge = SafeString('<span class="hidden">\t</span>')
    rows = list(contents)
    return _concat(
        format_html(element, content, edge if place < len(rows) else EMPTY)
        for place, content in enumerate(rows, start=1)
    )


def laid_out(found: Iterable[Passage], *, heading: int = 4) -> list[Laid]:
    """Return passages with what opens and closes around each; rules under the head of a table are
    not shown. `heading` is the level of the first headings inside the text.
    """
    shown = [passage for passage in found if passage.kind != RULE]
    rows: list[Laid] = []
    lists: list[str] = []
    around: list[Passage | None] = [None, *shown, None]
    for before, passage, after in zip(around, shown, around[2:], strict=False):
        opens = _opened(before, passage, lists)
        lead = f"[{passage.marker}]" if passage.kind == NOTE else ""
        html = cells_of(passage) if passage.kind == ROW else of_line(passage.runs)
        level = min(heading + max(int(passage.marker) - 3, 0), 6) if passage.kind == HEADING else 0
        rows.append(Laid(passage, opens, html, _closed(passage, after, lists), lead, level))
    return rows


def _opened(before: Passage | None, passage: Passage, lists: list[str]) -> SafeString:
    """Return what opens before a passage, and note in `lists` the lists that stay open."""
    if passage.kind == ITEM:
        return _opened_list(before, passage, lists)
    if passage.kind == ROW:
        if before is None or _is_another_table(before, passage):
            head = "thead" if passage.is_header else "tbody"
            return format_html(
                '<div class="text-table" tabindex="0" role="group"><table><{}>', SafeString(head)
            )
        return SafeString("</thead><tbody>") if before.is_header else EMPTY
    if passage.kind == QUOTE and (before is None or before.kind != QUOTE):
        return SafeString("<blockquote>")
    return EMPTY


def _is_another_table(before: Passage, row: Passage) -> bool:
    """Say whether a row is of another table than the passage before it: a head begins its own."""
    return before.kind != ROW or row.kind != ROW or row.is_header


def _opened_list(before: Passage | None, passage: Passage, lists: list[str]) -> SafeString:
    parts: list[SafeString] = []
    name = "letters" if passage.marker[0].isalpha() else "numbers"
    name = "bullets" if passage.number is None else name
    depth = min(passage.depth, len(lists))
    while len(lists) > depth + 1:
        parts.append(LISTS[lists.pop()][1])
    if len(lists) == depth + 1 and lists[-1] != name:
        parts.append(LISTS[lists.pop()][1])
    if len(lists) == depth + 1:
        parts.append(SafeString("</li>"))
    else:
        lists.append(name)
        parts.append(LISTS[name][0])
    value = passage.number
    parts.append(SafeString("<li>") if value is None else format_html('<li value="{}">', value))
    return _concat(parts)


def _closed(passage: Passage, after: Passage | None, lists: list[str]) -> SafeString:
    """Return what closes after a passage."""
    if passage.kind == ITEM and (after is None or after.kind != ITEM):
        closing = _concat(LISTS[name][1] for name in reversed(lists))
        lists.clear()
        return closing
    if passage.kind == ROW and (after is None or _is_another_table(passage, after)):
        return SafeString(f"</{'thead' if passage.is_header else 'tbody'}></table></div>")
    if passage.kind == QUOTE and (after is None or after.kind != QUOTE):
        return SafeString("</blockquote>")
    return EMPTY


def element(row: Laid) -> SafeString:
    """Return a passage by itself, without what opens and closes around it."""
    if row.is_row:
        return format_html("<tr>{}</tr>", row.html)
    if row.level:
        name = SafeString(f"h{row.level}")
        return format_html("<{}>{}</{}>", name, row.html, name)
    if row.lead:
        return format_html('<p class="note"><sup>{}</sup> {}</p>', row.lead, row.html)
    return format_html("<p>{}</p>", row.html)


def of_laid(row: Laid) -> SafeString:
    """Return a passage in its place, with nothing beside it."""
    return _concat((row.opens, element(row), row.closes))


def to_html(text: str, *, heading: int = 4) -> SafeString:
    """Return a whole text as HTML."""
    found = passages.read(text).passages
    return _concat(of_laid(row) for row in laid_out(found, heading=heading))
