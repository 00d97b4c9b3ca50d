"""Which commitments have not reported a month that they owe."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from commitments.plans import reporting
from commitments.plans.models import Commitment, Plan
from commitments.progress import queries as progress
from commitments.timeline.queries.standing import plans_commitments


def silent_about(
    plans: Iterable[Plan], month: datetime.date
) -> tuple[list[Commitment], list[Commitment]]:
    """Return the commitments of plans that owe a report of a month and have none approved: those
    of which none was sent, and those of which one waits for its review. The same number of queries
    whatever the number of plans.
    """
    at = progress.clocks(reporting.last_day(month), timezone.now())
    silent = [then.row for then in plans_commitments(plans, at) if then.is_silent_about(month)]
    sent = progress.awaiting_review([row.pk for row in silent], month)
    return (
        [row for row in silent if row.pk not in sent],
        [row for row in silent if row.pk in sent],
    )
