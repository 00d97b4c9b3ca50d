"""The facts by which a plan's process is judged: one query of as many parts as there are facts."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Aggregate, Count, Exists, Max, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from commitments.assessments.models import Assessment
from commitments.assessments.states import AssessmentState
from commitments.organizations.models import Organization
from commitments.plans.access import CONSORTIUM
from commitments.plans.models import Commitment, Plan, PlanMember
from commitments.plans.states import CommitmentState
from commitments.progress.models import Evidence
from forums.bodies.models import Forum, Seat
from forums.drafts.models import Comment, Consultation
from forums.drafts.states import CommentState, ResponseState
from forums.participation.queries.outcomes import CONFIRMED
from forums.process.models import Stage, StageEvidence
from forums.process.requirements import Facts
from forums.proposals.models import Call, Proposal
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from forums.surveys.models import Survey
from forums.surveys.states import PUBLIC_SURVEY
from ogp_portal.models import JournalEntry

CHANNELS = ("calls_count", "surveys_count", "consultations_count")
YEAR = datetime.timedelta(days=365)
Parts = Mapping[str, Subquery | Exists]  # each fact by its name, as a part of the one query


def facts_of(plan: Plan, *, today: datetime.date, stages: Sequence[Stage]) -> tuple[Facts, str]:
    """Return what exists about a plan on a day, and the site of who leads it ("" without one).

    `stages` come with their evidence.
    """
    parts = {
        **_of_forums(plan, today=today),
        **_of_publication(plan),
        **_of_assessments(plan, today=today),
        **_of_participation(plan),
    }
    seen: dict[str, Any] = dict(Plan.objects.filter(pk=plan.pk).values(**parts)[0])
    evidence = [row for stage in stages for row in stage.evidence.all()]
    evidence_days = [row.happened_on for row in evidence]
    if seen["evidence_at"]:
        evidence_days.append(timezone.localdate(seen["evidence_at"]))
    closed = (seen["closed_title"], seen["closed_on"])
    facts = Facts(
        today=today,
        is_local=plan.kind == Plan.Kind.LOCAL,
        last_session_on=_day(seen["last_session_at"]),
        government_seats=seen["government_seats"] or 0,
        other_seats=seen["other_seats"] or 0,
        has_rules=seen["has_rules"],
        last_change_on=_day(seen["last_change_at"]),
        last_evidence_on=max(evidence_days, default=None),
        submitted_on=_day(seen["submitted_at"]),
        has_inception=seen["has_inception"],
        closed_without_assessment=(closed,) if all(closed) else (),
        last_plan_ended_on=seen["before_on"] if plan.kind == Plan.Kind.NATIONAL else None,
        first_stage_on=min((stage.opens_on for stage in stages if stage.opens_on), default=None),
        outreach_acts=sum(row.kind == StageEvidence.Kind.OUTREACH for row in evidence),
        channels=sum(seen[name] or 0 for name in CHANNELS),
        contributions=(seen["proposals_count"] or 0) + (seen["comments_count"] or 0),
        unanswered=(seen["unanswered_proposals"] or 0) + (seen["unanswered_comments"] or 0),
        accountability_sessions=seen["accountability_sessions"] or 0,
    )
    return facts, seen["website"] or ""


def _of_forums(plan: Plan, *, today: datetime.date) -> Parts:
    """Return the parts about the forums of a plan: their seats, rules and sessions."""
    forums = Forum.objects.filter(
        Q(plan=plan)
        | Q(plan=None, kind=Forum.Kind.MULTI_STAKEHOLDER, convener__in=_consortium(plan))
    )
    sessions = Session.objects.filter(forum__in=forums, state=SessionState.HELD)
    accountability = sessions.filter(is_accountability=True, starts_at__date__gt=today - YEAR)
    seats = Seat.objects.current().voting().filter(forum__in=forums)
    of_government = Q(sector=Organization.Sector.GOVERNMENT)
    return {
        "last_session_at": _over(sessions, Max("starts_at")),
        "accountability_sessions": _over(accountability, Count("pk")),
        "government_seats": _over(seats.filter(of_government), Count("pk")),
        "other_seats": _over(seats.exclude(of_government), Count("pk")),
        "has_rules": Exists(forums.filter(~Q(rules="") | ~Q(rules_url=""))),
    }


def _of_publication(plan: Plan) -> Parts:
    """Return the parts about what is published of a plan: its journal, evidence and site."""
    entries = JournalEntry.objects.filter(plan_slug=plan.slug, is_public=True).order_by("-at")
    evidence = Evidence.objects.allowing("view", AnonymousUser()).filter(commitment__plan=plan)
    leads = PlanMember.objects.filter(plan=plan, part=PlanMember.Part.LEAD)
    return {
        "last_change_at": Subquery(entries.values("at")[:1]),
        "submitted_at": Subquery(entries.filter(act="submit").values("at")[:1]),
        "evidence_at": _over(evidence, Max("added_at")),
        "website": Subquery(leads.values("organization__website")[:1]),
    }


def _of_assessments(plan: Plan, *, today: datetime.date) -> Parts:
    """Return the parts about independent assessments, and the plan before this one."""
    independent = Assessment.objects.filter(
        commitment__plan=plan,
        kind=Assessment.Kind.INDEPENDENT,
        state=AssessmentState.PUBLISHED,
    )
    closed = (
        Commitment.objects.filter(plan=plan, state=CommitmentState.CLOSED)
        .exclude(
            assessments__kind=Assessment.Kind.INDEPENDENT,
            assessments__state=AssessmentState.PUBLISHED,
        )
        .order_by("concluded_on", "pk")
    )
    before = Plan.objects.filter(
        kind=plan.kind,
        ends_on__lt=today,
        places__part=PlanMember.Part.LEAD,
        places__organization__in=_consortium(plan),
    ).exclude(pk=plan.pk)
    closed_on = Coalesce("concluded_on", "ends_on")
    return {
        "has_inception": Exists(independent),
        "closed_title": Subquery(closed.values("title")[:1]),
        "closed_on": Subquery(closed.values(day=closed_on)[:1]),
        "before_on": _over(before, Max("ends_on")),
    }


def _of_participation(plan: Plan) -> Parts:
    """Return the parts about calls, surveys, consultations and what people contributed."""
    calls = Call.objects.announced().filter(plan=plan)
    surveys = Survey.objects.filter(plan=plan, state__in=PUBLIC_SURVEY)
    consultations = Consultation.objects.shown().filter(
        version__draft__plan=plan, version__draft__forum=None
    )
    proposals = Proposal.objects.filter(call__plan=plan, state__in=CONFIRMED)
    comments = Comment.objects.filter(
        consultation__in=consultations, state=CommentState.PUBLISHED, parent=None
    )
    unanswered = comments.exclude(response__state=ResponseState.APPROVED)
    return {
        "calls_count": _over(calls, Count("pk")),
        "surveys_count": _over(surveys, Count("pk")),
        "consultations_count": _over(consultations, Count("pk")),
        "proposals_count": _over(proposals, Count("pk")),
        "unanswered_proposals": _over(proposals.filter(answered_at=None), Count("pk")),
        "comments_count": _over(comments, Count("pk")),
        "unanswered_comments": _over(unanswered, Count("pk")),
    }


def _consortium(plan: Plan) -> "QuerySet[PlanMember, Mapping[str, object]]":
    """Return the organizations that make the plan, as a condition."""
    members = PlanMember.objects.filter(plan=plan, part__in=CONSORTIUM)
    return members.values("organization_id")


def _over(rows: "QuerySet[Model]", aggregate: Aggregate) -> Subquery:
    """Return an aggregate over other rows as a part of a query; null over none."""
    return Subquery(
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(_result=aggregate)
        .values("_result")
    )


def _day(at: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(at) if at else None
