"""What the infographics listen to: a commitment that changed is drawn anew."""

from ogp_portal.foundation.events import outbox
from ogp_portal.models import JournalEntry
from transparency.infographics import workflow

CHANGES = (
    "publish",
    "propose",
    "amend",
    "approve_update",
    "reschedule",
    "cancel",
    "reopen",
    "close",
    "withdraw",
)


def commitment_changed(payload: outbox.Payload) -> None:
    """Have the commitment drawn that an entry is about."""
    entry = JournalEntry.objects.get(pk=payload["entry"])
    outbox.enqueue(workflow.DRAW, {"commitment": entry.subject_id})


def is_public_commitment(entry: JournalEntry) -> bool:
    """Say whether the entry is about a commitment that anybody sees."""
    return entry.is_public and entry.subject_type == "commitments.commitment"
