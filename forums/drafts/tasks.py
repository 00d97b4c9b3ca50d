"""The nightly housekeeping of consultations."""

from celery import shared_task
from django.utils import timezone

from forums.drafts import workflow


@shared_task(name="forums.forget_voices")
def forget_voices() -> int:
    """Part accounts from what they said once their plan is long over."""
    return workflow.forget_voices(today=timezone.localdate())
