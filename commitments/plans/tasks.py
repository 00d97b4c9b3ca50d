"""The calendar of plans."""

from celery import shared_task
from django.utils import timezone

from commitments.plans import workflow


@shared_task(name="commitments.end_plans")
def end_plans() -> int:
    """End the plans whose term has passed: each night at 00:15 in Santiago."""
    return workflow.end_plans_past_their_term(on=timezone.localdate())
