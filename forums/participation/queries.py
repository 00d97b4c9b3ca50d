"""What the pages of participation ask of the database, each in a bounded number of queries."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Avg, Count, Exists, F, Max, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.assessments.models import Assessment
from commitments.assessments.states import AssessmentState
from commitments.plans.access import CONSORTIUM
from commitments.plans.models import Commitment, Plan, PlanMember, PublishedTotal
from commitments.plans.states import PUBLIC_COMMITMENT, CommitmentState
from commitments.progress.models import Evidence
from forums.bodies.models import Forum, Seat
from forums.drafts.models import Comment, Consultation, Draft
from forums.drafts.states import CommentState, ConsultationState, ResponseState
from forums.participation import flow
from forums.process import requirements
from forums.process.models import Stage, StageEvidence
from forums.process.states import StageState
from forums.proposals.models import Call, GroupHeadcount, Proposal
from forums.proposals.models.proposal import SECTORS
from forums.proposals.states import PROPOSAL, ProposalState
from forums.sessions.models import Session, SessionHeadcount
from forums.sessions.states import SessionState
from forums.surveys.models import Sheet, Survey
from forums.surveys.states import SurveyState
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import JournalEntry

MOST = 12
CONFIRMED = [name for name in PROPOSAL.names if name != ProposalState.RECEIVED]


def open_doors(user: Person) -> dict[str, Any]:
    """Return what anybody can do now, and what opens or meets soon: four queries."""
    now = timezone.now()
    calls = list(
        Call.objects.announced()
        .allowing("view", user)
        .filter(closes_at__gt=now)
        .select_related("plan")
        .order_by("closes_at")[:MOST]
    )
    surveys = list(
        Survey.objects.allowing("view", user)
        .filter(state=SurveyState.ANNOUNCED, closes_at__gt=now)
        .select_related("plan")
        .order_by("closes_at")[:MOST]
    )
    consultations = list(
        Consultation.objects.allowing("view", user)
        .filter(state=ConsultationState.ANNOUNCED, closes_at__gt=now)
        .select_related("version__draft__plan")
        .order_by("closes_at")[:MOST]
    )
    sessions = list(
        Session.objects.allowing("view", user)
        .filter(state=SessionState.CONVENED, starts_at__gt=now)
        .select_related("forum")
        .order_by("starts_at")[:MOST]
    )
    return {
        "calls": calls,
        "surveys": surveys,
        "consultations": consultations,
        "sessions": sessions,
        "now": now,
    }


def past_doors(user: Person) -> dict[str, Any]:
    """Return the latest calls and surveys that are over, with what came of them."""
    now = timezone.now()
    calls = (
        Call.objects.announced()
        .allowing("view", user)
        .filter(closes_at__lte=now)
        .select_related("plan")
    )
    surveys = (
        Survey.objects.allowing("view", user)
        .filter(Q(closes_at__lte=now) | Q(closes_at=None))
        .select_related("plan", "session")
    )
    return {
        "past_calls": list(
            calls.annotate(
                received=Count("proposals", filter=Q(proposals__state__in=CONFIRMED))
            ).order_by("-closes_at")[:MOST]
        ),
        "past_consultations": list(
            Consultation.objects.shown()
            .allowing("view", user)
            .filter(closes_at__lte=now)
            .order_by("-closes_at")[:MOST]
        ),
        "past_surveys": list(surveys.order_by("-closes_at", "title")[:MOST]),
        "plans": list(
            Plan.objects.allowing("view", user)
            .filter(stages__isnull=False)
            .distinct()
            .order_by("is_historical", "-starts_on", "title")[:MOST]
        ),
    }


def process(plan: Plan, *, user: Person) -> dict[str, Any]:
    """Return the page of a plan's process: stages with where we are and what can be done in each,
    lights, and what became of everything.
    """
    today = timezone.localdate()
    now = timezone.now()
    stages = list(
        Stage.objects.filter(plan=plan)
        .select_related("source")
        .prefetch_related(
            Prefetch("evidence", StageEvidence.objects.order_by("happened_on", "pk")),
            Prefetch(
                "calls", Call.objects.announced().order_by("opens_at"), to_attr="doors_to_propose"
            ),
            Prefetch(
                "surveys",
                Survey.objects.filter(
                    state__in=(SurveyState.ANNOUNCED, SurveyState.REPORTED)
                ).order_by("opens_at"),
                to_attr="doors_to_answer",
            ),
            Prefetch(
                "sessions",
                Session.objects.exclude(state=SessionState.DRAFT).order_by("starts_at"),
                to_attr="meetings",
            ),
        )
        .order_by("position")
    )
    facts, website = _facts(plan, today=today, stages=stages)
    return {
        "plan": plan,
        "stages": [(stage, _when(stage, today=today)) for stage in stages],
        "lights": requirements.required_by_ogp(facts)
        if plan.kind in {"ogp_local", "ogp_national"} and not plan.is_historical
        else [],
        "legal": []
        if plan.is_historical
        else requirements.required_by_law(
            today=today,
            kind=plan.kind,
            has_registered_text=plan.source_id is not None,
            website=website,
        ),
        "picture": what_became(plan),
        "published": _published(plan),
        "drafts": list(
            Draft.objects.allowing("view", user)
            .filter(plan=plan, latest_number__gte=1)
            .order_by("title")[:MOST]
        ),
        "forums": list(Forum.objects.filter(plan=plan).order_by("kind", "name")),
        "now": now,
        "today": today,
    }


def _when(stage: Stage, *, today: datetime.date) -> str:
    """Return where a stage stands: what was recorded of it, and otherwise what its dates say."""
    if stage.state in {StageState.OPEN, StageState.CLOSED, StageState.REPORTED}:
        return "now" if stage.state == StageState.OPEN else "past"
    if stage.opens_on is None:
        return "unknown"
    if stage.opens_on > today:
        return "coming"
    if stage.closes_on is None:
        return "begun"
    return "past" if stage.closes_on < today else "now"


def _facts(
    plan: Plan, *, today: datetime.date, stages: Sequence[Stage]
) -> tuple[requirements.Facts, str]:
    """Return what exists about a plan, and the site of who leads it: one query of as many parts as
    there are facts.
    """
    conveners = PlanMember.objects.filter(plan=plan, part__in=CONSORTIUM).values("organization_id")
    forums = Forum.objects.filter(
        Q(plan=plan) | Q(plan=None, kind=Forum.Kind.MULTI_STAKEHOLDER, convener__in=conveners)
    )
    sessions = Session.objects.filter(forum__in=forums, state=SessionState.HELD)
    seats = Seat.objects.current().voting().filter(forum__in=forums)
    acts = JournalEntry.objects.filter(plan_slug=plan.slug, is_public=True).order_by("-at")
    evidence = Evidence.objects.allowing("view", AnonymousUser()).filter(commitment__plan=plan)
    closed = Commitment.objects.filter(plan=plan, state=CommitmentState.CLOSED).exclude(
        assessments__kind="independent", assessments__state=AssessmentState.PUBLISHED
    )
    proposals = Proposal.objects.filter(call__plan=plan, state__in=CONFIRMED)
    before = Plan.objects.filter(
        kind=plan.kind, ends_on__lt=today, places__part="lead", places__organization__in=conveners
    ).exclude(pk=plan.pk)
    surveys = Survey.objects.filter(
        plan=plan, state__in=(SurveyState.ANNOUNCED, SurveyState.REPORTED)
    )
    consultations = Consultation.objects.shown().filter(
        version__draft__plan=plan, version__draft__forum=None
    )
    comments = Comment.objects.filter(
        consultation__in=consultations, state=CommentState.PUBLISHED, parent=None
    )
    seen = Plan.objects.filter(pk=plan.pk).values(
        last_session_at=_over(sessions, Max("starts_at")),
        accountability=_over(
            sessions.filter(
                is_accountability=True, starts_at__date__gt=today - datetime.timedelta(days=365)
            ),
            Count("pk"),
        ),
        government=_over(seats.filter(sector="government"), Count("pk")),
        others=_over(seats.exclude(sector="government"), Count("pk")),
        has_rules=Exists(forums.filter(~Q(rules="") | ~Q(rules_url=""))),
        last_change_at=Subquery(acts.values("at")[:1]),
        submitted_at=Subquery(acts.filter(act="submit").values("at")[:1]),
        evidence_at=_over(evidence, Max("added_at")),
        has_inception=Exists(
            Assessment.objects.filter(
                commitment__plan=plan, kind="independent", state=AssessmentState.PUBLISHED
            )
        ),
        closed_title=Subquery(closed.order_by("concluded_on", "pk").values("title")[:1]),
        closed_on=Subquery(
            closed.order_by("concluded_on", "pk").values(day=Coalesce("concluded_on", "ends_on"))[
                :1
            ]
        ),
        contributions=_over(proposals, Count("pk")),
        unanswered=_over(proposals.filter(answered_at=None), Count("pk")),
        calls_announced=_over(Call.objects.announced().filter(plan=plan), Count("pk")),
        surveys_announced=_over(surveys, Count("pk")),
        consultations_announced=_over(consultations, Count("pk")),
        comments=_over(comments, Count("pk")),
        unanswered_comments=_over(
            comments.exclude(response__state=ResponseState.APPROVED), Count("pk")
        ),
        before_on=_over(before, Max("ends_on")),
        website=Subquery(
            PlanMember.objects.filter(plan=plan, part=PlanMember.Part.LEAD).values(
                "organization__website"
            )[:1]
        ),
    )[0]
    own = [row.happened_on for stage in stages for row in stage.evidence.all()]
    added = [timezone.localdate(seen["evidence_at"])] if seen["evidence_at"] else []
    facts = requirements.Facts(
        today=today,
        is_local=plan.kind == "ogp_local",
        last_session_on=_day(seen["last_session_at"]),
        government_seats=seen["government"] or 0,
        other_seats=seen["others"] or 0,
        has_rules=seen["has_rules"],
        last_change_on=_day(seen["last_change_at"]),
        last_evidence_on=max([*own, *added], default=None),
        submitted_on=_day(seen["submitted_at"]),
        has_inception=seen["has_inception"],
        closed_without_assessment=((seen["closed_title"], seen["closed_on"]),)
        if seen["closed_title"] and seen["closed_on"]
        else (),
        last_plan_ended_on=seen["before_on"] if plan.kind == "ogp_national" else None,
        first_stage_on=min((stage.opens_on for stage in stages if stage.opens_on), default=None),
        outreach_acts=sum(
            row.kind == "outreach" for stage in stages for row in stage.evidence.all()
        ),
        channels=(seen["calls_announced"] or 0)
        + (seen["surveys_announced"] or 0)
        + (seen["consultations_announced"] or 0),
        contributions=(seen["contributions"] or 0) + (seen["comments"] or 0),
        unanswered=(seen["unanswered"] or 0) + (seen["unanswered_comments"] or 0),
        accountability_sessions=seen["accountability"] or 0,
    )
    return facts, seen["website"] or ""


def _over(rows: Any, aggregate: Any) -> Subquery:
    """Return an aggregate over other rows as a part of a query."""
    return Subquery(
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(_said=aggregate)
        .values("_said")
    )


def _day(at: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(at) if at else None


def _published(plan: Plan) -> list[tuple[str, int, str]]:
    """Return what a source states of the way from dialogues to commitments, where it states at
    least two steps.
    """
    rows = PublishedTotal.objects.filter(
        plan=plan, axis=None, counts__in=("dialogues", "proposals", "commitments")
    ).select_related("source")
    order = {"dialogues": 0, "proposals": 1, "commitments": 2}
    found = sorted(
        (
            (order[row.counts], row.get_counts_display(), row.value, row.source.title)
            for row in rows
        ),
        key=lambda one: one[0],
    )
    return (
        [(label, value, source) for _place, label, value, source in found]
        if len({one[0] for one in found}) > 1
        else []
    )


def what_became(plan: Plan) -> dict[str, Any] | None:
    """Return the picture of a plan's proposals: how they came, what was decided, in which
    commitments they are; with its table.
    """
    counted = list(
        Proposal.objects.filter(call__plan=plan, state__in=CONFIRMED)
        .exclude(arrival=Proposal.Arrival.SPLIT)
        .values_list("arrival", "state")
        .annotate(n=Count("pk"))
        .order_by("arrival", "state")
    )
    if not counted:
        return None
    by_state, by_arrival = Counter[str](), Counter[str]()
    links = []
    for arrival, state, n in counted:
        by_state[state] += n
        by_arrival[arrival] += n
        links.append(flow.Link(f"a:{arrival}", f"s:{state}", n))
    reached = _reached(plan)
    commitments = Counter[str]()
    for state, title, n in reached:
        commitments[title] += n
        links.append(flow.Link(f"s:{state}", f"c:{title}", n))
    arrivals = dict(Proposal.Arrival.choices)
    columns = [
        [(f"a:{name}", str(arrivals[name]), n) for name, n in by_arrival.items()],
        [
            (f"s:{name}", str(PROPOSAL.names[name].label), by_state[name])
            for name in PROPOSAL.names
            if by_state[name]
        ],
        [(f"c:{title}", title, n) for title, n in commitments.items()],
    ]
    labels = {key: label for column in columns for key, label, _n in column}
    return {
        "drawing": flow.draw(columns, links),
        "rows": [(labels[link.source], labels[link.target], link.count) for link in links],
        "all": sum(by_arrival.values()),
        "in_commitments": len(commitments),
    }


REACHED = """
WITH RECURSIVE up (commitment_id, proposal_id) AS (
    SELECT o.commitment_id, o.proposal_id FROM forums_origin o JOIN commitments_commitment c ON c.id = o.commitment_id
    WHERE c.plan_id = %s AND (c.is_proposed OR c.state = ANY(%s))
    UNION SELECT up.commitment_id, l.parent_id FROM up JOIN forums_lineage l ON l.child_id = up.proposal_id)
