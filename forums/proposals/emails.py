"""Telling authors: of each decision, and of what becomes of it, months later too."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from forums.proposals import lineage
from forums.proposals.models import Lineage, Origin, Proposal
from forums.proposals.states import ProposalState
from ogp_portal.foundation.events import mail
from ogp_portal.models import JournalEntry


def following(code: str) -> str:
    """Return the address that follows a proposal by its author's code."""
    return f"{settings.PORTAL_URL}{reverse('follow_proposal', args=[code])}"


def edges(call_id: int) -> list[lineage.Edge]:
    """Return the lineage of a call's proposals."""
    return list(
        Lineage.objects.filter(parent__call_id=call_id).values_list("parent_id", "child_id")
    )


def authors_of(proposal: Proposal) -> list[Proposal]:
    """Return the proposals whose authors care what becomes of this one: itself and all it comes
    from.
    """
    wanted = lineage.origins(edges(proposal.call_id), start=proposal.pk)
    return list(
        Proposal.objects.filter(pk__in=wanted)
        .exclude(email="")
        .exclude(state=ProposalState.WITHDRAWN)
        .order_by("pk")
    )


def tell(proposal: Proposal, *, template: str, cause: str, **context: Any) -> None:
    """Write a letter to each author behind a proposal, once for each cause."""
    for own in authors_of(proposal):
        mail.write(
            template,
            to=mail.Recipient(own.email, own.language),
            key=f"proposal-{own.pk}-{cause}",
            topic=f"proposal:{own.pk}",
            context={"own": own, "proposal": proposal, "call": proposal.call, **context},
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
