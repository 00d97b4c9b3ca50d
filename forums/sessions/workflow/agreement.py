"""Agreements: taken in a session, told about, fulfilled or dropped with a reason."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.sessions.models import Agreement, FollowUp, Session
from forums.sessions.states import AgreementState, SessionState
from forums.sessions.workflow.session import note
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def add_agreement(session: Session, *, by: User, text: str, **facts: Any) -> Agreement:
    """Write down an agreement of a session that was held, with who answers for it and by when.

    Raises Refusal.
    """
    held = rights.fetch("edit", session, by=by)
    if held.state != SessionState.HELD:
        raise Refusal(_("Los acuerdos se anotan en una sesión realizada."))
    if not (facts.get("responsible") or facts.get("responsible_post", "").strip()):
        raise Refusal(_("Escriba quién responde por el acuerdo."), field="responsible")
    number = (held.agreements.aggregate(last=Max("number"))["last"] or 0) + 1
    agreement = Agreement.objects.create(session=held, number=number, text=text.strip(), **facts)
    note(
        "add_agreement",
        held,
        by=by,
        after={"agreement": agreement.text, "due_on": str(agreement.due_on or "")},
    )
    return agreement


@transaction.atomic
def follow_up_agreement(
    agreement: Agreement, *, by: User, text: str, on: datetime.date | None = None
) -> FollowUp:
    """Tell how a pending agreement goes. Raises NotAllowed, Refusal."""
    held = rights.fetch("follow_up", agreement, by=by)
    if held.state != AgreementState.OPEN:
        raise Refusal(_("El acuerdo ya no está pendiente."))
    if not text.strip():
        raise Refusal(_("Escriba qué se hizo."), field="text")
    row = FollowUp.objects.create(
        agreement=held, told_on=on or timezone.localdate(), text=text.strip()
    )
    note(
        "follow_up_agreement", held.session, by=by, after={"agreement": str(held), "told": row.text}
    )
    return row


def fulfil_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Say that it was done, and how it is known."""
    if not reason.strip():
        raise Refusal(_("Escriba cómo consta que se cumplió."), field="reason")
    return _move(agreement, "fulfil_agreement", by=by, reason=reason, done_on=timezone.localdate())


def drop_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Drop it, saying why in public."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se descarta: se publica."), field="reason")
    return _move(agreement, "drop_agreement", by=by, reason=reason, done_on=None)


def reopen_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Correct one that was taken for fulfilled."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se reabre: se publica."), field="reason")
    return _move(agreement, "reopen_agreement", by=by, reason=reason, done_on=None)


@transaction.atomic
def _move(
    agreement: Agreement, act: str, *, by: User, reason: str, done_on: datetime.date | None
) -> Agreement:
    held = rights.fetch_for_move(act, agreement, by=by)
    before = held.state
    held.state = Agreement.machine.target(act, state=before)
    held.state_reason = reason.strip()
    held.done_on = done_on
    held.save(update_fields=["state", "state_reason", "done_on"])
    note(
        act,
        held.session,
        by=by,
        reason=reason,
        before={"agreement": str(held), "state": before},
        after={"agreement": str(held), "state": held.state},
    )
    return held
