"""What is written to the authors of proposals: to confirm, of each decision, and of what becomes of
them, months later too.
"""

from django.conf import settings
from django.urls import reverse

from forums.proposals import lineage
from forums.proposals.models import Lineage, Origin, Proposal
from forums.proposals.states import ProposalState
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions import codes
from ogp_portal.models import JournalEntry


def following(code: str) -> str:
    """Return the address that follows a proposal by its author's code."""
    return f"{settings.PORTAL_URL}{reverse('follow_proposal', args=[code])}"


def ask_to_confirm(proposal: Proposal, *, confirm_code: str, follow_code: str) -> None:
    """Write to the address of a new proposal: the link that confirms it and the one that follows
    it.
    """
    confirm = f"{settings.PORTAL_URL}{reverse('confirm_proposal', args=[confirm_code])}"
    mail.write(
        "proposal_confirm",
        to=mail.Recipient(proposal.email, proposal.language),
        bound=mail.A_FEW_HELD,
        key=f"proposal-{proposal.pk}-confirm-{codes.digest(confirm_code)[:16]}",
        context={
            "proposal": proposal,
            "call": proposal.call,
            "confirm": confirm,
            "follow": following(follow_code),
        },
    )


def tell_transcribed(proposal: Proposal, *, follow_code: str) -> None:
    """Tell the author that a proposal made on paper was entered, with the link that follows it."""
    mail.write(
        "proposal_transcribed",
        to=mail.Recipient(proposal.email, proposal.language),
        bound=mail.A_FEW,
        key=f"proposal-{proposal.pk}-paper",
        context={
            "proposal": proposal,
            "call": proposal.call,
            "follow": following(follow_code),
        },
    )


def edges(call_id: int) -> list[lineage.Edge]:
    """Return the lineage of a call's proposals."""
    return list(
        Lineage.objects.filter(parent__call_id=call_id).values_list("parent_id", "child_id")
    )


def authors_of(proposal: Proposal) -> list[Proposal]:
    """Return the proposals whose authors care what becomes of this one: itself and all it comes
    from.
    """
    behind = lineage.origins(edges(proposal.call_id), start=proposal.pk)
    return list(
        Proposal.objects.filter(pk__in=behind)
        .exclude(email="")
        .exclude(state=ProposalState.WITHDRAWN)
        .order_by("pk")
    )


def tell(proposal: Proposal, *, template: str, cause: str, **context: object) -> None:
    """Write a letter to each author behind a proposal, once for each cause."""
    for authored in authors_of(proposal):
        mail.write(
            template,
            to=mail.Recipient(authored.email, authored.language),
            key=f"proposal-{authored.pk}-{cause}",
            topic=f"proposal:{authored.pk}",
            context={"own": authored, "proposal": proposal, "call": proposal.call, **context},
        )


def tell_authors_of_commitment(entry: JournalEntry) -> None:
    """Tell the authors behind a commitment what was done to it."""
    if entry.subject_type != "commitments.commitment" or not entry.is_public:
        return
    for origin in Origin.objects.filter(commitment_id=entry.subject_id).select_related(
        "proposal__call", "commitment"
    ):
        tell(
            origin.proposal,
            template="commitment_advanced",
            cause=f"entry-{entry.pk}",
            commitment=origin.commitment,
            entry=entry,
        )
