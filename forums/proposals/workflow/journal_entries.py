"""What a proposal that nobody has looked at yet leaves in the journal: its number alone."""

from django.utils.translation import gettext_lazy as _

from forums.proposals.models import Proposal
from ogp_portal.foundation.events import journal


def record_act(act: str, proposal: Proposal, *, role: str) -> None:
    """Record an act on a proposal under its number, not public."""
    journal.record(
        act,
        proposal,
        role=role,
        plan_slug=proposal.call.plan.slug,
        is_public=False,
        title=numbered(proposal),
    )


def numbered(proposal: Proposal) -> str:
    """Return what a proposal is called while nobody may read its words."""
    return f"{_('Propuesta')} {proposal.number or ''}".strip()
