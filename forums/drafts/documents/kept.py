"""The documents of drafts that take long, made once by a worker and kept: two versions compared,
the same on paper, and a version as DOCX.
"""

import hashlib
import json
from dataclasses import asdict

from django.conf import settings
from django.db.models import Count, Max

from forums.drafts import queries
from forums.drafts.comparison import Piece
from forums.drafts.documents import downloads, printed, word
from forums.drafts.models import DraftVersion
from forums.drafts.queries import Compared, Part, Row
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.documents.passages import Run
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.events.kept_documents import DocumentKind, Facts, Outdated

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EDITION = 2  # of the way of comparing and of its page: another one compares anew


def comparison_facts(old: DraftVersion, new: DraftVersion) -> Facts:
    """Return what a comparison is made from. Versions never change."""
    return {"old": old.pk, "new": new.pk, "edition": EDITION}


def printed_facts(old: DraftVersion, new: DraftVersion) -> Facts:
    """Return what its PDF is made from: also who publishes it."""
    who = [settings.PORTAL_NAME, settings.PORTAL_OWNER, settings.PORTAL_URL]
    return {**comparison_facts(old, new), "portal": who, "language": languages.own()}


def docx_facts(version: DraftVersion) -> Facts:
    """Return what the DOCX of a version is made from: its words, which never change, and the
    comments on them as they stand.
    """
    rows = downloads.comments_on(version).order_by()
    marks = rows.aggregate(
        Count("pk"),
        Max("modified_at"),
        Max("consultation__modified_at"),
        Max("response__modified_at"),
        Max("seat__modified_at"),
    )
    text = json.dumps(marks, default=str, sort_keys=True)
    mark = hashlib.sha256(f"{text} {settings.PORTAL_OWNER}".encode()).hexdigest()
    return {
        "version": version.pk,
        "comments": mark,
        "language": languages.own(),
        "edition": EDITION,
        "address": settings.PORTAL_URL,
    }


def compared(old: DraftVersion, new: DraftVersion) -> Compared | None:
    """Return the comparison of two versions, None while it is not made."""
    kept = kept_documents.read(COMPARISON, comparison_facts(old, new))
    return _parsed(kept) if kept is not None else None


def _parsed(kept: bytes) -> Compared:
    facts = json.loads(kept)
    parts = [
        Part(
            part["heading"],
            [
                Row(
                    row["kind"],
                    row["before"],
                    row["after"],
                    [
                        Piece(piece["kind"], tuple(Run(**run) for run in piece["runs"]))
                        for piece in row["pieces"]
                    ],
                    row["is_header"],
                    row["moved_from"],
                )
                for row in part["rows"]
            ],
            part["differ"],
        )
        for part in facts.pop("parts")
    ]
    return Compared(parts, **facts)


def _versions(facts: Facts) -> tuple[DraftVersion, DraftVersion]:
    rows = DraftVersion.objects.select_related("draft").in_bulk([facts["old"], facts["new"]])
    return rows[facts["old"]], rows[facts["new"]]


def _compare(facts: Facts) -> bytes:
    return json.dumps(asdict(queries.compared(*_versions(facts))), ensure_ascii=False).encode()


def _print(facts: Facts) -> bytes:
    old, new = _versions(facts)
    kept_documents.make_now(COMPARISON, comparison_facts(old, new))
    result = compared(old, new)
    if result is None:
        raise Outdated
    html = printed.comparison_html(old, new, result)
    at = new.published_at
    if at is None:
        raise Outdated
    order = pdf.order(html, title=str(new), language=languages.tag(languages.own()), at=at)
    return pdf.make(order)


def _docx(facts: Facts) -> bytes:
    version = DraftVersion.objects.select_related("draft").get(pk=facts["version"])
    with languages.in_own():
        if docx_facts(version) != facts:
            raise Outdated
        return word.to_docx(version)


COMPARISON = DocumentKind("forums.comparison", _compare, "application/json", is_row=True)
COMPARISON_PDF = DocumentKind("forums.comparison_pdf", _print, "application/pdf")
VERSION_DOCX = DocumentKind("forums.version_docx", _docx, WORD)
