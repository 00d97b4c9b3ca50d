"""What an author does with the code of a proposal: follow it, withdraw it, appeal a refusal."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.proposals.models import Proposal
from forums.proposals.states import ProposalState
from forums.proposals.workflow.erasing import erase_words
from forums.proposals.workflow.journal_entries import record_act
from ogp_portal.foundation.permissions import codes, rights
from ogp_portal.foundation.refusals import Refusal

AUTHOR = "quien propone"  # the role that the journal names


def author_code(use: str, key: uuid.UUID, *, to: str) -> str:
    """Return the code of one sending for a use: "confirm" the e-mail `to`, or "follow" the
    proposal.
    """
    return codes.of_sending(f"proposal:{use}", key, to=to)


def find_by_code(code: str) -> Proposal:
    """Return the proposal that a code of following opens. Raises NotAllowed."""
    proposal = (
        Proposal.objects.select_related("call__plan", "territory", "value")
        .filter(tracking_digest=codes.digest(code))
        .first()
    )
    if proposal is None:
        raise rights.NotAllowed("follow")
    return proposal


@transaction.atomic
def withdraw(code: str) -> Proposal:
    """Withdraw one's own proposal before it goes to a working group: its words, its files and who
    it was are erased, that it existed is not. Raises NotAllowed, MoveNotAllowed.
    """
    proposal = Proposal.objects.select_for_update().get(pk=find_by_code(code).pk)
    proposal.state = Proposal.machine.target("withdraw", state=proposal.state)
    proposal.state_reason = ""
    proposal.save(update_fields=["state", "state_reason"])
    erase_words(proposal)
    record_act("withdraw_proposal", proposal, role=AUTHOR)
    return proposal


@transaction.atomic
def appeal(code: str, *, text: str) -> Proposal:
    """Object to a proposal's not being admitted; the secretariat takes it to the forum.

    Raises NotAllowed, Refusal.
    """
    proposal = Proposal.objects.select_for_update().get(pk=find_by_code(code).pk)
    if proposal.state != ProposalState.NOT_ADMITTED:
        raise Refusal(_("Solo se reclama por una propuesta no admitida."))
    if not text.strip():
        raise Refusal(_("Escribe por qué debería admitirse."), field="text")
    if proposal.appeal:
        raise Refusal(_("Ya recibimos tu reclamo por esta propuesta."))
    proposal.appeal = text.strip()
    proposal.save(update_fields=["appeal"])
    record_act("appeal", proposal, role=AUTHOR)
    return proposal
