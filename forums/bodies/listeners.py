"""What forums listen to: an institution that closed convenes no more, and its successor does."""

from commitments.organizations.models import Organization
from forums.bodies import workflow
from forums.bodies.models import Forum
from ogp_portal.foundation.events import outbox
from ogp_portal.models import JournalEntry

CLOSES = ("close_institution",)


def convene(payload: outbox.Payload) -> None:
    """Let the successor convene the forums; twice does nothing more."""
    workflow.pass_on_forums(JournalEntry.objects.get(pk=payload["entry"]).subject_id)


def convenes(entry: JournalEntry) -> bool:
    """Say whether the entry is about an institution that convenes a forum."""
    return (
        entry.subject_type == Organization._meta.label_lower
        and Forum.objects.filter(convener=entry.subject_id).exists()
    )
