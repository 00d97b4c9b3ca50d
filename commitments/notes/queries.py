"""What the page of a commitment's notes asks."""

from commitments.notes.models import Note
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.rights import Person, is_anonymous
from ogp_portal.models import User


def find_commitment(user: User, slug: str) -> Commitment | None:
    """Return the commitment `slug` if `user` works on it."""
    row: Commitment | None = (
        Commitment.objects.allowing("work_on", user)
        .select_related("plan")
        .defer("search")
        .filter(slug=slug)
        .first()
    )
    return row


def notes_of(commitment: Commitment, *, user: User) -> list[Note]:
    """Return the notes on a commitment, the newest first, with what `user` may do to each."""
    return list(
        Note.objects.allowing("view", user)
        .with_rights(user, "remove_note")
        .filter(commitment=commitment)
        .select_related("author")
        .order_by("-at", "-pk")
    )


def count_for(user: Person, commitment: Commitment) -> int | None:
    """Return how many notes there are on a commitment, None for whoever does not work on it."""
    if is_anonymous(user) or not rights.may(user, "work_on", commitment):
        return None
    return Note.objects.filter(commitment=commitment).count()
