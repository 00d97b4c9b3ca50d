"""Pieces of pages about drafts: words put in and taken out, links to comments, counts in words.

They stand inside a line, where a template of its own would add a space.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.drafts.comparison import Piece
from forums.drafts.models import Comment, Consultation

register = template.Library()


@register.simple_tag
def inserted(words: str) -> SafeString:
    """Return words marked as put in, for the eye and for the ear."""
    return format_html(
        '<ins><span class="hidden">{} </span>{}<span class="hidden"> {}</span></ins>',
        _("[agregado:"),
        words,
        _("fin]"),
    )


@register.simple_tag
def removed(words: str) -> SafeString:
    """Return words marked as taken out, for the eye and for the ear."""
    return format_html(
        '<del><span class="hidden">{} </span>{}<span class="hidden"> {}</span></del>',
        _("[quitado:"),
        words,
        _("fin]"),
    )


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return a changed paragraph with each piece that was put in or taken out marked."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    if piece.kind == "same":
        return conditional_escape(piece.text)
    return inserted(piece.text) if piece.kind == "added" else removed(piece.text)


@register.simple_tag
def marked_in_print(pieces: Iterable[Piece]) -> SafeString:
    """Return a changed paragraph for paper, where the marks are brackets as well as strokes."""
    return format_html_join("", "{}", ((_marked_in_print(piece),) for piece in pieces))


def _marked_in_print(piece: Piece) -> SafeString:
    if piece.kind == "same":
        return conditional_escape(piece.text)
    mark = "<ins>[+{}+]</ins>" if piece.kind == "added" else "<del>[−{}−]</del>"
    return format_html(mark, piece.text)


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
