"""What the accounts of a month wait for, by person."""

import datetime

from commitments.plans import reporting
from commitments.plans.models import Plan
from ogp_portal.foundation.permissions.rights import Person
from transparency.reports.models import ComplianceReport, MonthNarrative

MOST = 50


def narratives_of_work(user: Person, *, today: datetime.date) -> dict[str, object]:
    """Return the accounts of a month that wait for a person (`waiting`), those she may write on
    (`written`), and the plans she runs of which last month's report waits and nobody began one
    (`lacking`).
    """
    month = reporting.month_before(today)
    rows = MonthNarrative.objects.select_related("plan").order_by("month", "pk")
    issued = ComplianceReport.objects.filter(snapshot__month=month).values("snapshot__plan")
    begun = MonthNarrative.objects.filter(month=month).values("plan")
    lacking = Plan.objects.allowing("run", user).reported_of(month)
    return {
        "waiting": list(rows.allowing("approve_narrative", user)[:MOST]),
        "written": list(rows.allowing("edit", user)[:MOST]),
        "lacking": list(
            lacking.exclude(pk__in=issued).exclude(pk__in=begun).order_by("title")[:MOST]
        ),
        "month": month,
    }
