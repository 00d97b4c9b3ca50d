"""What a coordination tells of a month, in a state: made by the workflow."""

import datetime

from ogp_portal.foundation.permissions import four_eyes
from tests.people import Cast
from transparency.reports import workflow
from transparency.reports.models import MonthNarrative

TEXT = "En octubre se abrieron las actas del consejo y se publicaron en línea con su fecha. " * 3
OCTOBER = datetime.date(2026, 10, 1)


def narrative(
    cast: Cast, state: str = "approved", *, month: datetime.date = OCTOBER, text: str = TEXT
) -> MonthNarrative:
    """Return what a coordinator wrote; another one approved or returned it."""
    row = workflow.save_narrative(
        MonthNarrative(plan=cast.plan, month=month, text=text), by=cast.coordinator
    )
    if state != "draft":
        row = workflow.submit_narrative(row, by=cast.coordinator)
    if state == "returned":
        row = workflow.return_narrative(row, by=cast.second_coordinator, reason="Falta el acta.")
    if state == "approved":
        row = workflow.approve_narrative(
            row, by=cast.second_coordinator, read=four_eyes.as_read("approve_narrative", row)
        )
    return MonthNarrative.objects.get(pk=row.pk)
