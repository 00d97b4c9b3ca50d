"""Mi trabajo: one page with what waits for me, for editor, counterpart, coordinator and monitor."""

import datetime

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commitments.amendments import queries as amendments
from commitments.assessments.models import Assessment
from commitments.organizations.access import roles_of
from commitments.plans import definitions
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from commitments.progress.models import ProgressUpdate
from ogp_portal.foundation.permissions.decorators import signed_in
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.permissions.staff_site import may_enter

MOST = 50


@signed_in
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, by her roles of today."""
    today = timezone.localdate()
    person = request.user
    context = {
        "today": today,
        "roles": roles_of(person),
        "enters_admin": may_enter(request),
        "month": today.replace(day=1),
        "last_month": _last_month(today),
        **_reporting(person, today),
        **_reviewing(person),
        **_amending(person),
        **_texts(person),
        **_judging(person),
    }
    return render(request, "commitments/work/my_work.html", context)


def _last_month(today: datetime.date) -> datetime.date:
    return (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def _reporting(person: Person, today: datetime.date) -> dict[str, object]:
    """Return what an editor owes: commitments to report on, which lack last month's report,
    milestones overdue, her drafts.
    """
    mine = list(
        Commitment.objects.allowing("report_progress", person)
        .select_related("plan")
        .defer("search")
        .order_by("last_report_on", "sort_key")[:MOST]
    )
    before = today.replace(day=1) - datetime.timedelta(days=1)
    return {
        "to_report": [
            (row, definitions.is_unreported(row.last_report_on, until=before)) for row in mine
        ],
        "overdue": list(
            Milestone.objects.late(on=today)
            .filter(commitment__in=Commitment.objects.allowing("report_progress", person))
            .select_related("commitment")
            .order_by("due_on")[:MOST]
        ),
        "drafts": list(
            ProgressUpdate.objects.allowing("edit", person)
            .select_related("commitment")
            .order_by("state", "period_starts_on")[:MOST]
        ),
    }


def _reviewing(person: Person) -> dict[str, object]:
    return {
        "to_review": list(
            ProgressUpdate.objects.allowing("approve_update", person)
            .select_related("commitment__responsible")
            .order_by("submitted_at")[:MOST]
        )
    }


def _amending(person: Person) -> dict[str, object]:
    """Return the amendments she may approve or go on writing, and whether she may write any."""
    waiting = amendments.to_review(person, most=MOST)
    return {
        "amendments": [*waiting, *amendments.being_written(person, most=MOST)],
        "amends": Commitment.objects.allowing("amend", person).exists(),
    }


def _texts(person: Person) -> dict[str, object]:
    rows = (
        Commitment.objects.allowing("edit", person)
        .select_related("plan")
        .annotate(
            counted=Count("milestones", filter=definitions.counted_milestones("milestones__"))
        )
        .defer("search")
        .order_by("plan", "number")[:MOST]
    )
    return {
        "texts": [
            (row, plans.missing_before_publication(row, milestones=getattr(row, "counted", 0)))
            for row in rows
        ]
    }


def _judging(person: Person) -> dict[str, object]:
    return {
        "as_counterpart": list(
            Commitment.objects.allowing("judge_as_counterpart", person)
            .select_related("plan")
            .defer("search")
            .order_by("sort_key")[:MOST]
        ),
        "as_monitor": list(
            Commitment.objects.allowing("judge_as_monitor", person)
            .select_related("plan")
            .defer("search")
            .order_by("sort_key")[:MOST]
        ),
        "judgements": list(
            Assessment.objects.allowing("edit", person)
            .select_related("commitment", "organization")
            .order_by("commitment__sort_key")[:MOST]
        ),
    }
