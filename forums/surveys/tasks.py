"""The nightly housekeeping of surveys."""

from celery import shared_task
from django.utils import timezone

from forums.surveys import workflow


@shared_task(name="forums.forget_answers")
def forget_answers() -> int:
    """Erase what was kept only while a plan lasted."""
    return workflow.forget_what_is_over(today=timezone.localdate())
