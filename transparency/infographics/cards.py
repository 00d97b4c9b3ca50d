"""What a picture tells, as facts and codes: read from the data, never typed, the same shape for the
fulfilled and the unfulfilled.

A card is public by construction: it is read as anybody reads. It has no clock in it but `late`,
which turns when a date passes.
"""

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, Sum
from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from commitments.plans.states import Level
from forums.sessions.models import Session
from transparency.budgets.models import BudgetPeriod
from transparency.budgets.queries import sheet_page
from transparency.reports.models import ComplianceReport

EVERYBODY = AnonymousUser()
LEVELS = (*reversed(Level.values), "")
MOST_KNOTS = 12


@dataclass(frozen=True)
class Card:
    """The facts of one picture.

    `layout` is the state that decides its colour and words; dates are ISO, "" for none; `steps` are
    (title, state, date).
    """

    kind: str
    slug: str
    path: str
    layout: str
    title: str
    sentence: str = ""
    context: str = ""
    owner: str = ""
    done: int = 0
    total: int = 0
    progress: int | None = None
    level: str = ""
    claimed: str = ""
    steps: tuple[tuple[str, str, str], ...] = ()
    levels: tuple[int, ...] = ()
    late_since: str = ""
    day: str = ""
    moved: int = 0
    reason: str = ""
    figures: tuple[int, ...] = ()
    source: str = ""
    cut_off_on: str = ""

    def as_json(self) -> str:
        """Return the facts in one canonical text: the same facts, the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Card":
        """Return the card that a text holds. Raises ValueError, TypeError for one that
        holds none.
        """
        said: dict[str, Any] = json.loads(text)
        said["steps"] = tuple(tuple(step) for step in said["steps"])
        said["levels"] = tuple(said["levels"])
        said["figures"] = tuple(said["figures"])
        return cls(**said)


def commitment_rows() -> Any:
    """Return the public commitments with all that their cards ask for: two queries for many."""
    return (
        Commitment.objects.allowing("view", EVERYBODY)
        .select_related("plan", "responsible", "axis", "source")
        .prefetch_related(
            Prefetch(
                "milestones",
                Milestone.objects.filter(definitions.counted_milestones()).order_by("position"),
            )
        )
        .defer("search", "problem", "relevance", "ambition", "additional_information")
    )


def commitment(row: Commitment, *, on: datetime.date) -> Card:
    """Return the card of a commitment on the day `on`."""
    milestones = list(row.milestones.all())
    layout = _layout(row, on=on)
    return Card(
        kind="commitment",
        slug=row.slug,
        path=f"/compromisos/{row.slug}/",
        layout=layout,
        title=row.title,
        sentence=row.sentence,
        context=row.plan.title + (f" · {row.axis.name}" if row.axis else ""),
        owner=str(row.responsible.name) if row.responsible else "",
        done=row.complete_count,
        total=row.milestone_count,
        progress=row.computed_progress,
        level=row.computed_level,
        claimed=row.claimed_level,
        steps=tuple(
            (
                one.title,
                "late" if one.is_late(on=on) else one.state,
                str(one.completed_on or one.due_on),
            )
            for one in milestones
        ),
        late_since=str(row.open_due_on) if layout == "late" and row.open_due_on else "",
        day=str(row.open_due_on or ""),
        moved=row.times_moved,
        reason=row.state_reason if layout in {"withdrawn", "unfulfilled"} else "",
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
    )


def _layout(row: Commitment, *, on: datetime.date) -> str:
    """Return the state that a commitment's card shows: the same card for all of them."""
    if definitions.is_withdrawn(row.state):
        return "withdrawn"
    if not definitions.is_promised(row.state):
        return "proposed"
    if row.plan.is_historical:
        return "told"
    if definitions.is_complete(row.state, computed_level=row.computed_level):
        return "complete"
    if definitions.is_unfulfilled(row.state, computed_level=row.computed_level):
        return "unfulfilled"
    if row.is_late(on=on):
        return "late"
    return "under_way" if row.has_begun else "promised"


def plan(row: Plan, *, on: datetime.date) -> Card:
    """Return the card of a plan: how many of its commitments are at each level. Two queries."""
    return plans([row], on=on)[0]


