"""Minutes: written from what the session left, circulated, observed by the seats, every observation
answered, approved, public for good.
"""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.bodies.access import seats_of
from forums.bodies.models import Seat
from forums.sessions import attendance, documents
from forums.sessions.emails import write_minutes_circulated
from forums.sessions.models import Attendance, Confirmation, Minutes, Observation, Session
from forums.sessions.states import FINISHED_BALLOT, MinutesState, SessionState
from forums.sessions.workflow.journal_entries import record_act
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import history, kept_documents, outbox
from ogp_portal.foundation.permissions import four_eyes, rights, windows
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

MAKE = "forums.make_minutes"


@four_eyes.read_before("forums.minutes", "approve_minutes")
def _read(minutes: Minutes) -> dict[str, object]:
    """Return the circulated text, what was asked to change in it and what was answered."""
    observations = minutes.observations.select_related("seat").order_by("pk")
    return {
        **_circulated(minutes),
        str(_("Observaciones")): "\n\n".join(
            f"{row.seat}: {row.text}\n{_answered(row)}".strip() for row in observations
        ),
    }


@four_eyes.read_before("forums.minutes", "confirm")
def _circulated(minutes: Minutes) -> dict[str, object]:
    """Return the circulated text, and what is on record of the session with it."""
    return {
        **four_eyes.columns(minutes, ("edition", "text")),
        str(_("Lo que consta de la sesión")): documents.record_in_words(minutes.record),
    }


def _answered(observation: Observation) -> str:
    if observation.is_accepted is None:
        return ""
    outcome = _("Acogida") if observation.is_accepted else _("No acogida")
    return f"{outcome}: {observation.answer}"


@transaction.atomic
def begin_minutes(session: Session, *, by: User) -> Minutes:
    """Begin the minutes of a session that was held: what was said is to be written, what is on
    record goes with it. Twice gives the same.
    """
    session = rights.fetch("edit", session, by=by)
    if session.state != SessionState.HELD:
        raise Refusal(_("El acta se escribe cuando la sesión ya se realizó."))
    minutes, is_new = Minutes.objects.get_or_create(
        session=session, defaults={"text": documents.TO_BE_WRITTEN}
    )
    if is_new:
        four_eyes.wrote(minutes, by=by)
        record_act("begin_minutes", session, by=by, is_public=False)
    return minutes


@transaction.atomic
def save_minutes(minutes: Minutes, *, by: User, text: str, seen_at: str) -> Minutes:
    """Save the text of minutes being written;

    `seen_at` is the instant of the row that was edited. Raises ChangedMeanwhile, Refusal.
    """
    minutes = rights.fetch("edit", minutes, by=by)
    if minutes.state != MinutesState.DRAFT:
        raise Refusal(_("El acta está en observaciones: retírela para cambiar su texto."))
    if seen_at and seen_at != minutes.modified_at.isoformat():
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó el acta mientras la escribía: lo suyo sigue en el "
                "formulario y lo guardado está abajo."
            )
        )
    if not text.strip():
        raise Refusal(_("El acta está vacía."), field="text")
    minutes.text = text.strip()
    minutes.save(update_fields=["text"])
    four_eyes.wrote(minutes, by=by)
    minutes.refresh_from_db(fields=["modified_at"])
    record_act("edit_minutes", minutes.session, by=by, is_public=False)
    return minutes


@transaction.atomic
def circulate_minutes(minutes: Minutes, *, by: User, last_day: datetime.date) -> Minutes:
    """Send the text to the seats, who may observe it until the end of `last_day`. Raises
    Refusal.
    """
    minutes = rights.fetch_for_move("circulate_minutes", minutes, by=by)
    if last_day <= timezone.localdate():
        raise Refusal(
            _("Dé al menos un día para observar: elija una fecha por venir."), field="last_day"
        )
    session = Session.objects.select_for_update().get(pk=minutes.session_id)
    _refuse_unfinished(minutes, session)
    minutes.state = Minutes.machine.target("circulate_minutes", state=minutes.state)
    minutes.edition += 1
    minutes.circulated_at = timezone.now()
    minutes.closes_at = windows.closing(last_day)
    minutes.record = documents.record_of(session)
    minutes.save(update_fields=["state", "edition", "circulated_at", "closes_at", "record"])
    record_act(
        "circulate_minutes",
        minutes.session,
        by=by,
        after={"edition": minutes.edition, "until": str(last_day)},
    )
    write_minutes_circulated(minutes, last_day=last_day)
    return minutes


