"""The measures kept beside a commitment: rebuilt here, in the transaction of every change, and
nowhere else.
"""

import datetime
from collections.abc import Sequence

from django.db.models import Count

from commitments.plans import definitions, fulfilment
from commitments.plans.models import Commitment, Milestone

BATCH = 500


def refresh_measures(*commitment_ids: int) -> None:
    """Recompute progress, counts and the earliest open due date of commitments from their
    milestones. Two queries for up to 500.
    """
    milestones: dict[int, list[Milestone]] = {pk: [] for pk in commitment_ids}
    for milestone in Milestone.objects.filter(commitment_id__in=milestones).annotate(
        moves=Count("reschedules", filter=definitions.counted_moves("reschedules__"))
    ):
        milestones[milestone.commitment_id].append(milestone)
    measured = [Commitment(pk=pk, **_measures(rows)) for pk, rows in milestones.items()]
    if measured:
        Commitment.objects.bulk_update(measured, list(_measures([])), batch_size=BATCH)


def _measures(milestones: Sequence[Milestone]) -> dict[str, object]:
    measure = fulfilment.measure(fulfilment.Part(m.progress, m.weight, m.state) for m in milestones)
    return {
        "computed_progress": measure.progress,
        "has_begun": measure.has_begun,
        "milestone_count": measure.counted,
        "complete_count": measure.complete,
        "open_due_on": min((m.due_on for m in milestones if m.is_open), default=None),
        "times_moved": sum(getattr(m, "moves", 0) for m in milestones),
    }


def note_reports(
    commitment_id: int, *, claimed_level: str, last_report_on: datetime.date | None
) -> None:
    """Keep the level that the reports of a commitment claim, and the latest period they cover."""
    Commitment.objects.filter(pk=commitment_id).update(
        claimed_level=claimed_level, last_report_on=last_report_on
    )
