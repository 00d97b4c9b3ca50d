"""What is forgotten of consultations a year after their plan ended."""

import datetime

from django.db import transaction

from forums.drafts.models import Comment, Consultation, Voice
from forums.drafts.states import CommentState
from ogp_portal.foundation.events import journal

KEPT_FOR = datetime.timedelta(days=365)  # after the plan ended


@transaction.atomic
def forget_voices(*, today: datetime.date) -> int:
    """Clear which account each number was, and erase the words of hidden comments, a year after the
    plan ended.

    Returns how many rows were changed.
    """
    ended_before = today - KEPT_FOR
    voices = Voice.objects.filter(
        consultation__version__draft__plan__ends_on__lt=ended_before
    ).exclude(user=None)
    hidden = Comment.objects.filter(
        state=CommentState.HIDDEN, consultation__version__draft__plan__ends_on__lt=ended_before
    ).exclude(text="")
    for consultation in Consultation.objects.filter(
        pk__in=[
            *voices.values_list("consultation_id", flat=True),
            *hidden.values_list("consultation_id", flat=True),
        ]
    ):
        journal.record(
            "forget",
            consultation,
            role="portal",
            plan_slug=consultation.version.draft.plan.slug,
            is_public=False,
        )
    return hidden.update(text="", wording="", appeal="") + voices.update(user=None)


def erase_voices(keys: list[int]) -> None:
    """Clear which account some numbers were; what each said stays under its number."""
    Voice.objects.filter(pk__in=keys).update(user=None)