def _refuse_unfinished(minutes: Minutes, session: Session) -> None:
    """Refuse to send minutes in which something is still to be written, counted or changed."""
    if documents.TO_BE_WRITTEN in minutes.text:
        raise Refusal(
            _("Falta escribir lo conversado: reemplace «%(line)s».")
            % {"line": documents.TO_BE_WRITTEN},
            field="text",
        )
    if not (session.attendances.exists() or session.headcounts.exists()):
        raise Refusal(_("Anote primero quiénes estuvieron: el acta lo dice."))
    if session.ballots.exclude(state__in=FINISHED_BALLOT).exists():
        raise Refusal(_("Queda una votación sin contar: cuéntela o déjela sin efecto antes."))
    accepted = minutes.observations.filter(is_accepted=True, edition=minutes.edition).exists()
    before = (
        history.versions(Minutes)
        .filter(pgh_obj_id=minutes.pk, edition=minutes.edition, state=MinutesState.CIRCULATED)
        .order_by("-pgh_id")
        .values_list("text", "record")
        .first()
    )
    if accepted and before == (minutes.text, documents.record_of(session)):
        raise Refusal(
            _("Se acogió una observación y el acta dice lo mismo: cambie su texto."), field="text"
        )


@transaction.atomic
def take_back_minutes(minutes: Minutes, *, by: User, reason: str) -> Minutes:
    """Take the circulated text back to change it; it circulates again as another edition."""
    if not reason.strip():
        raise Refusal(_("Escriba qué se va a cambiar: lo ven los asientos."), field="reason")
    minutes = rights.fetch_for_move("take_back_minutes", minutes, by=by)
    minutes.state = Minutes.machine.target("take_back_minutes", state=minutes.state)
    minutes.state_reason = reason.strip()
    minutes.save(update_fields=["state", "state_reason"])
    record_act("take_back_minutes", minutes.session, by=by, reason=reason)
    return minutes


@transaction.atomic
def observe_minutes(minutes: Minutes, *, by: User, text: str) -> Observation:
    """Ask for a change in the circulated text, while the window is open.

    Raises NotAllowed, Refusal.
    """
    minutes = rights.fetch("observe", minutes, by=by)
    _in_time(minutes)
    if not text.strip():
        raise Refusal(_("Escribe tu observación."), field="text")
    observation = Observation.objects.create(
        minutes=minutes, seat=_own_seat(minutes, by=by), edition=minutes.edition, text=text.strip()
    )
    record_act(
        "observe_minutes",
        minutes.session,
        by=by,
        role=str(observation.seat),
        after={"seat": observation.seat.label},
        is_public=False,
    )
    return observation


@transaction.atomic
def confirm_minutes(minutes: Minutes, *, by: User, read: str) -> Confirmation:
    """Say that the circulated text, as it was `read` (`four_eyes.as_read`), is right; only a seat
    that was there, once for each edition.

    Raises NotAllowed, ChangedSinceRead, Refusal.
    """
    minutes = rights.fetch("confirm", minutes, by=by)
    _in_time(minutes)
    four_eyes.refuse_changed("confirm", minutes, read)
    seat = _own_seat(minutes, by=by)
    if not Attendance.objects.filter(
        session=minutes.session_id, seat=seat, status__in=attendance.ATTENDED
    ).exists():
        raise Refusal(
            _("Da su conformidad quien estuvo en la sesión. Puedes dejar una observación.")
        )
    confirmation, is_new = Confirmation.objects.get_or_create(
        minutes=minutes, seat=seat, edition=minutes.edition
    )
    if is_new:
        record_act(
            "confirm_minutes",
            minutes.session,
            by=by,
            role=str(seat),
            after={"seat": seat.label},
            is_public=False,
        )
    return confirmation


@transaction.atomic
def answer_observation(
    observation: Observation, *, by: User, is_accepted: bool, answer: str
) -> Observation:
    """Answer an observation with its reason, accepted or not. Raises NotAllowed, Refusal."""
    minutes = rights.fetch("answer", observation.minutes, by=by)
    if not answer.strip():
        raise Refusal(_("Escriba la respuesta: se publica con el acta."), field="answer")
    observation = Observation.objects.select_for_update().get(pk=observation.pk, minutes=minutes)
    observation.is_accepted = is_accepted
    observation.answer = answer.strip()
    observation.save(update_fields=["is_accepted", "answer"])
    record_act(
        "answer_observation",
        minutes.session,
        by=by,
        after={"seat": observation.seat.label, "accepted": is_accepted},
        is_public=False,
    )
    return observation


