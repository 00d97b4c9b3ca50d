"""The nightly housekeeping of roles."""

import datetime

from celery import shared_task
from django.utils import timezone

from commitments.organizations import workflow

PROPOSALS_KEPT = datetime.timedelta(days=30)


@shared_task(name="commitments.forget_who_served")
def forget_who_served() -> int:
    """Delete the roles that ended five years ago, and those that nobody confirmed in a month."""
    workflow.forget_proposals(before=timezone.now() - PROPOSALS_KEPT)
    return workflow.forget_who_served(today=timezone.localdate())
