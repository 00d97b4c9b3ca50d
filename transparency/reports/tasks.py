"""The calendar of the monthly report."""

from celery import shared_task
from django.utils import timezone

from transparency.reports import workflow


@shared_task(name="transparency.issue_monthly_reports")
def issue_monthly_reports() -> int:
    """Request last month's reports: day 1 at 06:00 in Santiago."""
    return workflow.issue_monthly_reports(today=timezone.localdate())
