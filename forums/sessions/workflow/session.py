"""Sessions: prepared, convened with their programme, held with quorum or called off with
a reason.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, role_of
from commitments.organizations.models import Membership
from forums.bodies import quorum
from forums.bodies.models import Forum, Seat
from forums.sessions import attendance, ical, meetings
from forums.sessions.models import AgendaItem, Attendance, Paper, Session, SessionHeadcount
from forums.sessions.states import MinutesState, SessionState
from ogp_portal.foundation import dates
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal, mail
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

REMINDER_DAYS = 2
WARNING_DAYS = 30


def note(
    act: str,
    session: Session,
    *,
    by: User | None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_public: bool | None = None,
    role: str = "",
) -> None:
    """Record an act on a session in the journal, under its forum's plan."""
    plan = session.forum.plan
    journal.record(
        act,
        session,
        role=role or (role_of(by) if by else "portal"),
        reason=reason,
        plan_slug=plan.slug if plan else "",
        before=before,
        after=after,
        is_public=session.state != SessionState.DRAFT if is_public is None else is_public,
    )


@transaction.atomic
def save_session(session: Session, *, by: User) -> Session:
    """Make or edit a session in preparation.

    What is convened changes only by `change_session`; of what was held, only where its recording
    is. Raises NotAllowed, Refusal.
    """
    rights.fetch("edit", session.forum, by=by)
    if session.pk:
        held = rights.fetch("edit", session, by=by)
        changed = {
            field.attname
            for field in Session._meta.concrete_fields
            if getattr(held, field.attname) != getattr(session, field.attname)
        }
        if held.state == SessionState.CONVENED and changed:
            raise Refusal(
                _(
                    "Ya está convocada: use «Cambiar la convocatoria», que avisa a los "
                    "asientos con su motivo."
                )
            )
        if held.state != SessionState.DRAFT and changed - {"recording_url"}:
            raise Refusal(_("La sesión ya pasó: solo se agrega su grabación."))
    session.save()
    note("edit" if session.times_changed else "draft", session, by=by)
    return session


