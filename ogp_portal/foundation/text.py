"""People's text: plain paragraphs and Markdown to safe HTML."""

import functools
import json
import unicodedata
from typing import Any

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code"}
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF])
_markdown = MarkdownIt("commonmark", {"html": False})


def clean(value: str) -> str:
    """Return `value` in NFC, without control characters or the marks that turn text around, trimmed."""
    kept = "".join(char for char in value.translate(BIDI) if char in "\n\t" or unicodedata.category(char) != "Cc")
    return unicodedata.normalize("NFC", kept.replace("\r\n", "\n")).strip()


@functools.lru_cache(maxsize=1024)
def to_html(value: str) -> SafeString:
    """Return Markdown as HTML of a short list of tags; links are told not to be followed and open no window. The same text is worked out once."""
    return SafeString(nh3.clean(_markdown.render(value), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}))


def json_for_page(data: dict[str, Any]) -> SafeString:
    """Return `data` as JSON that can stand inside a script element: no text in it can close the element."""
    body = json.dumps(data, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        body = body.replace(char, f"\\u{ord(char):04x}")
    return SafeString(body)
