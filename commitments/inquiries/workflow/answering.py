"""The public answer: written by one person, approved by another.

An objection that holds reopens the milestone it is about.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import emails
from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import OUTCOMES
from commitments.organizations.access import role_of
from commitments.plans import definitions
from commitments.plans import workflow as plans
from commitments.plans.states import MilestoneState
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_PROGRESS = 99


@four_eyes.read_before("commitments.inquiry", *(act for acts in OUTCOMES.values() for act in acts))
def _read(inquiry: Inquiry) -> dict[str, object]:
    """Return the prepared answer with its outcome."""
    return {
        str(_("Resultado")): inquiry.prepared_act,
        **four_eyes.columns(inquiry, ("prepared_text", "prepared_progress")),
    }


@transaction.atomic
def prepare_answer(
    inquiry: Inquiry, *, by: User, act: str, text: str, progress: int = 0
) -> Inquiry:
    """Write the answer and its outcome for a second person to approve.

    `progress` is the real one of the milestone, if the objection holds. Raises NotAllowed, Refusal.
    """
    inquiry = rights.fetch("prepare_answer", inquiry, by=by)
    if act not in OUTCOMES[inquiry.kind]:
        raise Refusal(_("Elija un resultado."), field="act")
    if not text.strip():
        raise Refusal(
            _("Escriba la respuesta: se publica junto a lo que se preguntó u objetó."), field="text"
        )
    if not 0 <= progress <= MOST_PROGRESS:
        raise Refusal(_("Escriba el avance real, de 0 a 99."), field="progress")
    inquiry.prepared_act = act
    inquiry.prepared_text = text.strip()
    inquiry.prepared_progress = progress
    inquiry.prepared_by = by
    inquiry.return_reason = ""
    inquiry.save(
        update_fields=[
            "prepared_act",
            "prepared_text",
            "prepared_progress",
            "prepared_by",
            "return_reason",
        ]
    )
    four_eyes.wrote(inquiry, by=by)
    journal.record(
        "prepare_answer",
        inquiry,
        role=role_of(by),
        plan_slug=inquiry.commitment.plan.slug,
        is_public=False,
    )
    return inquiry


@transaction.atomic
def return_answer(inquiry: Inquiry, *, by: User, reason: str) -> Inquiry:
    """Give a prepared answer back to who wrote it, saying what to mend. Raises
    NotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba qué debe corregirse."), field="reason")
    inquiry = rights.fetch("return_answer", inquiry, by=by)
    inquiry.return_reason = reason.strip()
    inquiry.prepared_by = None
    inquiry.save(update_fields=["return_reason", "prepared_by"])
    journal.record(
        "return_answer",
        inquiry,
        role=role_of(by),
        reason=reason,
        plan_slug=inquiry.commitment.plan.slug,
        is_public=False,
    )
    return inquiry


@transaction.atomic
def approve_answer(inquiry: Inquiry, *, by: User, read: str) -> Inquiry:
    """Publish the prepared answer, as it was `read` (`four_eyes.as_read`).

    One that upholds an objection puts the milestone back in progress, with its reason. Raises
    NotAllowed, MoveNotAllowed, ChangedSinceRead.
    """
    act = (
        Inquiry.objects.filter(pk=inquiry.pk).values_list("prepared_act", flat=True).first()
        or "answer"
    )
    inquiry = rights.fetch_for_move(act, inquiry, by=by)
    digest = four_eyes.take_as_read(act, inquiry, read)
    inquiry.state = Inquiry.machine.target(act, state=inquiry.state)
    inquiry.state_reason = inquiry.prepared_text
    inquiry.answered_at = timezone.now()
    inquiry.approved_by = by
    reopened = _reopen(inquiry, by=by) if act == "uphold" else False
    inquiry.has_reopened = reopened
    inquiry.save(
        update_fields=["state", "state_reason", "answered_at", "approved_by", "has_reopened"]
    )
    after: dict[str, object] = {
        "state": inquiry.state,
        "commitment": inquiry.commitment.slug,
        "reopened": reopened,
        "read": digest,
    }
    journal.record(
        act,
        inquiry,
        role=role_of(by),
        reason=inquiry.state_reason,
        plan_slug=inquiry.commitment.plan.slug,
        after=after,
    )
    emails.tell_decided(inquiry, cause=act)
    return inquiry


def _reopen(inquiry: Inquiry, *, by: User) -> bool:
    """Put the milestone back in progress, unless somebody did meanwhile or its commitment no longer
    runs.
    """
    milestone = inquiry.milestone
    if (
        milestone is None
        or milestone.state != MilestoneState.COMPLETE
        or not definitions.is_running(inquiry.commitment.state)
    ):
        return False
    reason = str(
        _("Una objeción ciudadana fue acogida: %(answer)s") % {"answer": inquiry.state_reason}
    )
    plans.reopen_milestone(milestone, by=by, reason=reason, progress=inquiry.prepared_progress)
    return True
