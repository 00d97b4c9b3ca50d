"""Minutes: written from what the session left, circulated, observed by the seats, every observation
answered, approved, public for good.
"""

import datetime
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.access import seats_of
from forums.bodies.models import Seat
from forums.sessions import attendance, documents
from forums.sessions.models import Attendance, Confirmation, Minutes, Observation, Session
from forums.sessions.states import MinutesState, SessionState
from forums.sessions.workflow.session import note
from ogp_portal.foundation import dates
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import mail, outbox
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

MAKE = "forums.make_minutes"


@transaction.atomic
def begin_minutes(session: Session, *, by: User) -> Minutes:
    """Begin the minutes of a session that was held, with attendance, programme, votes and
    agreements already written; twice gives the same.
    """
    held = rights.fetch("edit", session, by=by)
    if held.state != SessionState.HELD:
        raise Refusal(_("El acta se escribe cuando la sesión ya se realizó."))
    minutes, is_new = Minutes.objects.get_or_create(
        session=held, defaults={"text": documents.first_text(held)}
    )
    if is_new:
        note("begin_minutes", held, by=by, is_public=False)
    return minutes


@transaction.atomic
def save_minutes(minutes: Minutes, *, by: User, text: str, seen_at: str) -> Minutes:
    """Save the text of minutes being written;

    `seen_at` is the instant of the row that was edited. Raises ChangedMeanwhile, Refusal.
    """
    held = rights.fetch("edit", minutes, by=by)
    if held.state != MinutesState.DRAFT:
        raise Refusal(_("El acta está en observaciones: retírela para cambiar su texto."))
    if seen_at and seen_at != held.modified_at.isoformat():
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó el acta mientras la escribía: lo suyo sigue en el "
                "formulario y lo guardado está abajo."
            )
        )
    if not text.strip():
        raise Refusal(_("El acta está vacía."), field="text")
    held.text = text.strip()
    held.save(update_fields=["text"])
    held.refresh_from_db(fields=["modified_at"])
    note("edit_minutes", held.session, by=by, is_public=False)
    return held


@transaction.atomic
def circulate_minutes(minutes: Minutes, *, by: User, last_day: datetime.date) -> Minutes:
    """Send the text to the seats, who may observe it until the end of `last_day`. Raises
    Refusal.
    """
    held = rights.fetch_for_move("circulate_minutes", minutes, by=by)
    if last_day <= timezone.localdate():
        raise Refusal(
            _("Dé al menos un día para observar: elija una fecha por venir."), field="last_day"
        )
    held.state = Minutes.machine.target("circulate_minutes", state=held.state)
    held.edition += 1
    held.circulated_at = timezone.now()
    held.closes_at = windows.closing(last_day)
    held.save(update_fields=["state", "edition", "circulated_at", "closes_at"])
    note(
        "circulate_minutes",
        held.session,
        by=by,
        after={"edition": held.edition, "until": str(last_day)},
    )
    session = held.session
    seats = (
        Seat.objects.current()
        .filter(forum=session.forum_id, user__isnull=False, user__is_active=True)
        .select_related("user")
    )
    for email in dict.fromkeys(seat.user.email for seat in seats if seat.user):
        mail.write(
            "minutes_circulated",
            to=mail.Recipient(email),
            key=f"minutes-{held.pk}-{held.edition}-{email}",
            topic=f"forum:{session.forum.slug}",
            context={"session": session, "forum": session.forum, "until": dates.say(last_day)},
        )
    return held


@transaction.atomic
def take_back_minutes(minutes: Minutes, *, by: User, reason: str) -> Minutes:
    """Take the circulated text back to change it; it circulates again as another edition."""
    if not reason.strip():
        raise Refusal(_("Escriba qué se va a cambiar: lo ven los asientos."), field="reason")
    held = rights.fetch_for_move("take_back_minutes", minutes, by=by)
    held.state = Minutes.machine.target("take_back_minutes", state=held.state)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    note("take_back_minutes", held.session, by=by, reason=reason)
    return held


@transaction.atomic
def observe_minutes(minutes: Minutes, *, by: User, text: str) -> Observation:
    """Ask for a change in the circulated text, while the window is open.

    Raises NotAllowed, Refusal.
    """
    held = rights.fetch("observe", minutes, by=by)
    _in_time(held)
    if not text.strip():
        raise Refusal(_("Escribe tu observación."), field="text")
    observation = Observation.objects.create(
        minutes=held, seat=_own_seat(held, by=by), edition=held.edition, text=text.strip()
    )
    note(
        "observe_minutes",
        held.session,
        by=by,
        after={"seat": observation.seat.label},
        is_public=False,
    )
    return observation


