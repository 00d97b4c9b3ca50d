"""What is written to people about sessions: to the seats of a forum, and to its secretariat."""

import datetime
from collections.abc import Mapping

from commitments.organizations.models import Membership
from forums.bodies.models import Forum, Seat
from forums.sessions import ical
from forums.sessions.models import Minutes, Session
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import mail


def write_to_seats(session: Session, *, template: str, key: str, reason: str = "") -> None:
    """Write a letter with the programme and an invitation to each person with a seat today.

    `key` names the occasion: the same one again writes nothing.
    """
    context = {"agenda": list(session.agenda.order_by("position")), "reason": reason}
    _write(session, template, f"session-{session.pk}-{key}", context, invites=True)


def write_minutes_circulated(minutes: Minutes, *, last_day: datetime.date) -> None:
    """Tell each person with a seat today that the minutes may be observed until `last_day`."""
    key = f"minutes-{minutes.pk}-{minutes.edition}"
    _write(minutes.session, "minutes_circulated", key, {"until": dates.say(last_day)})


def write_to_secretariat(forum: Forum, *, due_on: datetime.date, is_past: bool) -> None:
    """Tell who coordinates for the convener of a forum by when it must meet, once for each date."""
    memberships = (
        Membership.objects.current()
        .filter(
            organization=forum.convener_id,
            role=Membership.Role.COORDINATOR,
            user__is_active=True,
        )
        .select_related("user")
    )
    for membership in memberships:
        mail.write(
            "forum_quiet",
            to=mail.Recipient(membership.user.email),
            key=f"quiet-{forum.pk}-{due_on}-{membership.user.email}",
            context={"forum": forum, "due": dates.say(due_on), "is_past": is_past},
            topic=f"quiet:{forum.slug}",
        )


def _write(
    session: Session,
    template: str,
    key: str,
    context: Mapping[str, object],
    *,
    invites: bool = False,
) -> None:
    """Write one letter to each address among the seats: whoever holds two seats gets one."""
    seats = (
        Seat.objects.current()
        .filter(forum=session.forum_id, user__isnull=False, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    for email in dict.fromkeys(seat.user.email for seat in seats if seat.user):
        mail.write(
            template,
            to=mail.Recipient(email),
            key=f"{key}-{email}",
            context={"session": session, "forum": session.forum, **context},
            topic=f"forum:{session.forum.slug}",
            calendar=ical.invitation(session, to=email) if invites and session.starts_at else "",
        )
