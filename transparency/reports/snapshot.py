"""The month of a plan as it is frozen: its shape, its counts and its one way of being JSON.

Values in, values out. Everything a report says is read from this JSON.
"""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import NotRequired, TypedDict

from django.utils import timezone

from commitments.plans import definitions
from commitments.plans.states import Level, MilestoneState

# 2: questions and objections. 3: withdrawn commitments and cancelled milestones counted apart.
# 4: the facts are those of the last day of the month, as known when they were taken; what was
# finished is what the report before did not give as complete. 5: who issues it and from which
# address, what was reported in the month with its evidence, what others say, what was amended, who
# moved each date, progress by months, and of the report before what each commitment counted.
# A snapshot is never written again: each schema is printed by the layout that was made for it.
SCHEMA = 5
ADDS_UP = 4  # since this schema the changes of a month add up
WHOLE = 5  # since this schema the report tells the month by itself
LEVELS = tuple(reversed(Level.values))
Totals = dict[str, int]

Move = TypedDict(
    "Move",
    {
        "from": str | None,
        "to": str | None,
        "cause": str,
        "reason": str,
        "on": str | None,
        "by": NotRequired[str],  # since schema 5: the role that moved it, never the person
    },
)


class MilestoneFacts(TypedDict):
    """A milestone in the snapshot; dates are ISO."""

    position: int
    title: str
    state: str
    state_reason: str
    is_open: bool
    counts: NotRequired[bool]  # since schema 3
    progress: int
    weight: int
    due_on: str | None
    first_due_on: str | None
    completed_on: str | None
    days_late: int
    days_late_against_first: int
    times_moved: int
    moved_this_month: list[Move]
    finished_this_month: bool
    reopened_this_month: NotRequired[bool]  # since schema 4


class EvidenceFacts(TypedDict):
    """A means of verification, and the places of the milestones that it proves."""

    title: str
    address: str
    dated_on: str | None
    milestones: list[int]


class ToldFacts(TypedDict):
    """What the report of the month says of a commitment, with its evidence."""

    narrative: str
    results: str
    next_steps: str
    challenges: str
    is_nil: bool
    delay_cause: str
    source_note: str
    approved_on: str | None
    evidence: list[EvidenceFacts]


class RatingFacts(TypedDict):
    """A criterion of a rubric and the option chosen, in words."""

    criterion: str
    value: str


class RemarkFacts(TypedDict):
    """What an institution said of a fact of an account, beside the line that it answers to."""

    organization: str
    quote: str
    text: str


class AccountFacts(TypedDict):
    """What an organization other than the government says of a commitment, in force at the
    cut-off, and what the institution said of its facts before it was published.
    """

    kind: str
    organization: str
    rubric: str
    edition: int
    published_on: str | None
    ratings: list[RatingFacts]
    narrative: str
    dissent: str
    remarks: NotRequired[list[RemarkFacts]]


class AmendedFacts(TypedDict):
    """One thing that an amendment changed."""

    what: str
    before: str
    after: str


class AmendmentFacts(TypedDict):
    """An amendment that came into force in the month."""

    number: int
    kind: str
    reason: str
    agreement: str
    on: str | None
    fields: list[AmendedFacts]


class MonthFacts(TypedDict):
    """A month of progress, in percent: planned by the dates in force and by the first ones, and
    done (null in a month to come).
    """

    month: str
    planned: int
    promised: int
    done: int | None


class ProgressFacts(TypedDict):
    """Progress by months, and of the last day of the report's month."""

    months: list[MonthFacts]
    done: int
    planned: int


class CommitmentFacts(TypedDict):
    """A commitment in the snapshot; `computed_progress` is null where it has no milestones."""

    slug: str
    number: int | None
    title: str
    sentence: str
    objective: str
    axis: str
    responsible: str
    post: str
    state: str
    state_reason: str
    starts_on: str | None
    ends_on: str | None
    precision: str
    computed_progress: int | None
    computed_level: str
    claimed_level: str
    last_report_on: str | None
    not_reported: bool
    source: str
    milestones: list[MilestoneFacts]
    progress_by_month: NotRequired[ProgressFacts | None]  # these four since schema 5
    told: NotRequired[ToldFacts | None]
    accounts: NotRequired[list[AccountFacts]]
    amendments: NotRequired[list[AmendmentFacts]]


class MemberFacts(TypedDict):
    """An organization of the plan and its part in it."""

    slug: str
    name: str
    part: str


class PlanFacts(TypedDict):
    """The plan itself."""

    slug: str
    title: str
    kind: str
    state: str
    is_historical: bool
    starts_on: str | None
    ends_on: str | None
    precision: str
    source: str
    members: list[MemberFacts]