@transaction.atomic
def save_agenda_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Add or edit a point of the programme, until the session was held."""
    session = rights.fetch("edit", item.session, by=by)
    if session.state not in {SessionState.DRAFT, SessionState.CONVENED}:
        raise Refusal(_("La sesión ya pasó: su tabla no cambia."))
    item.save()
    note("edit_agenda", session, by=by, after={"item": item.title})
    return item


@transaction.atomic
def add_paper(
    session: Session,
    *,
    by: User,
    title: str,
    content: bytes,
    file_name: str,
    is_restricted: bool = False,
) -> Paper:
    """Add a document, checked by its content; a restricted one is seen by the seats alone.

    The same file twice is one. Raises Refusal.
    """
    held = rights.fetch("edit", session, by=by)
    kept = uploads.accept(content, file_name=file_name)
    found = Paper.objects.filter(session=held, sha256=kept.sha256).first()
    if found:
        return found
    paper = Paper(
        session=held,
        title=title.strip(),
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=kept.sha256,
        is_restricted=is_restricted,
    )
    paper.file.save(kept.file_name, ContentFile(kept.content), save=False)
    paper.save()
    note(
        "add_paper",
        held,
        by=by,
        after={"paper": "" if is_restricted else paper.title},
        is_public=held.state != SessionState.DRAFT and not is_restricted,
    )
    return paper


@transaction.atomic
def convene_session(session: Session, *, by: User) -> Session:
    """Call the seats: the programme and the date are public, each seat gets a letter with a
    calendar file. Quorum is fixed by today's seats. Raises Refusal.
    """
    held = rights.fetch_for_move("convene", session, by=by)
    if held.starts_at is None or held.starts_at <= timezone.now():
        raise Refusal(_("Escriba cuándo comienza: una fecha y hora por venir."), field="starts_at")
    if not held.agenda.exists():
        raise Refusal(_("Falta la tabla: agregue al menos un punto antes de convocar."))
    if not (held.place or held.remote_url):
        raise Refusal(_("Escriba el lugar o el enlace para participar."), field="place")
    held.state = Session.machine.target("convene", state=held.state)
    held.seats_called = Seat.objects.current().voting().filter(forum=held.forum_id).count()
    held.quorum_needed = quorum.needed(held.forum.quorum, held.seats_called)
    held.convened_at = timezone.now()
    held.save(update_fields=["state", "seats_called", "quorum_needed", "convened_at"])
    note(
        "convene",
        held,
        by=by,
        after={"starts_at": held.starts_at.isoformat(), "quorum": held.quorum_needed},
    )
    _call_seats(held, template="session_convened", key="convened")
    return held


@transaction.atomic
def change_session(session: Session, *, by: User, reason: str, **facts: Any) -> Session:
    """Change the date, place or link of a convened session, with its public reason; every seat is
    told. Raises Refusal.
    """
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué cambia la convocatoria: se publica y se avisa a los asientos."),
            field="reason",
        )
    held = rights.fetch("edit", session, by=by)
    if held.state != SessionState.CONVENED:
        raise Refusal(_("Solo cambia una sesión convocada."))
    if facts["starts_at"] <= timezone.now():
        raise Refusal(_("La nueva fecha debe estar por venir."), field="starts_at")
    before = {
        "starts_at": held.starts_at.isoformat() if held.starts_at else "",
        "place": held.place,
    }
    held.starts_at = facts["starts_at"]
    held.ends_at = facts.get("ends_at")
    held.place = facts.get("place", "")
    held.remote_url = facts.get("remote_url", "")
    held.times_changed += 1
    held.save(update_fields=["starts_at", "ends_at", "place", "remote_url", "times_changed"])
    note(
        "change_session",
        held,
        by=by,
        reason=reason,
        before=before,
        after={"starts_at": held.starts_at.isoformat(), "place": held.place},
    )
    _call_seats(
        held, template="session_changed", key=f"changed-{held.times_changed}", reason=reason
    )
    return held


@transaction.atomic
def record_attendance(session: Session, *, by: User, statuses: Mapping[int, str]) -> Session:
    """Write who was there, by seat (its number → status); may be corrected until the minutes are
    approved. Raises Refusal.
    """
    held = rights.fetch("edit", session, by=by)
    if held.state not in {SessionState.CONVENED, SessionState.HELD}:
        raise Refusal(_("La asistencia se anota en una sesión convocada o realizada."))
    if hasattr(held, "minutes") and held.minutes.state == MinutesState.APPROVED:
        raise Refusal(_("El acta ya está aprobada: la asistencia no cambia."))
    allowed = set(
        Seat.objects.filter(forum=held.forum_id, pk__in=statuses).values_list("pk", flat=True)
    )
    for seat_id, status in statuses.items():
        if seat_id not in allowed or (status and status not in Attendance.Status.values):
            raise Refusal(_("Esa asistencia no es de este foro."))
        if status:
            Attendance.objects.update_or_create(
                session=held, seat_id=seat_id, defaults={"status": status}
            )
        else:
            Attendance.objects.filter(session=held, seat_id=seat_id).delete()
    note(
        "record_attendance", held, by=by, after={"represented": attendance.represented_count(held)}
    )
    return held


@transaction.atomic
def count_public(
    session: Session,
    *,
    by: User,
    sector: str,
    people: int,
    organization_name: str = "",
    territory: Any = None,
) -> SessionHeadcount:
    """Write how many people came without a seat, by sector, organization and territory; said again,
    the figure is corrected.
    """
    held = rights.fetch("edit", session, by=by)
    if held.state not in {SessionState.CONVENED, SessionState.HELD}:
        raise Refusal(_("El público se cuenta en una sesión convocada o realizada."))
    row, _is_new = SessionHeadcount.objects.update_or_create(
        session=held,
        sector=sector,
        organization_name=organization_name.strip(),
        territory=territory,
        defaults={"people": people},
    )
    note("count_public", held, by=by, after={"sector": sector, "people": people})
    return row


@transaction.atomic
def hold_session(session: Session, *, by: User) -> Session:
    """Say that the session was held: it has begun, attendance is written and there was quorum.

    Raises Refusal.
    """
    held = rights.fetch_for_move("hold", session, by=by)
    if held.starts_at and held.starts_at > timezone.now():
        raise Refusal(_("La sesión aún no comienza."))
    if not held.attendances.exists():
        raise Refusal(_("Anote primero la asistencia de los asientos."))
    there = attendance.represented_count(held)
    if there < (held.quorum_needed or 0):
        raise Refusal(
            _(
                "No hay quórum: están representados %(there)s asientos con voto y hacen "
                "falta %(needed)s. Si no llegan, registre que no se realizó."
            )
            % {"there": there, "needed": held.quorum_needed}
        )
    held.state = Session.machine.target("hold", state=held.state)
    held.save(update_fields=["state"])
    note("hold", held, by=by, after={"represented": there, "quorum": held.quorum_needed})
    return held


@transaction.atomic
def call_off_session(session: Session, *, by: User, reason: str) -> Session:
    """Say that a convened session was not held, and why; every seat is told. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué no se realizó: se publica."), field="reason")
    held = rights.fetch_for_move("call_off", session, by=by)
    held.state = Session.machine.target("call_off", state=held.state)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    note("call_off", held, by=by, reason=reason)
    _call_seats(held, template="session_called_off", key="called-off", reason=reason)
    return held