def plans(rows: Sequence[Plan], *, on: datetime.date) -> list[Card]:
    """Return the cards of several plans: two queries, whatever their number."""
    by_plan: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    counted = (
        Commitment.objects.allowing("view", EVERYBODY)
        .filter(plan__in=rows)
        .order_by()
        .values("plan_id", "state", "is_proposed", "computed_level", "claimed_level")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=definitions.late(on=on)),
            moved=Sum("times_moved"),
        )
    )
    for counts in counted:
        by_plan[counts["plan_id"]].append(counts)
    members: dict[int, list[str]] = {row.pk: [] for row in rows}
    places = (
        PlanMember.objects.filter(plan__in=rows)
        .exclude(part=PlanMember.Part.MONITOR)
        .select_related("organization")
    )
    for place in places.order_by("part", "pk"):
        members[place.plan_id].append(place.organization.short_name or place.organization.name)
    return [_plan(row, by_plan[row.pk], members[row.pk]) for row in rows]


def _plan(row: Plan, counts: list[dict[str, Any]], members: list[str]) -> Card:
    levels: Counter[str] = Counter()
    for one in counts:
        if definitions.is_promised(one["state"]):
            levels[one["claimed_level" if row.is_historical else "computed_level"]] += one["n"]
    proposed = sum(
        one["n"]
        for one in counts
        if definitions.is_proposal(one["state"], is_proposed=one["is_proposed"])
    )
    late = sum(one["late"] for one in counts)
    return Card(
        kind="plan",
        slug=row.slug,
        path=f"/planes/{row.slug}/",
        layout="told" if row.is_historical else row.state,
        title=row.title,
        sentence=row.summary,
        owner=" · ".join(members),
        done=levels["complete"],
        total=sum(levels.values()),
        levels=tuple(levels[level] for level in LEVELS),
        figures=(proposed, late),
        moved=sum(one["moved"] or 0 for one in counts),
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
    )


def month(report: ComplianceReport) -> Card:
    """Return the card of a month of a plan, from its frozen snapshot alone: no query."""
    facts = json.loads(report.snapshot.body)
    totals = facts["totals"]
    return Card(
        kind="month",
        slug=f"{report.snapshot.plan.slug}-{facts['month']}",
        path="/informes/",
        layout="late" if totals["milestones_late"] else "issued",
        title=facts["plan"]["title"],
        day=f"{facts['month']}-01",
        done=totals["milestones_complete"],
        total=totals["milestones"],
        levels=tuple(
            totals[f"computed_{level}"] if level else totals["without_milestones"]
            for level in LEVELS
        ),
        figures=(
            totals["finished_this_month"],
            totals["milestones_late"],
            totals["moved_this_month"],
            totals["not_reported"],
            totals["registered"],
        ),
        owner=" · ".join(
            member["name"]
            for member in facts["plan"]["members"]
            if member["part"] != PlanMember.Part.MONITOR
        ),
        cut_off_on=str(timezone.localdate(report.snapshot.cut_off_at) - datetime.timedelta(days=1)),
    )


def session(row: Session) -> Card:
    """Return the card of a session of a forum: three queries."""
    seats = row.attendances.filter(status__in=("present", "remote")).count()
    agreements = row.agreements.count()
    return Card(
        kind="session",
        slug=row.slug,
        path=f"/sesiones/{row.slug}/",
        layout=row.state,
        title=row.title,
        sentence=row.purpose,
        context=row.forum.name,
        owner=row.forum.convener.name,
        day=str(timezone.localdate(row.starts_at)) if row.starts_at else "",
        figures=(seats, agreements),
        source=row.source.title if row.source else "",
        cut_off_on=str(timezone.localdate(row.modified_at)),
        reason=row.state_reason,
    )


def sheet(period: BudgetPeriod) -> Card:
    """Return the card of a budget sheet: what its page shows, five queries."""
    facts = sheet_page(period)
    rows = sorted(facts["rows"], key=lambda one: -one.accrued)[:5]
    return Card(
        kind="sheet",
        slug=period.slug,
        path=f"/fichas/{period.slug}/",
        layout="late" if any(one.severity == "high" for one in facts["findings"]) else "issued",
        title=str(period.program.name),
        context=period.program.sheet_title,
        owner=str(facts["organization"].name),
        figures=(facts["accrued"], facts["current"], len(facts["findings"])),
        steps=tuple((one.label, str(one.current), str(one.accrued)) for one in rows),
        day=f"{period.year}-{period.month:02}-01" if period.month else "",
        done=period.year,
        source=str(period.source or period.file_name),
        cut_off_on=str(timezone.localdate(period.imported_at)),
        progress=1 if period.side == "income" else 0,
    )
