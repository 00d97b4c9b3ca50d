"""What is deleted of proposals when its time is over."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums.proposals.models import Call, Proposal
from forums.proposals.states import READABLE, ProposalState
from forums.proposals.workflow.erasing import delete_proposals
from forums.proposals.workflow.intake import CONFIRM_WITHIN
from ogp_portal.foundation.events import journal

ADDRESS_KEPT_FOR = datetime.timedelta(days=365)  # after the plan ended


@transaction.atomic
def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Delete what nobody confirmed in time, and the addresses of plans that ended more than a year
    ago; returns how many proposals were deleted.
    """
    unconfirmed = Proposal.objects.filter(
        state=ProposalState.RECEIVED, received_at__lt=now - 2 * CONFIRM_WITHIN
    )
    for call_id, title in unconfirmed.values_list("call_id", "call__title").distinct():
        journal.record(
            "forget_unconfirmed",
            Call.objects.get(pk=call_id),
            role="portal",
            title=title,
            is_public=False,
        )
    count = delete_proposals(unconfirmed)
    ended = Proposal.objects.filter(
        call__plan__ends_on__lt=timezone.localdate(now) - ADDRESS_KEPT_FOR
    )
    ended.exclude(email="").update(email="")
    signed = Q(is_name_public=True, state__in=READABLE)
    ended.exclude(signed).exclude(author_name="").update(author_name="")
    return count
