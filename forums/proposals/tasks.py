"""The nightly housekeeping of proposals."""

from celery import shared_task
from django.utils import timezone

from forums.proposals import workflow


@shared_task(name="forums.forget")
def forget() -> None:
    """Delete what was never confirmed, and the addresses of plans long over."""
    workflow.forget_unconfirmed(now=timezone.now())
