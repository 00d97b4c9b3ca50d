"""What the team is told of notes: that there is one, never what it says."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.notes.models import Note
from commitments.plans.queries import team
from ogp_portal.foundation.events import notices
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import User


def _others(note: Note) -> QuerySet[User]:
    return team.team(note.commitment).exclude(pk=note.author_id)


HAND_OVERS = (
    HandOver(
        "note_written",
        Note,
        may="view",
        among=_others,
        happened=_("Hay una nota del equipo"),
        follows=_("Lo que dice se lee solo en el portal, con tu cuenta."),
        why=_("Te llega porque trabajas en el compromiso."),
        page=lambda note: reverse("notes", args=[note.commitment.slug]),
        title=lambda note: str(note.commitment),
        related=("commitment",),
    ),
)


def tell_written(note: Note) -> None:
    """Tell the others of the team that there is a note."""
    notices.tell([("note_written", note, "")])
