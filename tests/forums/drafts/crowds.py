"""A consultation with many comments."""

import uuid

from forums.drafts.models import Comment
from tests.factories import forums as made


def many(cast, row, count: int) -> None:
    """So many comments at once, as the bench makes them."""
    first = made.comment(cast, of=row, words="una vez al año")
    facts = {
        name: getattr(first, name)
        for name in (
            "consultation",
            "voice",
            "kind",
            "section_key",
            "paragraph",
            "exact",
            "prefix",
            "suffix",
            "start",
        )
    }
    Comment.objects.bulk_create(
        Comment(
            **facts,
            number=number,
            text=f"Comentario {number} sobre los datos.",
            submission_key=uuid.uuid4(),
        )
        for number in range(first.number + 1, count + 1)
    )
