"""Pieces of pages about open data: names of columns and parameters as code, inside a line."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def codes(names: Iterable[str]) -> SafeString:
    """Return names as code, with commas between them."""
    return format_html_join(", ", "<code>{}</code>", ((name,) for name in names))


@register.filter
def coded_choices(choices: Iterable[tuple[str, str]]) -> SafeString:
    """Return the values a column can have, each with its word; the empty one is left out."""
    return format_html_join(
        " · ", "<code>{}</code> {}", ((code, label) for code, label in choices if code)
    )
