"""How a proposal enters the queue: its address, its number, the date by which it is answered."""

import uuid

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from forums.proposals.models import Proposal
from ogp_portal.foundation import workdays


def enter(proposal: Proposal) -> None:
    """Give a proposal its number and the date by which it is answered; numbers follow one another
    without holes.
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


def fresh_slug(title: str = "") -> str:
    """Return an address that nobody has; without the title's words while nobody may read them."""
    return f"{slugify(title)[:80].strip('-') or 'propuesta'}-{uuid.uuid4().hex[:6]}"
