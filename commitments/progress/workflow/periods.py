"""Reports of periods in order: an older one fills its own month and contradicts no later one."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.plans import timeline
from commitments.plans.models import Milestone
from commitments.progress import queries
from commitments.progress.models import ProgressUpdate
from ogp_portal.foundation.refusals import Refusal


def refuse_contradictions(update: ProgressUpdate) -> None:
    """Refuse a report of which a later one, already public, says otherwise: which milestone, and
    how to go on. Raises Refusal.
    """
    claims = list(update.claims.select_related("milestone").order_by("milestone__position"))
    histories = queries.histories([claim.milestone for claim in claims])
    for claim in claims:
        later = timeline.contradicted(
            histories[claim.milestone_id],
            period_ends_on=update.period_ends_on,
            progress=claim.progress,
            completed_on=claim.completed_on,
            known_at=timezone.now(),
        )
        if later is not None:
            raise Refusal(
                _(
                    "El hito «%(title)s»: este reporte dice «%(now)s», y el de %(month)s, que es "
                    "posterior y ya está publicado, dice «%(later)s». Corrija este, o presente de "
                    "nuevo el de %(month)s: el nuevo lo reemplaza."
                )
                % {
                    "title": claim.milestone.title,
                    "now": _said(claim.progress, claim.completed_on),
                    "month": date_format(later.period_ends_on, "YEAR_MONTH_FORMAT"),
                    "later": _said(later.progress, later.completed_on),
                }
            )


def _said(progress: int, completed_on: datetime.date | None) -> str:
    if completed_on is not None:
        return str(_("cumplido el %(day)s") % {"day": date_format(completed_on)})
    return f"{progress} %"


def stood_before(
    update: ProgressUpdate, milestones: list[Milestone]
) -> dict[int, timeline.Standing]:
    """Return how milestones stood by the end of a report's period, by key, without what was told of
    that period: what the report begins with.
    """
    at = queries.clocks(update.period_ends_on, timezone.now())
    return {
        pk: timeline.standing(timeline.without_period(history, update.period_ends_on), at)
        for pk, history in queries.histories(milestones).items()
    }


def changes_something(update: ProgressUpdate) -> bool:
    """Say whether a report moves some milestone from where its period found it."""
    claims = list(update.claims.select_related("milestone"))
    before = stood_before(update, [claim.milestone for claim in claims])
    return any(claim.progress != before[claim.milestone_id].progress for claim in claims)