@transaction.atomic
def approve_minutes(minutes: Minutes, *, by: User, read: str) -> Minutes:
    """Approve them as they were `read` (`four_eyes.as_read`): the window is over or every seat that
    was there confirmed, and every observation has its answer. Then they are public and final.

    Whoever wrote them needs the conformity of a seat of somebody else with this edition. Raises
    NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal.
    """
    minutes = rights.fetch_for_move("approve_minutes", minutes, by=by)
    unanswered = minutes.observations.filter(is_accepted=None).count()
    if unanswered:
        raise Refusal(_("Quedan %(n)s observaciones sin respuesta.") % {"n": unanswered})
    accepted = minutes.observations.filter(is_accepted=True, edition=minutes.edition).count()
    if accepted:
        raise Refusal(
            ngettext(
                "Se acogió %(n)s observación a esta versión: retire el acta, cámbiela y envíela de "
                "nuevo, para que los asientos lean el cambio.",
                "Se acogieron %(n)s observaciones a esta versión: retire el acta, cámbiela y "
                "envíela de nuevo, para que los asientos lean el cambio.",
                accepted,
            )
            % {"n": accepted}
        )
    present = Attendance.objects.filter(
        session=minutes.session_id, status__in=attendance.ATTENDED
    ).count()
    confirmations = minutes.confirmations.filter(edition=minutes.edition)
    confirmed = confirmations.count()
    if minutes.closes_at and minutes.closes_at > timezone.now() and confirmed < present:
        raise Refusal(
            _("El plazo para observar sigue abierto y faltan conformidades: espere a que termine.")
        )
    is_seen = confirmations.exclude(seat__user=by).exists()
    if not is_seen and four_eyes.is_own(minutes, by=by):
        raise Refusal(
            _(
                "Usted escribió el acta y nadie más dio su conformidad: pídala a un asiento que "
                "estuvo, o que otra persona de la secretaría la apruebe."
            )
        )
    digest = four_eyes.take_as_read("approve_minutes", minutes, read)
    minutes.state = Minutes.machine.target("approve_minutes", state=minutes.state)
    minutes.approved_at = timezone.now()
    minutes.record = {**minutes.record, **documents.approval_of(minutes)}
    minutes.save(update_fields=["state", "approved_at", "record"])
    record_act(
        "approve_minutes",
        minutes.session,
        by=by,
        after={
            "edition": minutes.edition,
            "confirmed": confirmed,
            "present": present,
            "read": digest,
        },
    )
    outbox.enqueue(MAKE, {"minutes": minutes.pk})
    return minutes


def render_minutes(minutes: Minutes) -> bytes:
    """Return the PDF of approved minutes: same minutes, fonts and versions, same bytes."""
    html = documents.minutes_html(minutes)
    return pdf.to_pdf(
        html,
        title=str(_("Acta")) + f" · {minutes.session}",
        language=languages.tag(languages.own()),
        at=minutes.approved_at or minutes.modified_at,
        identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
        attachments=[],
    )


def prepare_minutes_pdf(payload: outbox.Payload) -> bytes | None:
    """Return the PDF of approved minutes that have none yet: done while no row is held."""
    minutes = Minutes.objects.select_related("session__forum").get(pk=payload["minutes"])
    return render_minutes(minutes) if _waits_for_pdf(minutes) else None


@outbox.handler(MAKE, prepare=prepare_minutes_pdf)
def make_minutes_pdf(payload: outbox.Payload, content: bytes | None) -> None:
    """Keep the PDF of approved minutes; twice keeps one."""
    minutes = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=payload["minutes"])
    )
    if content is None or not _waits_for_pdf(minutes):
        return
    minutes.file.save(f"acta-{minutes.session.slug}.pdf", ContentFile(content), save=False)
    minutes.sha256 = hashlib.sha256(content).hexdigest()
    minutes.save(update_fields=["file", "sha256"])


def _approved(facts: Mapping[str, Any]) -> Minutes:
    return Minutes.objects.select_related("session__forum").get(pk=facts["minutes"])


def _file(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the digest of the PDF of approved minutes."""
    minutes = _approved(facts)
    return minutes.file.name or "", minutes.sha256


MINUTES_REPAIR = kept_documents.DocumentKind(
    "forums.minutes",
    lambda facts: render_minutes(_approved(facts)),
    "application/pdf",
    repairs=_file,
)


def finish_minutes_now(minutes: Minutes) -> None:
    """Make the PDF at once instead of waiting for a worker."""
    outbox.do_now(MAKE, {"minutes": minutes.pk})


def _waits_for_pdf(minutes: Minutes) -> bool:
    return minutes.state == MinutesState.APPROVED and not minutes.sha256


def _in_time(minutes: Minutes) -> None:
    if minutes.closes_at and minutes.closes_at <= timezone.now():
        raise windows.WindowClosed(_("El plazo para observar el acta terminó."))


def _own_seat(minutes: Minutes, *, by: User) -> Seat:
    return seats_of(by).filter(forum=minutes.session.forum_id).order_by("kind", "pk")[0]
