"""HTML to PDF, archival and accessible at once (PDF/A-3a and PDF/UA-1), made in the sandbox.

Same input, same bytes.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from ogp_portal.foundation.characters import printable
from ogp_portal.foundation.documents import fonts, sandbox
from ogp_portal.foundation.runtime import example

EXAMPLE_STYLE = (
    "@page { @top-center { content: '%s'; width: 100%%; text-align: center; "
    'font: bold 9pt "Atkinson Hyperlegible Next", sans-serif; color: #b9321d; } }'
)


@dataclass(frozen=True)
class Attached:
    """A file carried inside the PDF: its name, media type, text and one line on what it is."""

    name: str
    media_type: str
    text: str
    description: str


def to_pdf(
    html: str,
    *,
    title: str,
    language: str,
    at: datetime.datetime,
    identifier: str,
    attachments: list[Attached],
) -> bytes:
    """Return the PDF of `html`.

    `at` is written as its date and `identifier` as its identity, so that the same facts give the
    same bytes. The renderer fetches nothing but `data:` addresses. Raises sandbox.Failed.
    """
    facts = order(
        html,
        title=title,
        language=language,
        at=at,
        identifier=identifier,
        attachments=attachments,
    )
    return sandbox.run("pdf", json.dumps(facts, ensure_ascii=False).encode(), {})


def order(
    html: str,
    *,
    title: str,
    language: str,
    at: datetime.datetime,
    identifier: str = "",
    attachments: Sequence[Attached] = (),
) -> dict[str, object]:
    """Return the facts from which `make` makes the PDF of a public page; its identity is its
    content's where none is given.
    """
    html = fonts.drawable(printable(_marked(html)))
    return {
        "html": html,
        "title": printable(title),
        "language": language,
        "at": at.astimezone(datetime.UTC).isoformat(),
        "identifier": identifier or hashlib.sha256(html.encode()).hexdigest()[:32],
        "attachments": [vars(attached) for attached in attachments],
    }


def _marked(html: str) -> str:
    """Return a document with the notice of the example above each of its pages, if it is one."""
    if not settings.IS_EXAMPLE:
        return html
    style = EXAMPLE_STYLE % example.NOTICE
    return html.replace("</head>", f"<style>{style}</style></head>", 1)


def make(facts: Mapping[str, object]) -> bytes:
    """Return the PDF of an order, made in a minute or not at all. Raises sandbox.Failed."""
    return sandbox.run("page", json.dumps(dict(facts), ensure_ascii=False).encode(), {})
