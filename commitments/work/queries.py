"""What Mi trabajo asks: by institution for who coordinates, at a glance for an authority, and where
is what one handed over. The figures are those of `plans.definitions` and `timeline`.
"""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from commitments.amendments import queries as amendments
from commitments.amendments.models import Amendment
from commitments.amendments.states import AmendmentState
from commitments.inquiries import queries as inquiries
from commitments.organizations.models import Membership, RoleProposal
from commitments.plans import definitions, reporting
from commitments.plans.fulfilment import ALL
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.progress.models import MilestoneClaim, ProgressUpdate
from commitments.progress.states import UpdateState
from commitments.timeline import queries as timeline
from commitments.work.models import Succession
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User

MOST = 300
SOON = definitions.RISK_DAYS
SENT = (UpdateState.SUBMITTED, UpdateState.APPROVED)
LATELY = datetime.timedelta(days=30)


def said_done(milestones: Collection[int]) -> set[int]:
    """Return the milestones that a report that waits for its review says are complete."""
    claims = MilestoneClaim.objects.filter(
        milestone__in=milestones, progress=ALL, update_of__state=UpdateState.SUBMITTED
    )
    return set(claims.values_list("milestone", flat=True))


def sent(commitments: Collection[int], month: datetime.date) -> set[int]:
    """Return the commitments of which a report of a month was sent or approved."""
    rows = ProgressUpdate.objects.filter(
        commitment__in=commitments, period_starts_on=month, state__in=SENT
    )
    return set(rows.values_list("commitment", flat=True))


