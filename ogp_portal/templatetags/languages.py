"""The language of a page, and the same page in the others."""

from typing import Any

from django import template
from django.urls import translate_url
from django.utils.translation import get_language_info

from ogp_portal.foundation import languages

register = template.Library()


@register.simple_tag
def language_tag(code: str = "") -> str:
    """Return the BCP 47 tag of a language, by default of the one in force."""
    return languages.tag(code)


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[dict[str, str]]:
    """Return the other languages: `tag`, `name` in that language, and `address` of this very page
    in it, query string included.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    return [
        {
            "tag": languages.short(code),
            "name": get_language_info(code)["name_local"].capitalize(),
            "address": translate_url(path, code),
        }
        for code in languages.codes()
        if code != languages.current()
    ]
