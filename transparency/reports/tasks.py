"""The calendar of the monthly report."""

from celery import shared_task
from django.utils import timezone

from transparency.reports import workflow


@shared_task(name="transparency.issue_monthly_reports")
def issue_monthly_reports() -> int:
    """Request the reports of the month whose period of reporting closed: each day at 06:00."""
    return workflow.issue_monthly_reports(today=timezone.localdate())


@shared_task(name="transparency.remind_coordinators")
def remind_coordinators() -> int:
    """Tell coordinators who has not reported, three working days before the period closes."""
    return workflow.remind_coordinators(today=timezone.localdate())
