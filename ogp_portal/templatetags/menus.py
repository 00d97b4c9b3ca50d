"""The menus of every page, as the subjects declare them, and the part a page belongs to."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language_from_path

from ogp_portal.foundation import subjects

register = template.Library()
MENUS = ("bar", "foot")


@dataclass(frozen=True)
class Line:
    """A line of a menu: its words, the path of its page, and where the reader is, in the words of
    `aria-current`: "page" at that very page, "true" in its part of the portal, "" elsewhere.
    """

    label: str
    path: str
    current: str


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any], at: str) -> list[Line]:
    """Return the lines of the menu `at` ("bar" or "foot"); some only while a session is open."""
    request = context.get("request")
    here = request.path if request else ""
    return [
        Line(str(entry.label), path, _current(here, path, entry.sections))
        for page, entry in subjects.menu(at)
        if context.get("has_session") or not entry.needs_session
        for path in [reverse(page.name)]
    ]


@register.simple_tag(takes_context=True)
def section(context: dict[str, Any]) -> Line | None:
    """Return the line of a menu that covers this page, None where none does."""
    lines = [line for at in MENUS for line in menu(context, at) if line.current]
    return lines[0] if lines else None


def _current(here: str, path: str, sections: tuple[str, ...]) -> str:
    """Return whether the reader is at a line's page or in its part: without declared sections, the
    addresses below the page's own.
    """
    if here == path:
        return "page"
    return "true" if _without_language(here).startswith(sections or _without_language(path)) else ""


def _without_language(path: str) -> str:
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}") if language else path
