"""Index of the app's tasks."""

from transparency.reports.tasks import issue_monthly_reports

__all__ = ["issue_monthly_reports"]