@transaction.atomic
def confirm_minutes(minutes: Minutes, *, by: User) -> Confirmation:
    """Say that the circulated text is right; only a seat that was there, once for each edition.

    Raises NotAllowed, Refusal.
    """
    held = rights.fetch("confirm", minutes, by=by)
    _in_time(held)
    seat = _own_seat(held, by=by)
    if not Attendance.objects.filter(
        session=held.session_id, seat=seat, status__in=attendance.ATTENDED
    ).exists():
        raise Refusal(
            _("Da su conformidad quien estuvo en la sesión. Puedes dejar una observación.")
        )
    confirmation, is_new = Confirmation.objects.get_or_create(
        minutes=held, seat=seat, edition=held.edition
    )
    if is_new:
        note("confirm_minutes", held.session, by=by, after={"seat": seat.label}, is_public=False)
    return confirmation


@transaction.atomic
def answer_observation(
    observation: Observation, *, by: User, is_accepted: bool, answer: str
) -> Observation:
    """Answer an observation with its reason, accepted or not. Raises NotAllowed, Refusal."""
    minutes = rights.fetch("answer", observation.minutes, by=by)
    if not answer.strip():
        raise Refusal(_("Escriba la respuesta: se publica con el acta."), field="answer")
    held = Observation.objects.select_for_update().get(pk=observation.pk, minutes=minutes)
    held.is_accepted = is_accepted
    held.answer = answer.strip()
    held.save(update_fields=["is_accepted", "answer"])
    note(
        "answer_observation",
        minutes.session,
        by=by,
        after={"seat": held.seat.label, "accepted": is_accepted},
        is_public=False,
    )
    return held


@transaction.atomic
def approve_minutes(minutes: Minutes, *, by: User) -> Minutes:
    """Approve them: the window is over or every seat that was there confirmed, and every
    observation has its answer. Then they are public and final. Raises Refusal.
    """
    held = rights.fetch_for_move("approve_minutes", minutes, by=by)
    waiting = held.observations.filter(is_accepted=None).count()
    if waiting:
        raise Refusal(_("Quedan %(n)s observaciones sin respuesta.") % {"n": waiting})
    there = Attendance.objects.filter(
        session=held.session_id, status__in=attendance.ATTENDED
    ).count()
    confirmed = held.confirmations.filter(edition=held.edition).count()
    if held.closes_at and held.closes_at > timezone.now() and confirmed < there:
        raise Refusal(
            _("El plazo para observar sigue abierto y faltan conformidades: espere a que termine.")
        )
    held.state = Minutes.machine.target("approve_minutes", state=held.state)
    held.approved_at = timezone.now()
    held.save(update_fields=["state", "approved_at"])
    note(
        "approve_minutes",
        held.session,
        by=by,
        after={"edition": held.edition, "confirmed": confirmed, "present": there},
    )
    outbox.enqueue(MAKE, {"minutes": held.pk})
    return held


@outbox.handler(MAKE)
def make_minutes_pdf(payload: outbox.Payload) -> None:
    """Make the PDF of approved minutes; twice makes one."""
    held = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("session__forum")
        .get(pk=payload["minutes"])
    )
    if held.state != MinutesState.APPROVED or held.sha256 or held.approved_at is None:
        return
    html = documents.minutes_html(held)
    content = pdf.to_pdf(
        html,
        title=str(_("Acta")) + f" · {held.session}",
        language="es-CL",
        at=held.approved_at,
        identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
        attachments=[],
    )
    held.file.save(f"acta-{held.session.slug}.pdf", ContentFile(content), save=False)
    held.sha256 = hashlib.sha256(content).hexdigest()
    held.save(update_fields=["file", "sha256"])


@transaction.atomic
def finish_minutes_now(minutes: Minutes) -> None:
    """Make the PDF at once instead of waiting for a worker."""
    make_minutes_pdf({"minutes": minutes.pk})


def _in_time(minutes: Minutes) -> None:
    if minutes.closes_at and minutes.closes_at <= timezone.now():
        raise windows.WindowClosed(_("El plazo para observar el acta terminó."))


def _own_seat(minutes: Minutes, *, by: User) -> Seat:
    return seats_of(by).filter(forum=minutes.session.forum_id).order_by("kind", "pk")[0]
