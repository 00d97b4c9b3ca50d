"""What proposals listen to: a commitment that advances is told to those who proposed it."""

from forums.proposals import workflow
from forums.proposals.models import Origin
from ogp_portal.foundation.events import outbox
from ogp_portal.models import JournalEntry

ADVANCES = ("publish", "amend", "approve_update", "reschedule", "close", "withdraw")


def tell_authors(payload: outbox.Payload) -> None:
    """Write the letters; twice writes each once."""
    workflow.tell_authors_of_commitment(JournalEntry.objects.get(pk=payload["entry"]))


def comes_from_a_proposal(entry: JournalEntry) -> bool:
    """Say whether the entry is about a commitment that somebody proposed."""
    return (
        entry.subject_type == "commitments.commitment"
        and Origin.objects.filter(commitment_id=entry.subject_id).exists()
    )
