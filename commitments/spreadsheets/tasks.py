"""The nightly housekeeping of imports."""

from celery import shared_task
from django.utils import timezone

from commitments.spreadsheets import workflow


@shared_task(name="commitments.forget_imports")
def forget_imports() -> int:
    """Delete the imports asked for more than a year ago."""
    return workflow.forget_imports(now=timezone.now())
