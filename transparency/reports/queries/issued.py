"""The reports that were issued, and what the calendar asks before it issues one."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from commitments.plans import reporting
from commitments.plans.models import Commitment, Plan
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from forums.process.models import Stage
from transparency.reports.models import ComplianceReport
from transparency.reports.states import ReportState


def issued() -> QuerySet[ComplianceReport]:
    """Return the issued reports with their snapshot and plan."""
    return ComplianceReport.objects.filter(state=ReportState.ISSUED).select_related(
        "snapshot__plan"
    )


def began_on(plan: Plan) -> datetime.date | None:
    """Return the day a plan began: that of its period or of the first stage of its co-creation,
    whichever came first; None where no source states one.
    """
    stages = Stage.objects.filter(plan=plan, opens_on__isnull=False).order_by("opens_on")
    days = [plan.starts_on, stages.values_list("opens_on", flat=True).first()]
    return min((day for day in days if day is not None), default=None)


def silent_about(plan: Plan, month: datetime.date) -> tuple[list[Commitment], list[Commitment]]:
    """Return the commitments of a plan that owe a report of a month and have none approved: those
    of which none was sent, and those of which one waits for its review.
    """
    at = progress.clocks(reporting.last_day(month), timezone.now())
    silent = [
        then.row for then in timeline.plan_commitments(plan, at) if then.is_silent_about(month)
    ]
    sent = progress.awaiting_review([row.pk for row in silent], month)
    return (
        [row for row in silent if row.pk not in sent],
        [row for row in silent if row.pk in sent],
    )
