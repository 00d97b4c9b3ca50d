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
UNSEEN = dict.fromkeys(
    [
        0x00AD,
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x180E,
        0x200B,
        *range(0x2060, 0x2065),
        0x2800,
        0x3164,
        0xFFA0,
        *range(0xE0000, 0xE0080),
    ]
)
JOINERS = "\u200c\u200d"  # they join letters and signs of faces, so they stay where something is to be joined
_markdown = MarkdownIt("commonmark", {"html": False})


def clean(value: str) -> str:
    """Return `value` in NFC, without control characters, the marks that turn text around or those nobody sees, trimmed; "" when nothing would be seen."""
    kept = "".join(char for char in value.translate(BIDI | UNSEEN) if char in "\n\t" or unicodedata.category(char) != "Cc")
    found = unicodedata.normalize("NFC", kept.replace("\r\n", "\n")).strip()
    return found if found.strip(JOINERS + " \n\t") else ""


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
