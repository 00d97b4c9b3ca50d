"""Who came: the attendance of seats, and how many people came without one."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from forums.bodies.models import Seat
from forums.sessions.attendance import ATTENDED, represented_count
from forums.sessions.models import Attendance, Session, SessionHeadcount
from forums.sessions.states import MEETING
from forums.sessions.workflow.journal_entries import record_act
from forums.sessions.workflow.recorded import refuse_recorded
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def record_attendance(session: Session, *, by: User, statuses: Mapping[int, str]) -> Session:
    """Write who was there, by seat (its number → status); may be corrected until the minutes
    circulate. Raises Refusal.
    """
    session = rights.fetch("edit", session, by=by)
    if session.state not in MEETING:
        raise Refusal(_("La asistencia se anota en una sesión convocada o realizada."))
    refuse_recorded(session)
    is_to_come = bool(
        session.starts_at and timezone.localdate(session.starts_at) > timezone.localdate()
    )
    if is_to_come and set(statuses.values()) & set(ATTENDED):
        raise Refusal(_("La sesión es otro día: hoy nadie consta como presente en ella."))
    seats_of_forum = set(
        Seat.objects.filter(forum=session.forum_id, pk__in=statuses).values_list("pk", flat=True)
    )
    for seat_id, status in statuses.items():
        if seat_id not in seats_of_forum or (status and status not in Attendance.Status.values):
            raise Refusal(_("Esa asistencia no es de este foro."))
        if status:
            Attendance.objects.update_or_create(
                session=session, seat_id=seat_id, defaults={"status": status}
            )
        else:
            Attendance.objects.filter(session=session, seat_id=seat_id).delete()
    record_act(
        "record_attendance", session, by=by, after={"represented": represented_count(session)}
    )
    return session


@transaction.atomic
def count_public(
    session: Session,
    *,
    by: User,
    sector: str,
    people: int,
    organization_name: str = "",
    territory: Territory | None = None,
) -> SessionHeadcount:
    """Write how many people came without a seat, by sector, organization and territory; said again,
    the figure is corrected.
    """
    session = rights.fetch("edit", session, by=by)
    if session.state not in MEETING:
        raise Refusal(_("El público se cuenta en una sesión convocada o realizada."))
    refuse_recorded(session)
    headcount, _is_new = SessionHeadcount.objects.update_or_create(
        session=session,
        sector=sector,
        organization_name=organization_name.strip(),
        territory=territory,
        defaults={"people": people},
    )
    record_act("count_public", session, by=by, after={"sector": sector, "people": people})
    return headcount
