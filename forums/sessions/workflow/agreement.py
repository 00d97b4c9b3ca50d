"""Agreements: taken in a session, told about, fulfilled or dropped with a reason."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from forums.sessions.models import Agreement, FollowUp, Session
from forums.sessions.states import AgreementState, SessionState
from forums.sessions.workflow.journal_entries import record_act
from forums.sessions.workflow.recorded import refuse_recorded
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def add_agreement(
    session: Session,
    *,
    by: User,
    text: str,
    responsible: Organization | None = None,
    responsible_post: str = "",
    due_on: datetime.date | None = None,
) -> Agreement:
    """Write down an agreement of a session that was held, with who answers for it and by when.

    Raises Refusal.
    """
    session = rights.fetch("edit", session, by=by)
    if session.state != SessionState.HELD:
        raise Refusal(_("Los acuerdos se anotan en una sesión realizada."))
    refuse_recorded(session)
    if due_on and session.starts_at and due_on < timezone.localdate(session.starts_at):
        raise Refusal(
            _("El plazo es anterior a la sesión que tomó el acuerdo: corríjalo."), field="due_on"
        )
    if not (responsible or responsible_post.strip()):
        raise Refusal(_("Escriba quién responde por el acuerdo."), field="responsible")
    number = (session.agreements.aggregate(last=Max("number"))["last"] or 0) + 1
    agreement = Agreement.objects.create(
        session=session,
        number=number,
        text=text.strip(),
        responsible=responsible,
        responsible_post=responsible_post,
        due_on=due_on,
    )
    record_act(
        "add_agreement",
        session,
        by=by,
        after={"agreement": agreement.text, "due_on": str(agreement.due_on or "")},
    )
    return agreement


@transaction.atomic
def follow_up_agreement(
    agreement: Agreement, *, by: User, text: str, on: datetime.date | None = None
) -> FollowUp:
    """Add what was done about a pending agreement, on the day `on` (today by default).

    Raises NotAllowed, Refusal.
    """
    agreement = rights.fetch("follow_up", agreement, by=by)
    if agreement.state != AgreementState.OPEN:
        raise Refusal(_("El acuerdo ya no está pendiente."))
    if not text.strip():
        raise Refusal(_("Escriba qué se hizo."), field="text")
    follow_up = FollowUp.objects.create(
        agreement=agreement, told_on=on or timezone.localdate(), text=text.strip()
    )
    record_act(
        "follow_up_agreement",
        agreement.session,
        by=by,
        after={"agreement": str(agreement), "told": follow_up.text},
    )
    return follow_up


def fulfil_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Record that it was done, and how that is known.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba cómo consta que se cumplió."), field="reason")
    return _move(agreement, "fulfil_agreement", by=by, reason=reason, done_on=timezone.localdate())


def drop_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Drop it, with its public reason. Raises NotAllowed, MoveNotAllowed, Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se descarta: se publica."), field="reason")
    return _move(agreement, "drop_agreement", by=by, reason=reason, done_on=None)


def reopen_agreement(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    """Reopen one wrongly recorded as fulfilled. Raises NotAllowed, MoveNotAllowed, Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se reabre: se publica."), field="reason")
    return _move(agreement, "reopen_agreement", by=by, reason=reason, done_on=None)


@transaction.atomic
def _move(
    agreement: Agreement, act: str, *, by: User, reason: str, done_on: datetime.date | None
) -> Agreement:
    agreement = rights.fetch_for_move(act, agreement, by=by)
    before = agreement.state
    agreement.state = Agreement.machine.target(act, state=before)
    agreement.state_reason = reason.strip()
    agreement.done_on = done_on
    agreement.save(update_fields=["state", "state_reason", "done_on"])
    record_act(
        act,
        agreement.session,
        by=by,
        reason=reason,
        before={"agreement": str(agreement), "state": before},
        after={"agreement": str(agreement), "state": agreement.state},
    )
    return agreement