class AxisFacts(TypedDict):
    """An axis of the plan with its own counts."""

    slug: str
    name: str
    totals: Totals


class PublishedFacts(TypedDict):
    """A total that a source published."""

    counts: str
    axis: str
    value: int
    source: str
    note: str


class StageFacts(TypedDict):
    """A stage of the plan's co-creation."""

    name: str
    opens_on: str | None
    closes_on: str | None
    precision: str
    state: str
    note: str


class NarrativeFacts(TypedDict):
    """What the coordination tells of the month, in Markdown."""

    text: str
    approved_on: str | None


class RowBefore(TypedDict):
    """A commitment in the report before: what it added to each count."""

    slug: str
    title: str
    progress: int | None
    counts: Totals


class MonthBefore(TypedDict):
    """The counts of the report before, and which edition of it they are of."""

    month: str
    edition: NotRequired[int]  # since schema 4
    totals: Totals
    rows: NotRequired[list[RowBefore]]  # since schema 5


class PortalFacts(TypedDict):
    """Who issues the report, and the address that its links lead to."""

    name: str
    owner: str
    url: str


class Snapshot(TypedDict):
    """The facts of a plan as they stood at the cut-off of a month."""

    schema: int
    month: str
    edition: int
    cut_off_at: str
    taken_at: str
    facts_at: str
    plan: PlanFacts
    commitments: list[CommitmentFacts]
    axes: list[AxisFacts]
    published_totals: list[PublishedFacts]
    stages: list[StageFacts]
    totals: Totals
    inquiries: NotRequired[dict[str, dict[str, int]]]  # since schema 2
    previous: MonthBefore | None
    portal: NotRequired[PortalFacts]  # these four since schema 5
    amendments: NotRequired[list[AmendmentFacts]]  # of the plan itself
    narrative: NotRequired[NarrativeFacts | None]
    progress_by_month: NotRequired[ProgressFacts | None]


def first_instant(month: datetime.date) -> datetime.datetime:
    """Return the first instant of the day that `month` is, in the portal's zone."""
    return datetime.datetime.combine(
        month, datetime.time.min, tzinfo=timezone.get_default_timezone()
    )


def cut_off(month: datetime.date) -> datetime.datetime:
    """Return the first instant after `month`, in Santiago: what happens then no longer counts for
    it.
    """
    return first_instant((month.replace(day=1) + datetime.timedelta(days=32)).replace(day=1))


def canonical(facts: Snapshot) -> str:
    """Return JSON with sorted keys and no spaces: the same facts are always the same text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse(body: str) -> Snapshot:
    """Return the facts of a snapshot from its JSON."""
    facts: Snapshot = json.loads(body)
    return facts


def digest(text: str) -> str:
    """Return the sha256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def totals(commitments: Sequence[CommitmentFacts]) -> Totals:
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
        "milestones_complete": sum(map(is_complete, milestones)),
        "milestones_late": sum(map(is_late, milestones)),
        "finished_this_month": sum(milestone["finished_this_month"] for milestone in milestones),
        "reopened_this_month": sum(
            milestone.get("reopened_this_month", False) for milestone in milestones
        ),
        "moved_this_month": sum(len(milestone["moved_this_month"]) for milestone in everything),
        "not_reported": sum(row["not_reported"] for row in commitments),
    }


def row_before(row: CommitmentFacts) -> RowBefore:
    """Return what a commitment of the report before added to each count: the counts of a report are
    the sums of those of its rows.
    """
    return {
        "slug": row["slug"],
        "title": row["title"],
        "progress": row["computed_progress"],
        "counts": totals([row]),
    }


def month_before(previous: Snapshot) -> MonthBefore:
    """Return what the next report keeps of the one before; its rows only if its counts are the sums
    of them.
    """
    adds_up = previous["schema"] >= ADDS_UP
    return {
        "month": previous["month"],
        "edition": previous["edition"],
        "totals": previous["totals"],
        "rows": [row_before(row) for row in previous["commitments"]] if adds_up else [],
    }


def is_complete(milestone: MilestoneFacts) -> bool:
    """Say whether a milestone was complete at the cut-off."""
    return milestone["state"] == MilestoneState.COMPLETE


def is_late(milestone: MilestoneFacts) -> bool:
    """Say whether a milestone was pending with its date passed at the cut-off."""
    return milestone["is_open"] and milestone["days_late"] > 0


def level_label(level: str) -> str:
    """Return the words of a level as reports print them."""
    return str(Level(level).label) if level else ""
