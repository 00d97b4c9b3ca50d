"""The month of a plan read from the database as it will be frozen, and the reports there are."""

import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from commitments.inquiries import queries as inquiries
from commitments.plans import definitions
from commitments.plans.models import (
    Axis,
    Commitment,
    Milestone,
    Plan,
    PlanMember,
    PublishedTotal,
    Reschedule,
)
from commitments.plans.states import DelayCause
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
    """Return the facts of `plan` for `month`: seven queries, whatever the number of commitments."""
    first = month.replace(day=1)
    cut_off = snapshot.cut_off(first)
    at = min(cut_off, taken_at)
    last_day = timezone.localdate(cut_off) - datetime.timedelta(days=1)
    day = min(last_day, timezone.localdate(taken_at))
    commitments = [
        _commitment(row, first=first, last_day=last_day, day=day) for row in _rows(plan, cut_off)
    ]
    return {
        "schema": snapshot.SCHEMA,
        "month": first.isoformat()[:7],
        "edition": edition,
        "cut_off_at": cut_off.isoformat(),
        "taken_at": taken_at.isoformat(),
        "facts_at": at.isoformat(),
        "plan": _plan(plan),
        "commitments": commitments,
        "axes": _axes(plan, commitments),
        "published_totals": _published_totals(plan),
        "stages": _stages(plan),
        "totals": snapshot.totals(commitments),
        "inquiries": inquiries.counts(plan, since=snapshot.first_instant(first), before=at),
        "previous": {"month": previous["month"], "totals": previous["totals"]}
        if previous
        else None,
    }


def _plan(plan: Plan) -> PlanFacts:
    members = PlanMember.objects.filter(plan=plan).select_related("organization")
    return {
        "slug": plan.slug,
        "title": plan.title,
        "kind": plan.kind,
        "state": plan.state,
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


def _rows(plan: Plan, before: datetime.datetime) -> QuerySet[Commitment]:
    milestones = Milestone.objects.order_by("position").prefetch_related(
        Prefetch("reschedules", Reschedule.objects.filter(at__lt=before).order_by("at"))
    )
    return (
        Commitment.objects.public()
        .filter(plan=plan)
        .select_related("axis", "responsible", "source", "contact", "plan")
        .defer("search")
        .prefetch_related(Prefetch("milestones", milestones))
        .order_by("axis__position", "number", "sort_key", "pk")
    )


def _commitment(
    row: Commitment, *, first: datetime.date, last_day: datetime.date, day: datetime.date
) -> CommitmentFacts:
    contact = getattr(row, "contact", None)
    owes_report = definitions.is_owing_reports(
        row.state, plan_state=row.plan.state, is_historical=row.plan.is_historical
    )
    return {
        "slug": row.slug,
        "number": row.number,
        "title": row.title,
        "sentence": row.sentence,
        "objective": row.objective,
        "axis": row.axis.name if row.axis else "",
        "responsible": str(row.responsible or ""),
        "post": contact.post if contact else "",
        "state": row.state,
        "state_reason": row.state_reason,
        "starts_on": _iso(row.starts_on),
        "ends_on": _iso(row.ends_on),
        "precision": row.precision,
        "computed_progress": row.computed_progress,
        "computed_level": row.computed_level,
        "claimed_level": row.claimed_level,
        "last_report_on": _iso(row.last_report_on),
        "not_reported": owes_report
        and definitions.is_unreported(row.last_report_on, until=last_day),
        "source": row.source.title if row.source else "",
        "milestones": [
            _milestone(milestone, first=first, last_day=last_day, day=day)
            for milestone in row.milestones.all()
        ],
    }


def _milestone(
    row: Milestone, *, first: datetime.date, last_day: datetime.date, day: datetime.date
) -> MilestoneFacts:
    delay = row.delay(on=day)
    moves: list[Move] = [
        {
            "from": _iso(move.from_on),
            "to": _iso(move.to_on),
            "cause": str(DelayCause(move.cause).label),
            "reason": move.reason,
            "on": _iso(timezone.localdate(move.at)),
        }
        for move in row.reschedules.all()
    ]
    return {
        "position": row.position,
        "title": row.title,
        "state": row.state,
        "state_reason": row.state_reason,
        "is_open": row.is_open,
        "counts": definitions.is_counted_milestone(row.state),
        "progress": row.progress,
        "weight": row.weight,
        "due_on": _iso(row.due_on),
        "first_due_on": _iso(row.first_due_on),
        "completed_on": _iso(row.completed_on),
        "days_late": delay.against_due,
        "days_late_against_first": delay.against_first,
        "times_moved": len(moves),
        "moved_this_month": [
            move
            for move in moves
            if first.isoformat() <= (move["on"] or "") <= last_day.isoformat()
        ],
        "finished_this_month": row.completed_on is not None
        and first <= row.completed_on <= last_day,
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
