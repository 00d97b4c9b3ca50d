"""The page of a plan's process: its stages with what can be done in each, what it must comply with,
and what became of the proposals.
"""

import datetime
from enum import StrEnum

from django.db.models import Prefetch
from django.utils import timezone

from commitments.plans.models import Plan, PublishedTotal
from forums.bodies.models import Forum
from forums.drafts.models import Draft
from forums.participation.queries.facts import facts_of
from forums.participation.queries.outcomes import outcomes_of
from forums.process import requirements
from forums.process.models import Stage, StageEvidence
from forums.process.states import StageState
from forums.proposals.models import Call
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from forums.surveys.models import Survey
from forums.surveys.states import PUBLIC_SURVEY
from ogp_portal.foundation.permissions.rights import Person

MOST = 12
OGP_PLANS = (Plan.Kind.LOCAL, Plan.Kind.NATIONAL)
Counts = PublishedTotal.Counts
STEPS = (Counts.DIALOGUES, Counts.PROPOSALS, Counts.COMMITMENTS)  # of a plan's co-creation


class Moment(StrEnum):
    """Where a stage stands in time."""

    PAST = "past"
    NOW = "now"
    BEGUN = "begun"  # its source states no end
    COMING = "coming"
    UNKNOWN = "unknown"


def process_of(plan: Plan, *, user: Person) -> dict[str, object]:
    """Return the page of a plan's process: stages with where we are and what can be done in each,
    requirements, and what became of the proposals.
    """
    today = timezone.localdate()
    stages = _stages(plan)
    facts, website = facts_of(plan, today=today, stages=stages)
    is_of_ogp = plan.kind in OGP_PLANS and not plan.is_historical
    by_law = requirements.required_by_law(
        today=today,
        kind=plan.kind,
        has_registered_text=plan.source_id is not None,
        website=website,
    )
    drafts = Draft.objects.allowing("view", user).filter(plan=plan, latest_number__gte=1)
    return {
        "plan": plan,
        "stages": [(stage, _moment(stage, today=today)) for stage in stages],
        "lights": requirements.required_by_ogp(facts) if is_of_ogp else [],
        "legal": [] if plan.is_historical else by_law,
        "picture": outcomes_of(plan),
        "published": _published_steps(plan),
        "drafts": list(drafts.order_by("title")[:MOST]),
        "forums": list(Forum.objects.filter(plan=plan).order_by("kind", "name")),
        "now": timezone.now(),
        "today": today,
    }


def stages_today(plan: Plan) -> dict[str, object]:
    """Return the stages of a plan that are under way, and the next to come: one query."""
    today = timezone.localdate()
    stages = Stage.objects.filter(plan=plan).order_by("position")
    placed = [(stage, _moment(stage, today=today)) for stage in stages]
    coming = [stage for stage, moment in placed if moment == Moment.COMING]
    return {
        "plan": plan,
        "now": [stage for stage, moment in placed if moment in {Moment.NOW, Moment.BEGUN}],
        "next": coming[0] if coming else None,
    }


def _stages(plan: Plan) -> list[Stage]:
    """Return the stages with their evidence and what belongs to each that anybody sees."""
    calls = Call.objects.announced().order_by("opens_at")
    surveys = Survey.objects.filter(state__in=PUBLIC_SURVEY).order_by("opens_at")
    sessions = Session.objects.exclude(state=SessionState.DRAFT).order_by("starts_at")
    return list(
        Stage.objects.filter(plan=plan)
        .select_related("source")
        .prefetch_related(
            Prefetch("evidence", StageEvidence.objects.order_by("happened_on", "pk")),
            Prefetch("calls", calls, to_attr="announced_calls"),
            Prefetch("surveys", surveys, to_attr="public_surveys"),
            Prefetch("sessions", sessions, to_attr="public_sessions"),
        )
        .order_by("position")
    )


def _moment(stage: Stage, *, today: datetime.date) -> Moment:
    """Return where a stage stands: what was recorded of it, and otherwise what its dates say."""
    if stage.state != StageState.PLANNED:
        return Moment.NOW if stage.state == StageState.OPEN else Moment.PAST
    if stage.opens_on is None:
        return Moment.UNKNOWN
    if stage.opens_on > today:
        return Moment.COMING
    if stage.closes_on is None:
        return Moment.BEGUN
    return Moment.PAST if stage.closes_on < today else Moment.NOW


def _published_steps(plan: Plan) -> list[tuple[str, int, str]]:
    """Return what a source states of the way from dialogues to commitments (words, number, source),
    where it states at least two steps.
    """
    totals = PublishedTotal.objects.filter(plan=plan, axis=None, counts__in=STEPS).select_related(
        "source"
    )
    if len({total.counts for total in totals}) < 2:
        return []
    rows = sorted(totals, key=lambda total: STEPS.index(Counts(total.counts)))
    return [(total.get_counts_display(), total.value, total.source.title) for total in rows]
