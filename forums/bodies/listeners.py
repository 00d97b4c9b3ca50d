"""What forums listen to: an institution that closed convenes no more, its successor does; and back
where that was undone.
"""

from commitments.organizations.models import Organization
from forums.bodies import workflow
from forums.bodies.models import Forum
from ogp_portal.foundation.events import outbox
from ogp_portal.models import JournalEntry

UNDOES = "undo_institution_change"
CLOSES = ("close_institution", UNDOES)


def convene(payload: outbox.Payload) -> None:
    """Let the successor convene the forums, or the institution again where its closing was undone;
    twice does nothing more.
    """
    entry = JournalEntry.objects.get(pk=payload["entry"])
    if entry.act == UNDOES:
        workflow.give_back_forums(entry.subject_id)
    else:
        workflow.pass_on_forums(entry.subject_id)


def convenes(entry: JournalEntry) -> bool:
    """Say whether the entry is about an institution that convenes a forum, or may again."""
    convening = Forum.objects.filter(convener=entry.subject_id)
    return entry.subject_type == Organization._meta.label_lower and (
        entry.act == UNDOES or convening.exists()
    )
