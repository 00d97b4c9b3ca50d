"""The calendar of reminders."""

from celery import shared_task
from django.utils import timezone

from commitments.work import workflow


@shared_task(name="commitments.remind")
def remind() -> int:
    """Remind people of what falls due and is late: each day at 08:15."""
    return workflow.remind(today=timezone.localdate())
