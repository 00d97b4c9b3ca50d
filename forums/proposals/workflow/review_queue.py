"""The queue of review: the number of a proposal in its call and the day its answer is due."""

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from forums.proposals.models import Proposal
from ogp_portal.foundation import workdays


def enter(proposal: Proposal) -> None:
    """Put a received proposal in the queue of review, with its number and the day its answer is
    due.

    Numbers follow one another in a call without gaps, also when several enter at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('proposal number'), %s)",
            (proposal.call_id % 2**31,),
        )
    proposal.number = (
        Proposal.objects.filter(call=proposal.call_id).aggregate(last=Max("number"))["last"] or 0
    ) + 1
    proposal.state = Proposal.machine.target("confirm", state=proposal.state)
    proposal.confirmed_at = timezone.now()
    proposal.answer_due_on = workdays.after(timezone.localdate(), proposal.call.answer_days).due_on
    proposal.save(update_fields=["number", "state", "confirmed_at", "answer_due_on"])
