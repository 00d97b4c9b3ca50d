"""What was told of a month: the institutions' reports with their evidence, what others say, what
was amended and who moved the dates. A bounded number of queries, whatever the number of rows.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.states import AmendmentState
from commitments.assessments.models import Assessment
from commitments.assessments.states import PUBLIC_ASSESSMENT, RemarkState
from commitments.plans import reporting
from commitments.plans.models import Commitment, Plan
from commitments.plans.states import DelayCause
from commitments.plans.timeline import ALWAYS, Clocks
from commitments.progress.models import Evidence, ProgressUpdate
from commitments.progress.states import PUBLIC_UPDATE
from ogp_portal.foundation import languages
from ogp_portal.models import JournalEntry
from transparency.reports.models import MonthNarrative
from transparency.reports.snapshot import (
    AccountFacts,
    AmendmentFacts,
    EvidenceFacts,
    NarrativeFacts,
    RatingFacts,
    RemarkFacts,
    ToldFacts,
)
from transparency.reports.states import NarrativeState

OF_PLAN = 0  # no commitment has this key
Move = tuple[int, str, str]  # the commitment's key, the date left and the date it moved to


@dataclass(frozen=True)
class Month:
    """What was told of each commitment, by its key, and what was amended of the plan itself."""

    reports: dict[int, ToldFacts]
    accounts: dict[int, list[AccountFacts]]
    amendments: dict[int, list[AmendmentFacts]]
    of_plan: list[AmendmentFacts]
    movers: dict[Move, list[str]]

    def moved_by(self, commitment: int, from_on: datetime.date, to_on: datetime.date) -> str:
        """Return the roles that moved a date of a commitment from one day to another, "" where the
        journal does not tell: it was loaded from a source.
        """
        return ", ".join(self.movers.get((commitment, str(from_on), str(to_on)), []))


def of_month(plan: Plan, rows: Sequence[Commitment], *, month: datetime.date, at: Clocks) -> Month:
    """Return what was told of a month of a plan and its commitments, as known at an instant, in the
    portal's own language.
    """
    slugs = {row.pk: row.slug for row in rows}
    with languages.in_own():
        amendments = _amendments(plan, list(slugs), month, at)
        return Month(
            _reports(slugs, month, at),
            _accounts(list(slugs), at),
            amendments,
            amendments.pop(OF_PLAN, []),
            _movers(list(slugs)),
        )


def narrative(plan: Plan, *, month: datetime.date, at: Clocks) -> NarrativeFacts | None:
    """Return what the coordination tells of a month: of those known, the one approved last."""
    rows = MonthNarrative.objects.filter(
        plan=plan,
        month=reporting.first_day(month),
        state=NarrativeState.APPROVED,
        approved_at__lte=at.known_at,
    )
    row = rows.order_by("approved_at", "pk").last()
    if row is None:
        return None
    return {
        "text": row.text,
        "approved_on": str(at.day(row.approved_at)) if row.approved_at else None,
    }


def _reports(slugs: dict[int, str], month: datetime.date, at: Clocks) -> dict[int, ToldFacts]:
    """Return the report of the month that stood: of those known, the one approved last."""
    rows = ProgressUpdate.objects.filter(
        commitment__in=slugs,
        period_starts_on=reporting.first_day(month),
        state__in=PUBLIC_UPDATE,
    )
    known = [row for row in rows if at.know(row.approved_at)]
    standing = {
        row.commitment_id: row
        for row in sorted(known, key=lambda row: (row.approved_at or ALWAYS, row.pk))
    }
    evidence = _evidence([row.pk for row in standing.values()], slugs)
    return {
        pk: {
            "narrative": row.narrative,
            "results": row.results,
            "next_steps": row.next_steps,
            "challenges": row.challenges,
            "is_nil": row.is_nil,
            "delay_cause": str(DelayCause(row.delay_cause).label) if row.delay_cause else "",
            "source_note": row.source_note,
            "approved_on": str(at.day(row.approved_at)) if row.approved_at else None,
            "evidence": evidence[row.pk],
        }
        for pk, row in standing.items()
    }


def _evidence(reports: list[int], slugs: dict[int, str]) -> dict[int, list[EvidenceFacts]]:
    found: dict[int, list[EvidenceFacts]] = defaultdict(list)
    rows = Evidence.objects.filter(update_of__in=reports).prefetch_related("milestones")
    for row in rows.order_by("pk"):
        if row.update_of_id is not None:
            found[row.update_of_id].append(
                {
                    "title": row.title,
                    "address": row.url or f"/evidencia/{slugs[row.commitment_id]}/{row.sha256}/",
                    "dated_on": str(row.dated_on) if row.dated_on else None,
                    "milestones": sorted(part.position for part in row.milestones.all()),
                }
            )
    return found


def _accounts(commitments: list[int], at: Clocks) -> dict[int, list[AccountFacts]]:
    """Return what others had published by the day: of each organization its last edition."""
    rows = (
        Assessment.objects.filter(
            commitment__in=commitments, state__in=PUBLIC_ASSESSMENT, published_on__lte=at.on
        )
        .select_related("organization", "rubric")
        .prefetch_related("remarks__organization")
        .order_by("kind", "organization__name", "edition")
    )
    last = {(row.commitment_id, row.kind, row.organization_id): row for row in rows}
    found: dict[int, list[AccountFacts]] = defaultdict(list)
    for row in last.values():
        found[row.commitment_id or 0].append(
            {
                "kind": row.kind,
                "organization": row.organization.name,
                "rubric": str(row.rubric),
                "edition": row.edition,
                "published_on": str(row.published_on) if row.published_on else None,
                "ratings": _ratings(row),
                "narrative": row.narrative,
                "dissent": row.dissent,
                "remarks": _remarks(row),
            }
        )
    return found


def _remarks(row: Assessment) -> list[RemarkFacts]:
    """Return what the institution said of its facts and another person confirmed."""
    confirmed = [each for each in row.remarks.all() if each.state == RemarkState.CONFIRMED]
    return [
        {"organization": each.organization.name, "quote": each.quote, "text": each.text}
        for each in sorted(confirmed, key=lambda each: (each.written_at, each.pk))
    ]


def _ratings(row: Assessment) -> list[RatingFacts]:
    """Return the chosen options in the words of their rubric."""
    found: list[RatingFacts] = []
    for criterion in row.rubric.criteria:
        chosen = row.ratings.get(criterion["key"], "")
        words = {option["value"]: option["label"] for option in criterion["options"]}
        if chosen:
            found.append({"criterion": criterion["label"], "value": words.get(chosen, chosen)})
    return found


def _amendments(
    plan: Plan, commitments: list[int], month: datetime.date, at: Clocks
) -> dict[int, list[AmendmentFacts]]:
    """Return the amendments that came into force in the month: of each commitment by its key, and
    those of the plan.
    """
    fields: dict[int, list[AmendedField]] = defaultdict(list)
    rows = [
        row
        for row in Amendment.objects.filter(
            Q(commitment__in=commitments) | Q(plan=plan), state=AmendmentState.IN_FORCE
        ).order_by("commitment", "number")
        if row.approved_at
        and at.reach(row.approved_at)
        and reporting.first_day(at.day(row.approved_at)) == reporting.first_day(month)
    ]
    changes = AmendedField.objects.filter(amendment__in=rows).select_related(
        "amendment", "milestone", "axis"
    )
    for field in changes.order_by("position"):
        fields[field.amendment_id].append(field)
    found: dict[int, list[AmendmentFacts]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id or OF_PLAN].append(
            {
                "number": row.number or 0,
                "kind": str(row.get_kind_display()),
                "reason": row.reason,
                "agreement": row.agreement,
                "on": str(at.day(row.approved_at)) if row.approved_at else None,
                "fields": [
                    {
                        "what": str(reading.label_of(field)),
                        "before": str(reading.shown(field, field.before)),
                        "after": str(reading.shown(field, field.after)),
                    }
                    for field in fields[row.pk]
                ],
            }
        )
    return found


def _movers(commitments: list[int]) -> dict[Move, list[str]]:
    """Return who moved each date, by role, as the journal tells it."""
    entries = JournalEntry.objects.filter(
        act="reschedule",
        subject_type=Commitment._meta.label_lower,
        subject_id__in=commitments,
        is_public=True,
    )
    found: dict[Move, list[str]] = defaultdict(list)
    for entry in entries.order_by("at", "pk"):
        move = (entry.subject_id, entry.before.get("due_on", ""), entry.after.get("due_on", ""))
        if entry.actor_role not in found[move]:
            found[move].append(entry.actor_role)
    return dict(found)
