"""The public answer: written by one person, approved by another.

An objection that holds reopens the milestone it is about.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import emails
from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import OUTCOMES
from commitments.organizations.access import role_of
from commitments.plans import workflow as plans
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_PROGRESS = 99


@transaction.atomic
def prepare_answer(
    inquiry: Inquiry, *, by: User, act: str, text: str, progress: int = 0
) -> Inquiry:
    """Write the answer and its outcome for a second person to approve.

    `progress` is the real one of the milestone, if the objection holds. Raises NotAllowed, Refusal.
    """
    held = rights.fetch("prepare_answer", inquiry, by=by)
    if act not in OUTCOMES[held.kind]:
        raise Refusal(_("Elija un resultado."), field="act")
    if not text.strip():
        raise Refusal(
            _("Escriba la respuesta: se publica junto a lo que se preguntó u objetó."), field="text"
        )
    if not 0 <= progress <= MOST_PROGRESS:
        raise Refusal(_("Escriba el avance real, de 0 a 99."), field="progress")
    held.prepared_act = act
    held.prepared_text = text.strip()
    held.prepared_progress = progress
    held.prepared_by = by
    held.return_reason = ""
    held.save(
        update_fields=[
            "prepared_act",
            "prepared_text",
            "prepared_progress",
            "prepared_by",
            "return_reason",
        ]
    )
    journal.record(
        "prepare_answer",
        held,
        role=role_of(by),
        plan_slug=held.commitment.plan.slug,
        is_public=False,
    )
    return held


@transaction.atomic
def return_answer(inquiry: Inquiry, *, by: User, reason: str) -> Inquiry:
    """Give a prepared answer back to who wrote it, saying what to mend. Raises
    NotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba qué debe corregirse."), field="reason")
    held = rights.fetch("return_answer", inquiry, by=by)
    held.return_reason = reason.strip()
    held.prepared_by = None
    held.save(update_fields=["return_reason", "prepared_by"])
    journal.record(
        "return_answer",
        held,
        role=role_of(by),
        reason=reason,
        plan_slug=held.commitment.plan.slug,
        is_public=False,
    )
    return held


@transaction.atomic
def approve_answer(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Publish the prepared answer.

    One that upholds an objection puts the milestone back in progress, with its reason. Raises
    NotAllowed, MoveNotAllowed.
    """
    act = (
        Inquiry.objects.filter(pk=inquiry.pk).values_list("prepared_act", flat=True).first()
        or "answer"
    )
    held = rights.fetch_for_move(act, inquiry, by=by)
    held.state = Inquiry.machine.target(act, state=held.state)
    held.state_reason = held.prepared_text
    held.answered_at = timezone.now()
    held.approved_by = by
    reopened = _reopen(held, by=by) if act == "uphold" else False
    held.has_reopened = reopened
    held.save(update_fields=["state", "state_reason", "answered_at", "approved_by", "has_reopened"])
    after: dict[str, Any] = {
        "state": held.state,
        "commitment": held.commitment.slug,
        "reopened": reopened,
    }
    journal.record(
        act,
        held,
        role=role_of(by),
        reason=held.state_reason,
        plan_slug=held.commitment.plan.slug,
        after=after,
    )
    emails.tell_decided(held, cause=act)
    return held


def _reopen(inquiry: Inquiry, *, by: User) -> bool:
    """Put the milestone back in progress, unless somebody did meanwhile or its commitment no longer
    runs.
    """
    milestone = inquiry.milestone
    if (
        milestone is None
        or milestone.state != "complete"
        or inquiry.commitment.state != "published"
    ):
        return False
    reason = str(
        _("Una objeción ciudadana fue acogida: %(answer)s") % {"answer": inquiry.state_reason}
    )
    plans.reopen_milestone(milestone, by=by, reason=reason, progress=inquiry.prepared_progress)
    return True
