"""The language of a page, and the same page in the others."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.translation import get_language_info

from ogp_portal.foundation import languages

register = template.Library()
PAGE = "pagina"  # which page of a list


@register.simple_tag
def language_tag(code: str = "") -> str:
    """Return the BCP 47 tag of a language, by default of the one in force."""
    return languages.tag(code)


@register.simple_tag
def data_language() -> str:
    """Return the attribute of an element that holds what was written in the portal's own language
    (a title, a promise), where the page is in another: who hears it is read it as what it is.
    """
    if languages.current() == languages.own():
        return ""
    return format_html('lang="{}"', languages.tag(languages.own()))


@register.simple_tag(takes_context=True)
def other_languages(context: dict[str, Any]) -> list[dict[str, str]]:
    """Return the other languages that this page has: `tag`, `name` in that language, and `address`
    of this very page in it, query string included.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    return [
        {
            "tag": languages.short(code),
            "name": get_language_info(code)["name_local"].capitalize(),
            "address": address,
        }
        for code in languages.codes()
        if code != languages.current() and (address := translate_url(path, code)) != path
    ]


@register.simple_tag
def page_address(request: HttpRequest | None) -> str:
    """Return the one address of a page: without what only orders or narrows it, but with the page
    of a list, which shows other things.
    """
    if request is None:
        return "/"
    number = request.GET.get(PAGE, "")
    is_later = number.isascii() and number.isdigit() and len(number) < 7 and int(number) > 1
    return f"{request.path}?{PAGE}={int(number)}" if is_later else request.path


@register.filter
def in_every_language(address: str) -> list[dict[str, str]]:
    """Return the address of a page in each language of the portal, its own language first and
    again for readers of any other (`x-default`); none for a page that has but one.
    """
    found = [
        {"tag": languages.tag(code), "address": translate_url(address, code)}
        for code in languages.codes()
    ]
    if len({language["address"] for language in found}) < len(found):
        return []
    return [*found, {"tag": "x-default", "address": found[0]["address"]}]
