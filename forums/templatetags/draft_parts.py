"""Pieces of pages about drafts: words put in and taken out, links to comments, counts in words.

They stand inside a line, where a template of its own would add a space.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.drafts.comparison import ADDED, CHANGED, MOVED, REMOVED, SAME, Piece
from forums.drafts.models import Change, Comment, Consultation
from forums.drafts.queries import Row
from forums.drafts.queries.consultation import Passage
from ogp_portal.foundation.documents import passage_html, passages
from ogp_portal.foundation.documents.passage_html import Laid

register = template.Library()


Mark = Callable[[str, SafeString], SafeString]


@register.filter
def as_read(source: str) -> str:
    """Return lines of a text as they are read, without their marks, in words alone."""
    return passages.words_of(source or "").replace("\t", " | ")


@register.simple_tag
def laid_passage(laid: Laid) -> SafeString:
    """Return a passage of a text, without what opens and closes around it."""
    return passage_html.element(laid)


@register.simple_tag
def commented_words(passage: Passage, part: str) -> SafeString:
    """Return a passage that can be commented on. Its words stand in their element without a space:
    js/consultation.js counts its characters.
    """
    level = passage.laid.level
    heading = format_html(' class="subhead" role="heading" aria-level="{}"', level) if level else ""
    return format_html(
        '<p data-part="{}" data-at="{}"{}>{}</p>', part, passage.at, heading, passage.laid.html
    )


@register.simple_block_tag
def commented_row(content: str, passage: Passage, part: str) -> SafeString:
    """Return a row of a table that can be commented on, as `commented_words`, with its doors in a
    cell of their own.
    """
    return format_html(
        '<tr id="{part}-{at}" data-part="{part}" data-at="{at}">{cells}'
        '<td class="passage__doors">{doors}</td></tr>',
        part=part,
        at=passage.at,
        cells=passage.laid.html,
        doors=content,
    )


def _on_page(kind: str, words: SafeString) -> SafeString:
    """Return words marked as put in, taken out or moved, for the eye and for the ear."""
    if kind == SAME or not words:
        return words
    label, html = {
        str(ADDED): (_("[agregado:"), "<ins>{}{}{}</ins>"),
        str(REMOVED): (_("[quitado:"), "<del>{}{}{}</del>"),
    }.get(kind, (_("[cambió de lugar:"), '<span class="relocated">{}{}{}</span>'))
    return format_html(
        html,
        format_html('<span class="hidden">{} </span>', label),
        words,
        format_html('<span class="hidden"> {}</span>', _("fin]")),
    )


def _on_paper(kind: str, words: SafeString) -> SafeString:
    """Return marked words for paper, where the marks are brackets as well as strokes."""
    if kind == SAME or not words:
        return words
    html = {str(ADDED): "<ins>[+{}+]</ins>", str(REMOVED): "<del>[−{}−]</del>"}
    return format_html(html.get(kind, "[→{}→]"), words)


def _pieces(pieces: Iterable[Piece], mark: Mark) -> SafeString:
    return format_html_join(
        "", "{}", ((mark(piece.kind, passage_html.of_line(piece.runs)),) for piece in pieces)
    )


@register.simple_tag
def changed_words(change: Change | Row, pieces: Iterable[Piece]) -> SafeString:
    """Return what happened to a paragraph, by itself: its words with what was put in and taken out
    marked.
    """
    row = passages.line(change.after or change.before)
    marker = passage_html.marker_of(row)
    if change.kind == CHANGED:
        words = _pieces(pieces, _on_page)
    else:
        words = _on_page(change.kind, passage_html.of_line(row.runs))
    return format_html("{}{}{}", _remark(change, pieces), marker, words)


def _remark(change: Change | Row, pieces: Iterable[Piece]) -> SafeString:
    """Return what words alone do not show: that a paragraph moved, or that only its form
    changed.
    """
    remark = ""
    if change.kind == MOVED and change.moved_from:
        remark = _("Cambió de lugar: estaba en «%(part)s».") % {"part": change.moved_from}
    elif change.kind == MOVED:
        remark = _("Cambió de lugar.")
    elif change.kind == CHANGED and all(piece.kind == SAME for piece in pieces):
        remark = _("Cambió solo su forma.")
    return format_html('<span class="quiet">{}</span> ', remark) if remark else SafeString("")


@register.simple_tag
def compared_text(rows: Iterable[Row], only_changes: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a tag's
    """Return a part of two versions as one text, in which what changed is marked."""
    return _compared([row for row in rows if row.kind != SAME or not only_changes], _on_page)


@register.simple_tag
def compared_text_in_print(rows: Iterable[Row]) -> SafeString:
    """Return a part of two versions as one text for paper. The points of lists carry what stands
    before them as words: WeasyPrint numbers every list from 1.
    """
    return _compared(list(rows), _on_paper)


def _compared(rows: Sequence[Row], mark: Mark) -> SafeString:
    lines = [
        replace(passages.line(row.after or row.before), is_header=row.is_header) for row in rows
    ]
    found = passages.in_context(lines)
    return format_html_join(
        "",
        "{}",
        (
            (passage_html.of_laid(replace(laid, html=_inside(row, laid, mark))),)
            for row, laid in zip(rows, passage_html.laid_out(found, heading=3), strict=True)
        ),
    )


def _inside(row: Row, laid: Laid, mark: Mark) -> SafeString:
    """Return the words of a paragraph of a comparison in its place; of a row of a table, its
    cells.
    """
    if row.kind == SAME:
        return laid.html if mark is _on_page else _with_marker(laid, laid.html)
    if not laid.is_row:
        words = (
            _pieces(row.pieces, mark)
            if row.kind == CHANGED
            else mark(row.kind, passage_html.of_line(laid.passage.runs))
        )
        remarked = format_html("{}{}", _remark(row, row.pieces), words)
        return remarked if mark is _on_page else _with_marker(laid, remarked)
    cells: list[list[Piece]] = [[]]
    pieces = row.pieces if row.kind == CHANGED else [Piece(row.kind, laid.passage.runs)]
    for piece in pieces:
        for run in piece.runs:
            if run.kind == passages.CELL:
                cells.append([])
            else:
                cells[-1].append(Piece(piece.kind, (run,)))
    written = [_pieces(cell, mark) for cell in cells]
    return passage_html.cells(written, is_header=laid.is_header)


def _with_marker(laid: Laid, words: SafeString) -> SafeString:
    is_point = laid.passage.kind == passages.ITEM
    marker = passage_html.marker_of(laid.passage) if is_point else ""
    return format_html("{}{}", marker, words)


@register.simple_tag
def side_by_side(row: Row, side: str) -> SafeString:
    """Return the cell of a paragraph in one of two columns: "before" or "after"."""
    source = row.before if side == "before" else row.after
    if not source:
        return SafeString("")
    line = passages.line(source)
    words = passage_html.of_line(line.runs)
    if row.kind in {ADDED, REMOVED}:
        words = _on_page(row.kind, words)
    elif side == "after" and row.pieces:
        words = _pieces(row.pieces, _on_page)
    remark = _remark(row, row.pieces) if side == "after" else ""
    return format_html("{}{}{}", remark, passage_html.marker_of(line), words)


@register.simple_tag
def compared_address(*, is_beside: bool, just_changes: bool) -> str:
    """Return the address of a comparison, from its own page, in another of its views."""
    query = ({"vista": "lado"} if is_beside else {}) | ({"solo": "cambios"} if just_changes else {})
    return f"?{urlencode(query)}"


@register.filter
def in_consultation(numbers: Iterable[int], consultation: Consultation) -> list[tuple[str, int]]:
    """Return numbers of comments of a consultation as `comment_links` takes them."""
    return [(consultation.slug, number) for number in numbers]


@register.filter
def addressed(comments: Iterable[Comment]) -> list[tuple[str, int]]:
    """Return comments as `comment_links` takes them; their consultation must be fetched."""
    return [(comment.consultation.slug, comment.number) for comment in comments]


@register.filter
def comment_links(addressed_comments: Iterable[tuple[str, int]]) -> SafeString:
    """Return links to comments by their numbers: "3, 7"; of each, its consultation's slug and its
    number.
    """
    return format_html_join(
        ", ",
        '<a href="{}?desde={}#c{}">{}</a>',
        (
            (reverse("consultation", args=[slug]), number - 1, localize(number), localize(number))
            for slug, number in addressed_comments
        ),
    )


@register.filter
def comment_numbers(comments: Iterable[Comment]) -> str:
    """Return the numbers of comments: "3, 7"."""
    return ", ".join(localize(comment.number) for comment in comments)


@register.filter
def comment_count(count: int) -> str:
    """Return "1 comentario", "12 comentarios"."""
    return ngettext("%(n)s comentario", "%(n)s comentarios", count) % {"n": localize(count)}


@register.filter
def concurrence_count(count: int) -> str:
    """Return "1 adhesión", "12 adhesiones"."""
    return ngettext("%(n)s adhesión", "%(n)s adhesiones", count) % {"n": localize(count)}
