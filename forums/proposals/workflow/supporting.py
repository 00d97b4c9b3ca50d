"""Supports: one an account, counted exactly however many come at once."""

from django.db import transaction
from django.db.models import F

from forums.proposals.models import Proposal, Support
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User


@transaction.atomic
def support(proposal: Proposal, *, by: User) -> bool:
    """Support a proposal on its way; twice is once.

    Returns whether it was new. Nothing is written of who in any journal. Raises NotAllowed.
    """
    proposal = rights.fetch("support", proposal, by=by)
    _row, is_new = Support.objects.get_or_create(proposal=proposal, user=by)
    if is_new:
        Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") + 1)
    return is_new


@transaction.atomic
def withdraw_support(proposal: Proposal, *, by: User) -> bool:
    """Take one's support back. Returns whether there was one. Raises NotAllowed."""
    proposal = rights.fetch("support", proposal, by=by)
    deleted, _what = Support.objects.filter(proposal=proposal, user=by).delete()
    if deleted:
        Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") - 1)
    return bool(deleted)
