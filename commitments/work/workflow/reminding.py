"""The reminders of each morning. Whatever runs twice or late tells nothing twice and leaves nothing
out: a reminder is known by the thing and the date it is about.
"""

import datetime

from django.conf import settings

from commitments.assessments.models import Assessment
from commitments.assessments.states import AssessmentState
from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import OPEN_INQUIRY
from commitments.plans import definitions, reporting
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.timeline import queries as timeline
from commitments.work import queries
from ogp_portal.foundation import dates, workdays
from ogp_portal.foundation.events import notices

FIRST, LAST = datetime.timedelta(days=30), datetime.timedelta(days=7)  # before a milestone's date
TOLD_LATE = datetime.timedelta(days=30)  # after it: what was late before is on the board
BEFORE_CLOSING = 3  # working days, for a month's report and for an answer


def remind(*, today: datetime.date) -> int:
    """Tell each person, in one letter, what falls due in her hands, what is late, which report of
    the month is missing, which answer is due and which factual review closes; coordinators what is
    late in their plans. Return how many reminders are new. What stops it leaves each person told
    of all or of nothing, and the next run tells the rest.
    """
    return notices.tell([*_milestones(today), *_reports(today), *_answers(today), *_reviews(today)])


def _milestones(today: datetime.date) -> list[tuple[str, Milestone, str]]:
    rows = (
        Milestone.objects.filter(
            definitions.owed_milestones(),
            due_on__gte=today - TOLD_LATE,
            due_on__lte=today + FIRST,
            commitment__plan__is_historical=False,
        )
        .select_related("commitment__plan")
        .order_by("due_on", "pk")
    )
    done = queries.said_done([row.pk for row in rows])
    told = []
    for row in rows:
        if row.pk in done:
            continue
        if row.is_late(on=today):
            told += [
                (name, row, row.due_on.isoformat())
                for name in ("milestone_late", "milestone_late_in_plan")
            ]
        else:
            days = LAST if row.due_on - today <= LAST else FIRST
            told.append(("milestone_due", row, f"{row.due_on.isoformat()} {days.days}"))
    return told


def _reports(today: datetime.date) -> list[tuple[str, Commitment, str]]:
    month = reporting.month_before(today)
    closes = reporting.closes(month, days=settings.REPORTING_DAYS).due_on
    if closes < today or workdays.between(today, closes) > BEFORE_CLOSING:
        return []
    plans = Plan.objects.filter(definitions.reported_of(month)).order_by("pk")
    missing, _sent = timeline.silent_about(plans, month)
    return [("report_due", row, month.isoformat()) for row in missing]


def _answers(today: datetime.date) -> list[tuple[str, Inquiry, str]]:
    rows = Inquiry.objects.filter(
        state__in=OPEN_INQUIRY,
        answer_due_on__gte=today - TOLD_LATE,
        answer_due_on__lte=today + LAST,
    ).select_related("commitment__plan")
    return [
        (
            "answer_late" if row.answer_due_on < today else "answer_due",
            row,
            row.answer_due_on.isoformat(),
        )
        for row in rows.order_by("answer_due_on", "pk")
        if row.answer_due_on < today or workdays.between(today, row.answer_due_on) <= BEFORE_CLOSING
    ]


def _reviews(today: datetime.date) -> list[tuple[str, Assessment, str]]:
    """Return the factual reviews whose last day is near; it is the one before they close."""
    begins = dates.first_instant(today)
    rows = Assessment.objects.filter(
        state=AssessmentState.FACTUAL_REVIEW,
        review_closes_at__gt=begins,
        review_closes_at__lte=begins + LAST,
    ).select_related("commitment__plan")
    return [
        ("review_closing", row, row.last_day.isoformat())
        for row in rows.order_by("review_closes_at", "pk")
        if row.last_day and workdays.between(today, row.last_day) <= BEFORE_CLOSING
    ]
