"""Convening a session, changing what was convened, and whether it was held or called off."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies import quorum
from forums.bodies.models import Seat
from forums.sessions.attendance import represented_count
from forums.sessions.emails import write_to_seats
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from forums.sessions.workflow.journal_entries import record_act
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@readiness.waits("forums.session", "convene")
def _wait_to_convene(session: Session) -> None:
    if session.starts_at is None or session.starts_at <= timezone.now():
        raise Refusal(_("Escriba cuándo comienza: una fecha y hora por venir."), field="starts_at")
    if not session.agenda.exists():
        raise Refusal(_("Falta la tabla: agregue al menos un punto antes de convocar."))
    if not (session.place or session.remote_url):
        raise Refusal(_("Escriba el lugar o el enlace para participar."), field="place")


@transaction.atomic
def convene_session(session: Session, *, by: User) -> Session:
    """Convene the seats: programme and date become public and each seat gets a letter with a
    calendar file. The quorum is fixed by today's seats.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    session = rights.fetch_for_move("convene", session, by=by)
    _wait_to_convene(session)
    assert session.starts_at  # noqa: S101 - asked just before
    session.state = Session.machine.target("convene", state=session.state)
    session.seats_called = Seat.objects.current().voting().filter(forum=session.forum_id).count()
    session.quorum_needed = quorum.needed(session.forum.quorum, session.seats_called)
    session.convened_at = timezone.now()
    session.save(update_fields=["state", "seats_called", "quorum_needed", "convened_at"])
    record_act(
        "convene",
        session,
        by=by,
        after={"starts_at": session.starts_at.isoformat(), "quorum": session.quorum_needed},
    )
    write_to_seats(session, template="session_convened", key="convened")
    return session


@transaction.atomic
def change_session(
    session: Session,
    *,
    by: User,
    reason: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime | None = None,
    place: str = "",
    remote_url: str = "",
) -> Session:
    """Change the date, place or link of a convened session, with its public reason; every seat is
    told. Raises NotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué cambia la convocatoria: se publica y se avisa a los asientos."),
            field="reason",
        )
    session = rights.fetch("edit", session, by=by)
    if session.state != SessionState.CONVENED:
        raise Refusal(_("Solo cambia una sesión convocada."))
    if starts_at <= timezone.now():
        raise Refusal(_("La nueva fecha debe estar por venir."), field="starts_at")
    before = {
        "starts_at": session.starts_at.isoformat() if session.starts_at else "",
        "place": session.place,
    }
    session.starts_at = starts_at
    session.ends_at = ends_at
    session.place = place
    session.remote_url = remote_url
    session.times_changed += 1
    session.save(update_fields=["starts_at", "ends_at", "place", "remote_url", "times_changed"])
    record_act(
        "change_session",
        session,
        by=by,
        reason=reason,
        before=before,
        after={"starts_at": starts_at.isoformat(), "place": place},
    )
    write_to_seats(
        session, template="session_changed", key=f"changed-{session.times_changed}", reason=reason
    )
    return session


@transaction.atomic
def hold_session(session: Session, *, by: User) -> Session:
    """Record that the session was held: it has begun, attendance is written and there was quorum.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    session = rights.fetch_for_move("hold", session, by=by)
    if session.starts_at and session.starts_at > timezone.now():
        raise Refusal(_("La sesión aún no comienza."))
    if not session.attendances.exists():
        raise Refusal(_("Anote primero la asistencia de los asientos."))
    represented = represented_count(session)
    if represented < (session.quorum_needed or 0):
        raise Refusal(
            _(
                "No hay quórum: están representados %(there)s asientos con voto y hacen "
                "falta %(needed)s. Si no llegan, registre que no se realizó."
            )
            % {"there": represented, "needed": session.quorum_needed}
        )
    session.state = Session.machine.target("hold", state=session.state)
    session.save(update_fields=["state"])
    record_act(
        "hold", session, by=by, after={"represented": represented, "quorum": session.quorum_needed}
    )
    return session


@transaction.atomic
def call_off_session(session: Session, *, by: User, reason: str) -> Session:
    """Record that a convened session was not held, and why; every seat is told.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba por qué no se realizó: se publica."), field="reason")
    session = rights.fetch_for_move("call_off", session, by=by)
    session.state = Session.machine.target("call_off", state=session.state)
    session.state_reason = reason.strip()
    session.save(update_fields=["state", "state_reason"])
    record_act("call_off", session, by=by, reason=reason)
    write_to_seats(session, template="session_called_off", key="called-off", reason=reason)
    return session
