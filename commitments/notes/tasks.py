"""The nightly housekeeping of notes."""

from celery import shared_task
from django.utils import timezone

from commitments.notes import workflow


@shared_task(name="commitments.forget_notes")
def forget_notes() -> int:
    """Delete the notes written two years ago."""
    return workflow.forget_notes(before=timezone.now() - workflow.KEPT)
