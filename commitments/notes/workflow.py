"""Writing and removing notes. The journal says that it happened, never what a note says."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.notes import emails
from commitments.notes.models import Note
from commitments.organizations.access import role_of
from commitments.plans.models import Commitment
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

KEPT = datetime.timedelta(days=2 * 365)


@transaction.atomic
def write_note(commitment: Commitment, *, by: User, text: str) -> Note:
    """Write a note on a commitment for its team. Raises NotAllowed, Refusal."""
    commitment = rights.fetch("work_on", commitment, by=by)
    if not text.strip():
        raise Refusal(_("Escriba la nota."), field="text")
    note = Note.objects.create(commitment=commitment, author=by, text=text.strip())
    note.refresh_from_db()
    _record("write_note", commitment, by=by)
    emails.tell_written(note)
    return note


@transaction.atomic
def remove_note(note: Note, *, by: User) -> None:
    """Remove one's own note for good. Raises NotAllowed."""
    note = rights.fetch("remove_note", note, by=by)
    commitment = note.commitment
    note.delete()
    _record("remove_note", commitment, by=by)


def erase_notes(keys: list[int]) -> None:
    """Delete the notes that somebody wrote."""
    Note.objects.filter(pk__in=keys).delete()


def forget_notes(*, before: datetime.datetime) -> int:
    """Delete the notes written before an instant, and return how many."""
    return Note.objects.filter(at__lt=before).delete()[0]


def _record(act: str, commitment: Commitment, *, by: User) -> None:
    journal.record(
        act, commitment, role=role_of(by), plan_slug=commitment.plan.slug, is_public=False
    )
