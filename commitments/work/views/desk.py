"""Mi trabajo: one page with what waits for me, for editor, counterpart, coordinator and monitor."""

import datetime

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commitments.amendments import queries as amendments
from commitments.assessments import queries as assessments
from commitments.assessments.models import Assessment
from commitments.organizations.access import MAY_BE_DELEGATED, roles_of
from commitments.plans import definitions, reporting
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from commitments.progress import queries as progress
from commitments.progress.models import ProgressUpdate
from commitments.timeline import queries as timeline
from commitments.work import queries
from commitments.work.models import Succession
from ogp_portal.foundation.events import notices
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.permissions.staff_site import may_enter

MOST = 50
MOST_TOLD = 15


@signed_in
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, by her roles of today."""
    today = timezone.localdate()
    person = request.user
    roles = roles_of(person)
    context = {
        "today": today,
        "roles": roles,
        "enters_admin": may_enter(request),
        "hands_over": rights.may_at_all(Succession, "create", person),
        "delegates": any(row.role in MAY_BE_DELEGATED for row in roles),
        "month": today.replace(day=1),
        "last_month": reporting.month_before(today),
        "told": notices.latest(signed_in_user(request), most=MOST_TOLD),
        "board": queries.board(person, today=today),
        "glance": queries.glance(person, today=today),
        "handed": queries.handed_over(signed_in_user(request), now=timezone.now()),
        **_reporting(person, today),
        "to_review": queries.to_review(person),
        **_amending(person),
        **_texts(person),
        **_judging(person),
    }
    return render(request, "commitments/work/my_work.html", context)


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
    month = reporting.month_before(today)
    told = queries.sent([row.pk for row in mine], month)
    running = timeline.runnings(mine, progress.clocks_now())
    closes_on = reporting.closes(month, days=settings.REPORTING_DAYS).due_on
    owed = list(
        Milestone.objects.filter(
            definitions.owed_milestones(),
            commitment__in=Commitment.objects.allowing("report_progress", person),
            due_on__lte=today + queries.SOON,
        )
        .select_related("commitment")
        .order_by("due_on", "pk")[:MOST]
    )
    return {
        "to_report": [(row, row.pk not in told and running[row.pk].owes(month)) for row in mine],
        "closes_on": closes_on,
        "is_closed": closes_on < today,
        "overdue": [row for row in owed if row.is_late(on=today)],
        "soon": [row for row in owed if not row.is_late(on=today)],
        "drafts": list(
            ProgressUpdate.objects.allowing("edit", person)
            .select_related("commitment")
            .order_by("state", "period_starts_on")[:MOST]
        ),
    }


def _amending(person: Person) -> dict[str, object]:
    """Return the amendments she may approve or go on writing, and whether she may write any."""
    waiting = amendments.to_review(person, most=MOST)
    return {
        "amendments": [*waiting, *amendments.being_written(person, most=MOST)],
        "amendments_to_review": len(waiting),
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
        "under_review": assessments.under_review(person, most=MOST),
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