SELECT p.state, c.title, count(*) FROM up JOIN forums_proposal p ON p.id = up.proposal_id JOIN commitments_commitment c ON c.id = up.commitment_id
WHERE p.arrival <> 'split' GROUP BY 1, 2 ORDER BY 2, 1
"""


def _reached(plan: Plan) -> list[tuple[str, str, int]]:
    """Return how many original proposals reached each public commitment, by the state they ended
    in, through merges and splits too.
    """
    with connection.cursor() as cursor:
        cursor.execute(REACHED, (plan.pk, list(PUBLIC_COMMITMENT)))
        return list(cursor.fetchall())


def figures(plan: Plan | None = None) -> dict[str, Any]:
    """Return the figures of participation, of a plan or of all: how many, from where, answered in
    time; nobody identified.
    """
    of_plan = Q(call__plan=plan) if plan else Q()
    proposals = Proposal.objects.filter(of_plan, state__in=CONFIRMED).exclude(
        arrival=Proposal.Arrival.SPLIT
    )
    today = timezone.localdate()
    answered = proposals.aggregate(
        all=Count("pk"),
        organizations=Count("organization_name", filter=~Q(organization_name=""), distinct=True),
        supports=Sum("support_count"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        due=Count("pk", filter=Q(answer_due_on__lt=today) | Q(answered_at__isnull=False)),
        in_time=Count(
            "pk", filter=Q(answered_at__isnull=False, answer_due_on__gte=TruncDate("answered_at"))
        ),
        days=Avg(F("answered_at") - F("confirmed_at")),
    )
    sectors = {**dict(SECTORS), "citizens": _("ciudadanía")}
    came = Counter[str]()
    for model, path in (
        (SessionHeadcount, "session__forum__plan"),
        (GroupHeadcount, "group__call__plan"),
    ):
        rows = (
            model.objects.filter(**({path: plan} if plan else {}))
            .values_list("sector")
            .annotate(people=Sum("people"))
        )
        came.update(dict(rows))
    return {
        **answered,
        "days": answered["days"].days if answered["days"] is not None else None,
        "by_sector": [
            (sectors.get(name, name), n)
            for name, n in proposals.values_list("sector")
            .annotate(n=Count("pk"))
            .order_by("-n", "sector")
        ],
        "by_territory": [
            (name or _("Toda la región"), n)
            for name, n in proposals.values_list("territory__name")
            .annotate(n=Count("pk"))
            .order_by("-n", "territory__name")[:MOST]
        ],
        "by_stage": [
            (name or _("Sin etapa"), n)
            for name, n in proposals.values_list("call__stage__name")
            .annotate(n=Count("pk"))
            .order_by("-n")[:MOST]
        ],
        "came": [
            (sectors.get(name, _("organismo internacional")), n) for name, n in came.most_common()
        ],
        "people": sum(came.values()),
        "comments": Comment.objects.filter(
            state=CommentState.PUBLISHED,
            consultation__version__draft__forum=None,
            **({"consultation__version__draft__plan": plan} if plan else {}),
        ).count(),
        "sheets": Sheet.objects.filter(**({"survey__plan": plan} if plan else {})).count(),
    }
