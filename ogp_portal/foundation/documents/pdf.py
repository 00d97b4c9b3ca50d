"""HTML to PDF, archival and accessible at once (PDF/A-3a and PDF/UA-1), made in the sandbox.

Same input, same bytes.
"""

import datetime
import json
from dataclasses import dataclass

from ogp_portal.foundation.documents import sandbox


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
    order = {
        "html": html,
        "title": title,
        "language": language,
        "at": at.astimezone(datetime.UTC).isoformat(),
        "identifier": identifier,
        "attachments": [vars(attached) for attached in attachments],
    }
    return sandbox.run("pdf", json.dumps(order, ensure_ascii=False).encode(), {})
