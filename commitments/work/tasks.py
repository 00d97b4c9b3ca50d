"""The calendar of reminders, and the housekeeping of successions."""

import datetime

from celery import shared_task
from django.utils import timezone

from commitments.work import workflow

SUCCESSIONS_KEPT = datetime.timedelta(days=30)


@shared_task(name="commitments.remind")
def remind() -> int:
    """Remind people of what falls due and is late: each day at 08:15."""
    return workflow.remind(today=timezone.localdate())


@shared_task(name="commitments.forget_successions")
def forget_successions() -> int:
    """Delete the successions that nobody confirmed in a month."""
    return workflow.forget_successions(before=timezone.now() - SUCCESSIONS_KEPT)