@dataclass
class AtInstitution:
    """What one institution owes: commitments without a report of the month, milestones that are
    late and that fall due within thirty days; and what it sent that waits for its reader.
    """

    name: str
    key: int | None = None  # of the institution, None where it is a plan or nobody answers
    silent: list[Commitment] = field(default_factory=list)
    late: list[Milestone] = field(default_factory=list)
    soon: list[Milestone] = field(default_factory=list)
    reports: list[ProgressUpdate] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    texts: list[Commitment] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Return how many things wait for whoever reads it."""
        return len(self.reports) + len(self.amendments) + len(self.texts)


def board(person: Person, *, today: datetime.date) -> list[AtInstitution]:
    """Return what each institution owes in the plans under way that a person coordinates, and what
    waits for her, by name: the same number of queries whatever there is of each.
    """
    plans = list(Plan.objects.allowing("run", person).filter(definitions.under_way()))
    if not plans:
        return []
    found: dict[str, AtInstitution] = {}

    def at(row: Commitment | Plan) -> AtInstitution:
        place = _place_of(row)
        return found.setdefault(place.name, place)

    silent, _sent = timeline.silent_about(plans, reporting.month_before(today))
    for commitment in silent:
        at(commitment).silent.append(commitment)
    for milestone in _owed(plans, until=today + SOON):
        place = at(milestone.commitment)
        (place.late if milestone.is_late(on=today) else place.soon).append(milestone)
    for update in to_review(person):
        at(update.commitment).reports.append(update)
    for amendment in amendments.to_review(person, most=MOST):
        at(amendment.amended).amendments.append(amendment)
    for text in to_publish(person):
        at(text).texts.append(text)
    return sorted(found.values(), key=lambda place: place.name)


def _place_of(row: Commitment | Plan) -> AtInstitution:
    if isinstance(row, Plan):
        return AtInstitution(str(row))
    return AtInstitution(str(row.responsible or ""), row.responsible_id)


def _owed(plans: list[Plan], *, until: datetime.date) -> list[Milestone]:
    rows = Milestone.objects.filter(
        definitions.owed_milestones(), commitment__plan__in=plans, due_on__lte=until
    )
    return list(rows.select_related("commitment__responsible").order_by("due_on", "pk")[:MOST])


def to_review(person: Person) -> list[ProgressUpdate]:
    """Return the reports that wait for a person, the oldest first."""
    return list(
        ProgressUpdate.objects.allowing("approve_update", person)
        .select_related("commitment__responsible")
        .order_by("submitted_at", "pk")[:MOST]
    )


def to_publish(person: Person) -> list[Commitment]:
    """Return the texts that wait for a person."""
    return list(
        Commitment.objects.allowing("publish", person)
        .select_related("responsible")
        .defer("search")
        .order_by("sort_key", "pk")[:MOST]
    )


def handed_over(
    person: User, *, now: datetime.datetime
) -> list[tuple[ProgressUpdate | None, Amendment | None]]:
    """Return the reports and amendments that a person wrote and that wait for their review or were
    sent within thirty days, the newest first: what she handed over and where it is.
    """
    since = now - LATELY
    updates = (
        ProgressUpdate.objects.allowing("view", person)
        .filter(author=person, submitted_at__isnull=False)
        .exclude(state=UpdateState.APPROVED, submitted_at__lt=since)
        .exclude(state=UpdateState.SUPERSEDED)
        .select_related("commitment")
        .order_by("-submitted_at")[:MOST]
    )
    sent = (
        Amendment.objects.allowing("view", person)
        .filter(Q(state=AmendmentState.SUBMITTED) | Q(submitted_at__gte=since), author=person)
        .select_related("commitment", "plan")
        .order_by("-submitted_at")[:MOST]
    )
    rows: list[tuple[ProgressUpdate | None, Amendment | None]] = [
        *((update, None) for update in updates),
        *((None, amendment) for amendment in sent),
    ]
    return sorted(rows, key=lambda row: _sent_at(*row), reverse=True)


def _sent_at(update: ProgressUpdate | None, amendment: Amendment | None) -> datetime.datetime:
    at = (update or amendment).submitted_at  # type: ignore[union-attr]
    return at or datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Glance:
    """The promises that an authority answers for: done, late, at risk, and how many go on."""

    done: list[Commitment]
    late: list[Commitment]
    at_risk: list[Commitment]
    others: int

    @property
    def total(self) -> int:
        """Return how many promises there are."""
        return len(self.done) + len(self.late) + len(self.at_risk) + self.others


def glance(person: Person, *, today: datetime.date) -> Glance | None:
    """Return how the promises stand that a person oversees in plans under way, None if there are
    none: one query.
    """
    rows = list(
        Commitment.objects.allowing("oversee", person)
        .filter(definitions.promised(), definitions.under_way("plan__"))
        .select_related("responsible", "plan")
        .defer("search")
        .order_by("open_due_on", "sort_key", "pk")
    )
    if not rows:
        return None
    kinds: dict[str, list[Commitment]] = {"done": [], "late": [], "at_risk": [], "": []}
    for row in rows:
        kinds[_stands(row, on=today)].append(row)
    return Glance(kinds["done"], kinds["late"], kinds["at_risk"], len(kinds[""]))


def _stands(row: Commitment, *, on: datetime.date) -> str:
    if definitions.is_complete(row.state, computed_level=row.computed_level):
        return "done"
    if definitions.is_late(row.state, open_due_on=row.open_due_on, on=on):
        return "late"
    if definitions.is_at_risk(row.state, open_due_on=row.open_due_on, on=on):
        return "at_risk"
    return ""


def roles_to_hand_over(succession: Succession) -> list[Membership]:
    """Return the roles of who leaves that go on from the day of a succession."""
    rows = Membership.objects.going_on(succession.leaving, day=succession.starts_on)
    rows = rows.filter(delegated_from=None)  # what others lent her ends
    return list(rows.select_related("organization").order_by("role", "organization__name", "pk"))


@dataclass(frozen=True)
class InHand:
    """What somebody has in hand by her roles today: how many of each."""

    drafts: int
    reviews: int
    amendments: int
    texts: int
    answers: int


def in_hand(person: User) -> InHand:
    """Return what goes to whoever gets the roles of a person."""
    waiting = len(amendments.to_review(person, most=MOST))
    return InHand(
        drafts=ProgressUpdate.objects.allowing("edit", person).count(),
        reviews=len(to_review(person)),
        amendments=waiting + len(amendments.being_written(person, most=MOST)),
        texts=Commitment.objects.allowing("edit", person).count(),
        answers=sum(map(len, inquiries.desk(person).values())),
    )


def successions(user: Person) -> list[Succession]:
    """Return the successions that wait for a second person."""
    rows = Succession.objects.allowing("view", user).with_rights(user, "confirm", "withdraw")
    return list(rows.select_related("leaving", "successor").order_by("proposed_at", "pk"))


def find_succession(user: Person, key: uuid.UUID) -> Succession | None:
    """Return a succession with what `user` may do to it, None if she may not see it."""
    rows = Succession.objects.allowing("view", user).with_rights(user, "confirm", "withdraw")
    row: Succession | None = (
        rows.select_related("leaving", "successor").filter(public_id=key).first()
    )
    return row


@dataclass(frozen=True)
class Delegations:
    """The roles that a person may have somebody act in, what she proposed, and what is in force or
    to begin: lent by her or to her.
    """

    roles: QuerySet[Membership]
    proposals: list[RoleProposal]
    lent: list[Membership]

    @property
    def are_any(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.roles or self.proposals or self.lent)


def delegations(person: User) -> Delegations:
    """Return what a person lent of her roles, may lend and was lent."""
    proposed = RoleProposal.objects.allowing("withdraw", person)
    going_on = Membership.objects.allowing("revoke", person).filter(
        Q(user=person) | Q(delegated_from__user=person), ends_on__gt=timezone.localdate()
    )
    people = ("user", "organization")
    return Delegations(
        Membership.objects.allowing("delegate", person).select_related("organization"),
        list(proposed.filter(delegated_from__user=person).select_related(*people).order_by("pk")),
        list(going_on.select_related(*people).order_by("starts_on", "pk")),
    )
