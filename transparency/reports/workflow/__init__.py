"""Every write on monthly reports: issued at their time, corrected, and what is told of a month."""

from transparency.reports.workflow.issuing import (
    MAKE,
    REPAIR,
    correct_month,
    correct_report,
    finish_report_now,
    issue_monthly_reports,
    latest_month,
    make_report,
    prepare_report,
    remind_coordinators,
    render,
    request_report,
)
from transparency.reports.workflow.narrating import (
    approve_narrative,
    return_narrative,
    save_narrative,
    submit_narrative,
)

__all__ = [
    "MAKE",
    "REPAIR",
    "approve_narrative",
    "correct_month",
    "correct_report",
    "finish_report_now",
    "issue_monthly_reports",
    "latest_month",
    "make_report",
    "prepare_report",
    "remind_coordinators",
    "render",
    "request_report",
    "return_narrative",
    "save_narrative",
    "submit_narrative",
]
