"""The menus of every page, as the subjects declare them."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language_from_path

from ogp_portal.foundation import subjects

register = template.Library()


@dataclass(frozen=True)
class Line:
    """A line of a menu: its words, the path of its page, and whether the reader is in that part."""

    label: str
    path: str
    is_current: bool


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any], at: str) -> list[Line]:
    """Return the lines of the menu `at` ("bar" or "foot"); some only while a session is open."""
    request = context.get("request")
    here = request.path if request else ""
    language = get_language_from_path(here)
    if language:
        here = here.removeprefix(f"/{language}")
    return [
        Line(str(entry.label), reverse(page.name), is_current=here.startswith(entry.sections or ()))
        for page, entry in subjects.menu(at)
        if context.get("has_session") or not entry.needs_session
    ]
