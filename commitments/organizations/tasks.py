"""The nightly housekeeping of roles."""

from celery import shared_task
from django.utils import timezone

from commitments.organizations import workflow


@shared_task(name="commitments.forget_who_served")
def forget_who_served() -> int:
    """Delete the roles that ended five years ago."""
    return workflow.forget_who_served(today=timezone.localdate())
