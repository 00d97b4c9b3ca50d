"""What a session says in writing: the first text of its minutes, and the minutes as a document."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forums.sessions.models import Minutes, Session
from forums.sessions.states import BallotState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import passage_html


def first_text(session: Session) -> str:
    """Return the minutes as the facts of the session give them, in Markdown: the secretariat adds
    what was said.
    """
    facts = {
        "session": session,
        "attendances": list(
            session.attendances.select_related("seat").order_by("status", "seat__label")
        ),
        "headcounts": list(session.headcounts.order_by("sector", "organization_name")),
        "agenda": list(session.agenda.order_by("position")),
        "ballots": list(
            session.ballots.filter(state=BallotState.COUNTED)
            .prefetch_related("options")
            .order_by("position")
        ),
        "agreements": list(session.agreements.select_related("responsible").order_by("number")),
    }
    with languages.in_own():
        return render_to_string("forums/sessions/first_minutes.md", facts).strip()


def minutes_html(minutes: Minutes) -> str:
    """Return approved minutes as one HTML page with its own style; the same minutes give the same
    page.
    """
    css = (settings.BASE_DIR / "static" / "css" / "report.css").read_text(encoding="utf-8")
    session = minutes.session
    facts = {
        "css": SafeString(css),
        "minutes": minutes,
        "session": session,
        "forum": session.forum,
        "body": passage_html.to_html(minutes.text, heading=3),
        "observations": list(minutes.observations.select_related("seat").order_by("pk")),
        "confirmed": minutes.confirmations.filter(edition=minutes.edition)
        .select_related("seat")
        .order_by("seat__label"),
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_url": settings.PORTAL_URL,
    }
    with languages.in_own():
        return render_to_string("forums/sessions/minutes_document.html", facts)
