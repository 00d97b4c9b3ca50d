"""The nightly housekeeping of questions and objections."""

from celery import shared_task
from django.utils import timezone

from commitments.inquiries import workflow


@shared_task(name="commitments.keep_inquiries")
def keep_inquiries() -> None:
    """Work out deadlines again, and erase what is kept no longer."""
    workflow.recompute_deadlines()
    workflow.forget(now=timezone.now())
