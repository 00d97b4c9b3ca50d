"""What passes from one institution to another when two people decided that it was merged: an
amendment in force of each running commitment, and of each plan in force, that named it.
"""

from collections.abc import Iterable

from django.db import transaction

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.reading import MEMBERS, Change
from commitments.amendments.states import AmendmentState
from commitments.amendments.workflow.reviewing import put_in_force
from commitments.organizations.models import Organization, OrganizationChange
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from ogp_portal.models import User


@transaction.atomic
def pass_on(
    change: OrganizationChange,
    *,
    of: Organization,
    to: Organization,
    rows: Iterable[Commitment | Plan],
    by: User,
) -> None:
    """Put in force, by an amendment of each of `rows`, that `to` has in it the place that `of` had,
    because of a `change` that `by` confirmed.

    Raises Refusal where `to` may not have it, as the counterpart of a commitment.
    """
    for row in rows:
        locked = _locked(row)
        changes = _of_plan(locked, of, to) if isinstance(locked, Plan) else _of(locked, of, to)
        _amend(locked, changes, because_of=change, by=by)


@transaction.atomic
def give_back(undoing: OrganizationChange, *, by: User) -> None:
    """Put in force, by an amendment of each commitment and plan that passed by the change that
    `undoing` takes back, what it said before.
    """
    passed = Amendment.objects.in_force().filter(because_of=undoing.undoes).order_by("pk")
    for amendment in passed.select_related("plan", "commitment"):
        locked = _locked(amendment.amended)
        changes: list[Change] = []
        for field in amendment.fields.select_related("milestone").order_by("position"):
            if field.milestone:
                value = reading.as_value(Milestone, field.name, field.stood)
                changes += reading.changes_of_part(field.milestone, {field.name: value})
            else:
                stood = field.stood
                is_list = field.name == MEMBERS
                value = stood if is_list else reading.as_value(type(locked), field.name, stood)
                changes += reading.changes_of(locked, {field.name: value})
        _amend(locked, changes, because_of=undoing, by=by)


def _locked(row: Commitment | Plan) -> Commitment | Plan:
    kept: Commitment | Plan = (
        type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    )
    return kept


def _amend(
    row: Commitment | Plan, changes: list[Change], *, because_of: OrganizationChange, by: User
) -> None:
    if not changes:
        return
    amendment = Amendment.objects.create(
        **{"plan" if isinstance(row, Plan) else "commitment": row},
        state=AmendmentState.DISCARDED,  # it was never open: it goes straight into force
        reason=f"{because_of.reason} ({because_of.norm})",
        author=because_of.proposed_by,
        because_of=because_of,
    )
    put_in_force(amendment, changes, by=by, digest="")


def _of(commitment: Commitment, of: Organization, to: Organization) -> list[Change]:
    proposed: dict[str, object] = {}
    responsible_id = commitment.responsible_id
    if responsible_id == of.pk:
        proposed["responsible"], responsible_id = to, to.pk
    if commitment.implementer_id == of.pk:
        proposed["implementer"] = None if responsible_id == to.pk else to
    changes = reading.changes_of(commitment, proposed)
    for milestone in commitment.milestones.open().filter(responsible=of).order_by("position"):
        changes += reading.changes_of_part(milestone, {"responsible": to})
    return changes


def _of_plan(plan: Plan, of: Organization, to: Organization) -> list[Change]:
    """Return that `to` takes the place; if it had one, the one nearer to leading."""
    places: dict[int, str] = {}
    order = (PlanMember.Part.LEAD, PlanMember.Part.MEMBER)
    for part, key in reading.pairs_of(plan, MEMBERS):
        place = to.pk if key == of.pk else key
        known = [code for code in order if code in (part, places.get(place))]
        places[place] = known[0] if known else part
    return reading.changes_of(plan, {MEMBERS: [(part, key) for key, part in places.items()]})
