"""Drafts as documents: the feedback report and a comparison, as one HTML page each; the same rows
give the same page.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forums.drafts import queries
from forums.drafts.models import Consultation, DraftVersion
from forums.drafts.queries import Compared
from ogp_portal.foundation import languages


def _facts(**facts: object) -> dict[str, object]:
    css = (settings.BASE_DIR / "static" / "css" / "report.css").read_text(encoding="utf-8")
    common = {
        "css": SafeString(css),
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_url": settings.PORTAL_URL,
    }
    return {**common, **facts}


def report_html(consultation: Consultation) -> str:
    """Return the feedback report of an answered consultation."""
    with languages.in_own():
        facts = _facts(
            consultation=consultation,
            version=consultation.version,
            draft=consultation.version.draft,
            **vars(queries.report_of(consultation)),
        )
        return render_to_string("forums/drafts/report_document.html", facts)


def comparison_html(old: DraftVersion, new: DraftVersion, compared: Compared) -> str:
    """Return what changed between two published versions."""
    with languages.in_own():
        return render_to_string(
            "forums/drafts/compare_document.html",
            _facts(old=old, new=new, draft=new.draft, compared=compared),
        )
