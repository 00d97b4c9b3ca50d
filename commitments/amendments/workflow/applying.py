"""Writing what an amendment changes in the rows of a commitment or a plan."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.text import slugify

from commitments.amendments import reading
from commitments.amendments.reading import (
    ACTORS,
    MEMBERS,
    NEW_AXIS,
    NEW_MILESTONE,
    Amendable,
    Change,
)
from commitments.plans import workflow as plans
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    Milestone,
    Plan,
    PlanMember,
    PromiseText,
)
from commitments.plans.workflow.recording import check
from ogp_portal.foundation.refusals import Refusal


def writes(row: Amendable, change: Change) -> Change:
    """Write one change and return it; of a milestone or an axis that is added, with its row. What
    is of `row` itself is saved after all of them.
    """
    if change.name in WHOLE:
        return WHOLE[change.name](row, change)
    target = change.part or row
    value = reading.as_value(type(target), change.name, change.value)
    if isinstance(value, list):
        getattr(target, change.name).set(value)
        return change
    setattr(target, change.name, value)
    if change.part:
        _save_part(change.part, str(change.part))
    return change


def save_plan(plan: Plan) -> None:
    """Save a plan that was amended. Raises Refusal with what the database would refuse."""
    _save_part(plan, "")


def save_commitment(commitment: Commitment, changes: Sequence[Change], *, reason: str) -> None:
    """Save a commitment that was amended, its new text beside the old one and its measures. Raises
    Refusal with what the database would refuse.
    """
    check(commitment)
    commitment.version += 1
    commitment.save()
    if any(change.name in PromiseText.text_fields() and not change.part for change in changes):
        plans.keep_version(commitment, reason=reason)
    plans.refresh_measures(commitment.pk)


def _add_milestone(commitment: Any, change: Change) -> Change:
    last = commitment.milestones.aggregate(last=Max("position"))["last"]
    facts = _facts(change)
    due_on = facts["due_on"]
    assert isinstance(due_on, datetime.date)  # noqa: S101 - the form and `save_amendment` read it
    milestone = Milestone(
        commitment=commitment, position=(last or 0) + 1, first_due_on=due_on, **facts
    )
    _save_part(milestone, milestone.title)
    return Change(change.name, change.value, "", change.after, milestone)


def _add_axis(plan: Any, change: Change) -> Change:
    facts = _facts(change)
    slug = slugify(str(facts["name"]))[:110]
    taken = set(plan.axes.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = (slug if place == 1 else f"{slug}-{place}" for place in range(1, len(taken) + 2))
    axis = Axis(plan=plan, slug=next(name for name in free if name not in taken), **facts)
    _save_part(axis, axis.name)
    return Change(change.name, change.value, "", change.after, axis=axis, of_plan=True)


def _facts(change: Change) -> dict[str, Any]:
    """Return the columns of a milestone or an axis that is added."""
    model, columns = reading.NEW[change.name]
    return {
        name: reading.as_value(model, name, change.value[name])
        for name in columns
        if name in change.value
    }


def _save_part(row: Model, name: str) -> None:
    try:
        row.full_clean(exclude=["state"])
    except ValidationError as error:
        words = " ".join(error.messages)
        raise Refusal(f"{name}: {words}" if name else words) from error
    row.save()


def _set_actors(commitment: Any, change: Change) -> Change:
    """Let the other actors be exactly these; who stays keeps the link to its institution."""
    wanted = {name: kind for kind, name in change.value}
    commitment.actors.exclude(name__in=wanted).delete()
    standing = {actor.name: actor for actor in commitment.actors.all()}
    for name, kind in wanted.items():
        actor = standing.get(name) or Actor(commitment=commitment, name=name)
        actor.kind = kind
        actor.full_clean()
        actor.save()
    return change


def _set_members(plan: Any, change: Change) -> Change:
    """Let the consortium be exactly these; whoever leads gives it up before another takes it."""
    wanted = {key: part for part, key in change.value}
    plan.places.exclude(organization__in=wanted).delete()
    standing = {place.organization_id: place for place in plan.places.all()}
    for key, part in sorted(wanted.items(), key=lambda pair: pair[1] == PlanMember.Part.LEAD):
        place = standing.get(key) or PlanMember(plan=plan, organization_id=key)
        place.part = part
        place.save()
    return change


WHOLE = {
    NEW_MILESTONE: _add_milestone,
    NEW_AXIS: _add_axis,
    ACTORS: _set_actors,
    MEMBERS: _set_members,
}
