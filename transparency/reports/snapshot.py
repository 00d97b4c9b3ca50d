"""Freezing a month: the facts of a plan read in one place and written as canonical JSON.

Everything else reads that JSON.
"""

import datetime
import hashlib
import json
from collections import Counter
from typing import Any

from django.db.models import Prefetch
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
from commitments.plans.states import DelayCause, Level, MilestoneState
from forums.process.models import Stage

# 2: questions and objections. 3: withdrawn commitments and cancelled milestones counted apart.
SCHEMA = 3
LEVELS = tuple(reversed(Level.values))


def cut_off(month: datetime.date) -> datetime.datetime:
    """Return the first instant after `month`, in Santiago: what happens then no longer counts for
    it.
    """
    following = (month.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    return datetime.datetime.combine(
        following, datetime.time.min, tzinfo=timezone.get_default_timezone()
    )


def _first_instant(month: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(
        month, datetime.time.min, tzinfo=timezone.get_default_timezone()
    )


def canonical(facts: dict[str, Any]) -> str:
    """Return JSON with sorted keys and no spaces: the same facts are always the same text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the sha256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(
    plan: Plan,
    *,
    month: datetime.date,
    edition: int,
    taken_at: datetime.datetime,
    previous: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the facts of `plan` for `month`: seven queries, whatever the number of commitments."""
    first = month.replace(day=1)
    at = min(cut_off(first), taken_at)
    last_day = timezone.localdate(cut_off(first)) - datetime.timedelta(days=1)
    day = min(last_day, timezone.localdate(taken_at))
    commitments = [
        _commitment(row, first=first, last_day=last_day, day=day)
        for row in _rows(plan, cut_off(first))
    ]
    facts: dict[str, Any] = {
        "schema": SCHEMA,
        "month": first.isoformat()[:7],
        "edition": edition,
        "cut_off_at": cut_off(first).isoformat(),
        "taken_at": taken_at.isoformat(),
        "facts_at": at.isoformat(),
        "plan": {
            "slug": plan.slug,
            "title": plan.title,
            "kind": plan.kind,
            "state": plan.state,
            "is_historical": plan.is_historical,
            "starts_on": _day(plan.starts_on),
            "ends_on": _day(plan.ends_on),
            "precision": plan.precision,
            "source": plan.source.title if plan.source else "",
            "members": [
                {
                    "slug": place.organization.slug,
                    "name": place.organization.name,
                    "part": place.part,
                }
                for place in PlanMember.objects.filter(plan=plan)
                .select_related("organization")
                .order_by("part", "pk")
            ],
        },
        "commitments": commitments,
        "axes": _axes(plan, commitments),
        "published_totals": [
            {
                "counts": total.counts,
                "axis": total.axis.slug if total.axis else "",
                "value": total.value,
                "source": total.source.title,
                "note": total.note,
            }
            for total in PublishedTotal.objects.filter(plan=plan)
            .select_related("axis", "source")
            .order_by("axis__position", "counts", "source__slug")
        ],
        "stages": [
            {
                "name": stage.name,
                "opens_on": _day(stage.opens_on),
                "closes_on": _day(stage.closes_on),
                "precision": stage.precision,
                "state": stage.state,
                "note": stage.date_note,
            }
            for stage in Stage.objects.filter(plan=plan).order_by("position")
        ],
    }
    facts["totals"] = totals(commitments)
    facts["inquiries"] = inquiries.counts(plan, since=_first_instant(first), before=at)
    facts["previous"] = (
        {"month": previous["month"], "totals": previous["totals"]} if previous else None
    )
    return facts


def totals(commitments: list[dict[str, Any]]) -> dict[str, int]:
    """Return the counts of the report from its own rows, so that anybody can recompute them from
    the attachment.
    """
    # Every row of a snapshot is public: one that was not withdrawn is promised or proposed.
    registered = [row for row in commitments if not definitions.is_withdrawn(row["state"])]
    everything = [milestone for row in commitments for milestone in row["milestones"]]
    milestones = [
        milestone
        for row in registered
        for milestone in row["milestones"]
        if definitions.is_counted_milestone(milestone["state"])
    ]
    levels = Counter(row["computed_level"] for row in registered)
    claimed = Counter(row["claimed_level"] for row in registered)
    return {
        "registered": len(registered),
        "proposed": sum(not definitions.is_promised(row["state"]) for row in registered),
        "withdrawn": len(commitments) - len(registered),
        "without_milestones": levels[""],
        **{f"computed_{level}": levels[level] for level in LEVELS},
        **{f"claimed_{level}": claimed[level] for level in LEVELS},
        "milestones": len(milestones),
        "milestones_cancelled": sum(
            not definitions.is_counted_milestone(milestone["state"]) for milestone in everything
        ),
        "milestones_complete": sum(
            milestone["state"] == MilestoneState.COMPLETE for milestone in milestones
        ),
        "milestones_late": sum(
            milestone["is_open"] and milestone["days_late"] > 0 for milestone in milestones
        ),
        "finished_this_month": sum(milestone["finished_this_month"] for milestone in everything),
        "moved_this_month": sum(len(milestone["moved_this_month"]) for milestone in everything),
        "not_reported": sum(row["not_reported"] for row in commitments),
    }


def _rows(plan: Plan, before: datetime.datetime) -> Any:
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
) -> dict[str, Any]:
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
        "starts_on": _day(row.starts_on),
        "ends_on": _day(row.ends_on),
        "precision": row.precision,
        "computed_progress": row.computed_progress,
        "computed_level": row.computed_level,
        "claimed_level": row.claimed_level,
        "last_report_on": _day(row.last_report_on),
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
) -> dict[str, Any]:
    delay = row.delay(on=day)
    moves = [
        {
            "from": _day(move.from_on),
            "to": _day(move.to_on),
            "cause": str(DelayCause(move.cause).label),
            "reason": move.reason,
            "on": _day(timezone.localdate(move.at)),
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
        "due_on": _day(row.due_on),
        "first_due_on": _day(row.first_due_on),
        "completed_on": _day(row.completed_on),
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


def _axes(plan: Plan, commitments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for axis in Axis.objects.filter(plan=plan).order_by("position"):
        own = [row for row in commitments if row["axis"] == axis.name]
        rows.append({"slug": axis.slug, "name": axis.name, "totals": totals(own)})
    return rows


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def level_label(value: str) -> str:
    """Return the words of a level as reports print them."""
    return str(Level(value).label) if value else ""
