"""The measures kept beside a commitment: rebuilt here, in the transaction of every change, and
nowhere else.
"""

import datetime

from django.db.models import Count

from commitments.plans import fulfilment
from commitments.plans.models import Commitment, Milestone


def refresh_measures(commitment_id: int) -> None:
    """Recompute progress, counts and the earliest open due date of a commitment from its
    milestones.
    """
    milestones = list(
        Milestone.objects.filter(commitment_id=commitment_id).annotate(moves=Count("reschedules"))
    )
    measure = fulfilment.measure(fulfilment.Part(m.progress, m.weight, m.state) for m in milestones)
    Commitment.objects.filter(pk=commitment_id).update(
        computed_progress=measure.progress,
        has_begun=measure.has_begun,
        milestone_count=measure.counted,
        complete_count=measure.complete,
        open_due_on=min((m.due_on for m in milestones if m.is_open), default=None),
        times_moved=sum(getattr(m, "moves", 0) for m in milestones),
    )


def note_report(commitment_id: int, *, claimed_level: str, period_ends_on: datetime.date) -> None:
    """Keep what the latest approved update claims, and the period it covers."""
    changes: dict[str, object] = {"last_report_on": period_ends_on}
    if claimed_level:
        changes["claimed_level"] = claimed_level
    Commitment.objects.filter(pk=commitment_id).update(**changes)
