"""The month of a plan read from the database as it will be frozen, and the reports there are."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from commitments.inquiries import queries as inquiries
from commitments.plans import reporting
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember, PublishedTotal
from commitments.plans.states import DelayCause
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from commitments.timeline.queries import CommitmentThen, MilestoneThen
from forums.process.models import Stage
from transparency.reports import snapshot
from transparency.reports.models import ComplianceReport
from transparency.reports.snapshot import (
    AxisFacts,
    CommitmentFacts,
    MilestoneFacts,
    Move,
    PlanFacts,
    PublishedFacts,
    Snapshot,
    StageFacts,
)
from transparency.reports.states import ReportState

Reached = set[tuple[str, int]]  # complete milestones: the commitment's slug and the place in it


def issued() -> QuerySet[ComplianceReport]:
    """Return the issued reports with their snapshot and plan."""
    return ComplianceReport.objects.filter(state=ReportState.ISSUED).select_related(
        "snapshot__plan"
    )


def freeze(
    plan: Plan,
    *,
    month: datetime.date,
    edition: int,
    taken_at: datetime.datetime,
    previous: Snapshot | None,
) -> Snapshot:
    """Return the facts of `plan` on the last day of `month`, as known at `taken_at`: a bounded
    number of queries, whatever the number of commitments.
    """
    first = reporting.first_day(month)
    cut_off = snapshot.cut_off(first)
    at = progress.clocks(reporting.last_day(first), taken_at)
    before = _complete_before(previous)
    commitments = [
        _commitment(then, month=first, before=before)
        for then in timeline.plan_commitments(plan, at)
    ]
    return {
        "schema": snapshot.SCHEMA,
        "month": first.isoformat()[:7],
        "edition": edition,
        "cut_off_at": cut_off.isoformat(),
        "taken_at": taken_at.isoformat(),
        "facts_at": cut_off.isoformat(),
        "plan": _plan(plan, state=timeline.plan_state(plan, at)),
        "commitments": commitments,
        "axes": _axes(plan, commitments),
        "published_totals": _published_totals(plan),
        "stages": _stages(plan),
        "totals": snapshot.totals(commitments),
        "inquiries": inquiries.counts(plan, since=snapshot.first_instant(first), before=cut_off),
        "previous": {
            "month": previous["month"],
            "edition": previous["edition"],
            "totals": previous["totals"],
        }
        if previous
        else None,
    }


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


def _plan(plan: Plan, *, state: str) -> PlanFacts:
    members = PlanMember.objects.filter(plan=plan).select_related("organization")
    return {
        "slug": plan.slug,
        "title": plan.title,
        "kind": plan.kind,
        "state": state,
        "is_historical": plan.is_historical,
        "starts_on": _iso(plan.starts_on),
        "ends_on": _iso(plan.ends_on),
        "precision": plan.precision,
        "source": plan.source.title if plan.source else "",
        "members": [
            {
                "slug": member.organization.slug,
                "name": member.organization.name,
                "part": member.part,
            }
            for member in members.order_by("part", "pk")
        ],
    }


def _published_totals(plan: Plan) -> list[PublishedFacts]:
    rows = PublishedTotal.objects.filter(plan=plan).select_related("axis", "source")
    return [
        {
            "counts": total.counts,
            "axis": total.axis.slug if total.axis else "",
            "value": total.value,
            "source": total.source.title,
            "note": total.note,
        }
        for total in rows.order_by("axis__position", "counts", "source__slug")
    ]


def _stages(plan: Plan) -> list[StageFacts]:
    return [
        {
            "name": stage.name,
            "opens_on": _iso(stage.opens_on),
            "closes_on": _iso(stage.closes_on),
            "precision": stage.precision,
            "state": stage.state,
            "note": stage.date_note,
        }
        for stage in Stage.objects.filter(plan=plan).order_by("position")
    ]


def _commitment(
    then: CommitmentThen, *, month: datetime.date, before: Reached | None
) -> CommitmentFacts:
    row, text = then.row, then.text
    contact = getattr(row, "contact", None)
    return {
        "slug": row.slug,
        "number": row.number,
        "title": text.title,
        "sentence": text.sentence,
        "objective": text.objective,
        "axis": row.axis.name if row.axis else "",
        "responsible": str(row.responsible or ""),
        "post": contact.post if contact else "",
        "state": then.state,
        "state_reason": then.state_reason,
        "starts_on": _iso(row.starts_on),
        "ends_on": _iso(row.ends_on),
        "precision": row.precision,
        "computed_progress": then.measure.progress,
        "computed_level": then.measure.level,
        "claimed_level": then.claimed_level,
        "last_report_on": _iso(then.last_report_on),
        "not_reported": then.is_silent_about(month),
        "source": row.source.title if row.source else "",
        "milestones": [
            _milestone(part, slug=row.slug, month=month, before=before) for part in then.milestones
        ],
    }


def _milestone(
    part: MilestoneThen, *, slug: str, month: datetime.date, before: Reached | None
) -> MilestoneFacts:
    row, stood = part.row, part.stood
    reasons = _reasons(row)
    moves: list[Move] = [
        {
            "from": _iso(move.from_on),
            "to": _iso(move.to_on),
            "cause": reasons[move.at][0],
            "reason": reasons[move.at][1],
            "on": _iso(timezone.localdate(move.at)),
        }
        for move in part.moves
    ]
    first, last_day = reporting.first_day(month), reporting.last_day(month)
    was_complete = before is not None and (slug, row.position) in before
    in_month = stood.completed_on is not None and first <= stood.completed_on <= last_day
    return {
        "position": row.position,
        "title": row.title,
        "state": stood.state,
        "state_reason": row.state_reason if stood.state == row.state else "",
        "is_open": part.is_open,
        "counts": part.counts,
        "progress": stood.progress,
        "weight": part.weight,
        "due_on": _iso(stood.due_on),
        "first_due_on": _iso(row.first_due_on),
        "completed_on": _iso(stood.completed_on),
        "days_late": part.delay.against_due,
        "days_late_against_first": part.delay.against_first,
        "times_moved": len(moves),
        "moved_this_month": [
            move
            for move in moves
            if first.isoformat() <= (move["on"] or "") <= last_day.isoformat()
        ],
        "finished_this_month": part.is_complete
        and (in_month if before is None else not was_complete),
        "reopened_this_month": was_complete and not part.is_complete,
    }


def _reasons(row: Milestone) -> dict[datetime.datetime, tuple[str, str]]:
    """Return the cause and reason for which each date of a milestone moved, by the instant."""
    return {
        move.at: (str(DelayCause(move.cause).label), move.reason) for move in row.reschedules.all()
    }


def _complete_before(previous: Snapshot | None) -> Reached | None:
    """Return which milestones the report before gave as complete, None without one."""
    if previous is None:
        return None
    return {
        (row["slug"], milestone["position"])
        for row in previous["commitments"]
        for milestone in row["milestones"]
        if snapshot.is_complete(milestone)
    }


def _axes(plan: Plan, commitments: list[CommitmentFacts]) -> list[AxisFacts]:
    return [
        {
            "slug": axis.slug,
            "name": axis.name,
            "totals": snapshot.totals([row for row in commitments if row["axis"] == axis.name]),
        }
        for axis in Axis.objects.filter(plan=plan).order_by("position")
    ]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
