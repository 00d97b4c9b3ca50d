"""The nightly housekeeping of seats."""

from celery import shared_task
from django.utils import timezone

from forums.bodies import workflow


@shared_task(name="forums.forget_who_sat")
def forget_who_sat() -> int:
    """Part from their accounts the seats that ended five years ago."""
    return workflow.forget_who_sat(today=timezone.localdate())
