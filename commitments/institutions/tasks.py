"""The nightly housekeeping of what was proposed of institutions."""

import datetime

from celery import shared_task
from django.utils import timezone

from commitments.institutions import workflow

PROPOSALS_KEPT = datetime.timedelta(days=30)


@shared_task(name="commitments.forget_institution_changes")
def forget_institution_changes() -> int:
    """Delete what nobody confirmed in a month, nor in the month after its day."""
    return workflow.forget_changes(before=timezone.now() - PROPOSALS_KEPT)
