"""The daily calendar of forums: reminders of sessions, warnings of silence."""

from celery import shared_task
from django.utils import timezone

from forums.sessions import workflow


@shared_task(name="forums.remind")
def remind() -> None:
    """Remind the seats of the sessions of the next two days, and the secretariats of forums that
    must meet soon.
    """
    workflow.remind_seats(now=timezone.now())
    workflow.warn_quiet_forums(today=timezone.localdate())
