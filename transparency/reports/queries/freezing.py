"""The month of a plan read from the database as it will be frozen."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from commitments.inquiries import queries as inquiries
from commitments.plans import reporting
from commitments.plans.models import Axis, Commitment, Contact, Milestone, Plan, PublishedTotal
from commitments.plans.states import DelayCause
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from commitments.timeline.queries import CommitmentThen, MilestoneThen, PlanAsOf
from forums.process.models import Stage
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import history
from transparency.reports import snapshot
from transparency.reports.queries import telling
from transparency.reports.snapshot import (
    AxisFacts,
    CommitmentFacts,
    MilestoneFacts,
    Move,
    PlanFacts,
    ProgressFacts,
    PublishedFacts,
    Snapshot,
    StageFacts,
)

Reached = set[tuple[str, int]]  # complete milestones: the commitment's slug and the place in it


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
    stood = timeline.plan_as_of(plan, at)
    records = timeline.read_plan(plan)
    rows = timeline.stand(records, at)
    told = telling.of_month(plan, [then.row for then in rows], month=first, at=at)
    whole, own = timeline.plan_months(plan, at, records)
    posts = _posts([then.row for then in rows], before=cut_off)
    with languages.in_own():
        commitments: list[CommitmentFacts] = [
            {
                **_commitment(then, month=first, before=before, told=told, posts=posts),
                "progress_by_month": _by_month(own.get(then.row.pk)),
            }
            for then in rows
        ]
    return {
        "schema": snapshot.SCHEMA,
        "month": first.isoformat()[:7],
        "edition": edition,
        "cut_off_at": cut_off.isoformat(),
        "taken_at": taken_at.isoformat(),
        "facts_at": cut_off.isoformat(),
        "plan": _plan(stood),
        "commitments": commitments,
        "axes": _axes(stood.axes, commitments),
        "published_totals": _published_totals(plan, before=cut_off),
        "stages": _stages(plan, before=cut_off),
        "totals": snapshot.totals(commitments),
        "inquiries": inquiries.counts(plan, since=snapshot.first_instant(first), before=cut_off),
        "previous": snapshot.month_before(previous) if previous else None,
        "portal": {
            "name": settings.PORTAL_NAME,
            "owner": settings.PORTAL_OWNER,
            "url": settings.PORTAL_URL,
        },
        "progress_by_month": _by_month(whole),
        "amendments": told.of_plan,
        "narrative": telling.narrative(plan, month=first, at=at),
    }


def _by_month(progress: timeline.Progress | None) -> ProgressFacts | None:
    if progress is None:
        return None
    return {
        "months": [
            {
                "month": row.month.isoformat()[:7],
                "planned": row.planned,
                "promised": row.promised,
                "done": row.done,
            }
            for row in progress.months
        ],
        "done": progress.done,
        "planned": progress.planned,
    }


def _plan(stood: PlanAsOf) -> PlanFacts:
    plan = stood.row
    return {
        "slug": plan.slug,
        "title": plan.title,
        "kind": plan.kind,
        "state": stood.state,
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
            for member in stood.members
        ],
    }


def _posts(rows: list[Commitment], *, before: datetime.datetime) -> dict[int, str]:
    """Return the post that answered for each commitment, by its key, before an instant."""
    contacts = {row.contact.pk: row.pk for row in rows if hasattr(row, "contact")}
    stood = history.as_of(Contact, contacts, before=before)
    return {contacts[pk]: version.post for pk, version in stood.items()}


def _published_totals(plan: Plan, *, before: datetime.datetime) -> list[PublishedFacts]:
    rows = PublishedTotal.objects.filter(plan=plan).select_related("axis", "source")
    stood = history.as_of(PublishedTotal, [row.pk for row in rows], before=before)
    return [
        {
            "counts": total.counts,
            "axis": total.axis.slug if total.axis else "",
            "value": stood[total.pk].value,
            "source": total.source.title,
            "note": stood[total.pk].note,
        }
        for total in rows.order_by("axis__position", "counts", "source__slug")
    ]


def _stages(plan: Plan, *, before: datetime.datetime) -> list[StageFacts]:
    rows = Stage.objects.filter(plan=plan).order_by("position").values_list("pk", flat=True)
    stood = history.as_of(Stage, rows, before=before)
    return [
        {
            "name": stage.name,
            "opens_on": _iso(stage.opens_on),
            "closes_on": _iso(stage.closes_on),
            "precision": stage.precision,
            "state": stage.state,
            "note": stage.date_note,
        }
        for stage in (stood[pk] for pk in rows)
    ]


def _commitment(
    then: CommitmentThen,
    *,
    month: datetime.date,
    before: Reached | None,
    told: telling.Month,
    posts: Mapping[int, str],
) -> CommitmentFacts:
    row, text = then.row, then.text
    return {
        "slug": row.slug,
        "number": row.number,
        "title": text.title,
        "sentence": text.sentence,
        "objective": text.objective,
        "axis": row.axis.name if row.axis else "",
        "responsible": str(row.responsible or ""),
        "post": posts.get(row.pk, ""),
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
            _milestone(part, then, month=month, before=before, told=told)
            for part in then.milestones
        ],
        "told": told.reports.get(row.pk),
        "accounts": told.accounts.get(row.pk, []),
        "amendments": told.amendments.get(row.pk, []),
    }


def _milestone(
    part: MilestoneThen,
    of: CommitmentThen,
    *,
    month: datetime.date,
    before: Reached | None,
    told: telling.Month,
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
            "by": told.moved_by(of.row.pk, move.from_on, move.to_on),
        }
        for move in part.moves
    ]
    first, last_day = reporting.first_day(month), reporting.last_day(month)
    was_complete = before is not None and (of.row.slug, row.position) in before
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


def _axes(axes: list[Axis], commitments: list[CommitmentFacts]) -> list[AxisFacts]:
    return [
        {
            "slug": axis.slug,
            "name": axis.name,
            "totals": snapshot.totals([row for row in commitments if row["axis"] == axis.name]),
        }
        for axis in axes
    ]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
