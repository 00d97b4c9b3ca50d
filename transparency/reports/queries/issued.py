"""The reports that were issued, and what the calendar asks before it issues one."""

import datetime

from django.db.models import QuerySet

from commitments.plans.models import Plan
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
