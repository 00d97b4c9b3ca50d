"""What a session says in writing: what is on record of it, and its minutes as a document."""

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from forums.sessions import attendance
from forums.sessions.models import Minutes, Session
from forums.sessions.states import BallotState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import passage_html

TO_BE_WRITTEN = "(Escriba aquí lo que se dijo de cada punto.)"  # with which minutes begin


def record_of(session: Session) -> dict[str, list[dict[str, object]]]:
    """Return what is on record of a session, in plain values and in the portal's own language: who
    was there, how many came without a seat, quorum, programme, ballots, agreements, and the papers
    that everybody may read with the digest of each file.

    It is what minutes keep with their text: they go on saying it when a seat, an institution or a
    title has another name.
    """
    with languages.in_own():
        return {
            "attendance": _attendance(session),
            "public": [
                {
                    "sector": row.get_sector_display(),
                    "organization": row.organization_name,
                    "place": str(row.territory or ""),
                    "people": row.people,
                }
                for row in session.headcounts.select_related("territory").order_by(
                    "sector", "organization_name", "pk"
                )
            ],
            "quorum": [
                {
                    "needed": session.quorum_needed,
                    "called": session.seats_called,
                    "represented": attendance.represented_count(session),
                }
            ]
            if session.quorum_needed is not None
            else [],
            "agenda": [
                {"position": row.position, "title": row.title}
                for row in session.agenda.order_by("position")
            ],
            "ballots": _ballots(session),
            "agreements": [
                {
                    "number": row.number,
                    "text": row.text,
                    "responsible": str(row.responsible or row.responsible_post),
                    "due_on": date_format(row.due_on, "DATE_FORMAT") if row.due_on else "",
                }
                for row in session.agreements.select_related("responsible").order_by("number")
            ],
            "papers": [
                {"title": row.title, "sha256": row.sha256}
                for row in session.papers.filter(is_restricted=False).order_by("pk")
            ],
        }


def _attendance(session: Session) -> list[dict[str, object]]:
    rows = session.attendances.select_related("seat").order_by("seat__kind", "seat__label", "pk")
    return [
        {
            "seat": row.seat.label,
            "kind": row.seat.get_kind_display(),
            "sector": row.seat.get_sector_display(),
            "status": row.get_status_display(),
        }
        for row in rows
    ]


def _ballots(session: Session) -> list[dict[str, object]]:
    """Return the ballots with their counts; of a counted open one, what each seat voted."""
    rows = session.ballots.prefetch_related("options", "votes__seat", "votes__option")
    return [
        {
            "question": row.question,
            "state": row.get_state_display(),
            "reason": row.state_reason,
            "is_secret": row.is_secret,
            "winner": row.winner,
            "options": [
                {"label": option.label, "votes": option.votes}
                for option in sorted(row.options.all(), key=lambda option: option.position)
            ],
            "votes": sorted(  # none is kept of a secret one
                [
                    {"seat": vote.seat.label, "option": vote.option.label}
                    for vote in row.votes.all()
                    if row.state == BallotState.COUNTED
                ],
                key=lambda vote: vote["seat"],
            ),
        }
        for row in rows.order_by("position")
    ]


def approval_of(minutes: Minutes) -> dict[str, list[object]]:
    """Return, in plain values, which seats agree with the edition at hand, and every observation
    with its answer: what is kept with the record when the minutes are approved.
    """
    observations = minutes.observations.select_related("seat").order_by("pk")
    return {
        "confirmed": list(
            minutes.confirmations.filter(edition=minutes.edition)
            .order_by("seat__label", "pk")
            .values_list("seat__label", flat=True)
        ),
        "observations": [
            {
                "seat": row.seat.label,
                "text": row.text,
                "is_accepted": row.is_accepted,
                "answer": row.answer,
            }
            for row in observations
        ],
    }


def record_in_words(value: object) -> str:
    """Return what `record_of` gave as one text: what is shown to whoever has to read it before an
    act.
    """
    if isinstance(value, Mapping):
        return " · ".join(record_in_words(part) for _name, part in sorted(value.items()))
    if isinstance(value, list):
        return "\n".join(record_in_words(part) for part in value)
    return "" if value is None else str(value)


def minutes_html(minutes: Minutes) -> str:
    """Return approved minutes as one HTML page with its own style; the same minutes give the same
    page.
    """
    css = (settings.BASE_DIR / "static" / "css" / "report.css").read_text(encoding="utf-8")
    session = minutes.session
    approval = {**approval_of(minutes), **minutes.record}  # older ones have it in rows alone
    facts = {
        "css": SafeString(css),
        "minutes": minutes,
        "session": session,
        "forum": session.forum,
        "body": passage_html.to_html(minutes.text, heading=3),
        "record": minutes.record,
        "observations": approval["observations"],
        "confirmed": approval["confirmed"],
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_url": settings.PORTAL_URL,
    }
    with languages.in_own():
        return render_to_string("forums/sessions/minutes_document.html", facts)