@transaction.atomic
def register_session(
    forum: Forum, slug: str, *, role: str, agenda: list[dict[str, Any]], **facts: Any
) -> Session:
    """Return the session of that address, made with its programme as its document states it if it
    is new.
    """
    session, is_new = Session.objects.get_or_create(slug=slug, defaults={**facts, "forum": forum})
    if is_new:
        for position, item in enumerate(agenda, start=1):
            AgendaItem.objects.create(session=session, position=position, **item)
        note("register", session, by=None, role=role)
    return session


def _call_seats(session: Session, *, template: str, key: str, reason: str = "") -> None:
    """Write a letter to each person with a seat today; who holds two seats gets one."""
    seats = (
        Seat.objects.current()
        .filter(forum=session.forum_id, user__isnull=False, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    file = ical.calendar(session, with_link=True) if session.starts_at else ""
    context = {
        "session": session,
        "forum": session.forum,
        "agenda": list(session.agenda.order_by("position")),
        "reason": reason,
    }
    for email in dict.fromkeys(seat.user.email for seat in seats if seat.user):
        mail.write(
            template,
            to=mail.Recipient(email),
            key=f"session-{session.pk}-{key}-{email}",
            context=context,
            topic=f"forum:{session.forum.slug}",
            calendar=file,
        )


def remind_seats(*, now: datetime.datetime) -> int:
    """Remind the seats of the sessions of the next two days, once, and return how many sessions
    there are.
    """
    coming = Session.objects.filter(
        state=SessionState.CONVENED,
        starts_at__gt=now,
        starts_at__lte=now + datetime.timedelta(days=REMINDER_DAYS),
    ).select_related("forum__plan")
    for session in coming:
        _call_seats(session, template="session_reminder", key=f"reminder-{session.times_changed}")
    return len(coming)


def warn_quiet_forums(*, today: datetime.date) -> int:
    """Write to the secretariat of each forum that must meet soon to keep its own pace, once for
    each date, and return how many forums there are.
    """
    quiet = 0
    for forum in (
        Forum.objects.exclude(meets_every_months=None)
        .filter(ends_on=None)
        .select_related("convener")
    ):
        due = meetings.next_meeting_due_on(forum)
        if due is None or due > today + datetime.timedelta(days=WARNING_DAYS):
            continue
        quiet += 1
        people = (
            Membership.objects.current()
            .filter(organization=forum.convener_id, role=COORDINATOR, user__is_active=True)
            .select_related("user")
        )
        for membership in people:
            email = membership.user.email
            context = {"forum": forum, "due": dates.say(due), "is_past": due < today}
            mail.write(
                "forum_quiet",
                to=mail.Recipient(email),
                key=f"quiet-{forum.pk}-{due}-{email}",
                context=context,
                topic=f"quiet:{forum.slug}",
            )
    return quiet
