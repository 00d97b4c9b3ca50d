"""A new plan begun from another one: what it promised, as drafts, with the dates moved; nothing of
what was lived.

What is copied is each commitment that was not withdrawn, with its words, who answers for it, how it
is classified, its other actors, and its milestones that were not cancelled. Not copied: budgets,
OGP's identifiers, contacts, progress, evidence, questions, judgements, and brief descriptions over
OGP's limit of 140 characters.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, organizations_of, role_of
from commitments.organizations.models import Organization
from commitments.plans import definitions
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    Milestone,
    Plan,
    PlanMember,
    PromiseText,
)
from commitments.plans.models.text import SHORT
from commitments.plans.states import CommitmentState
from commitments.plans.workflow.drafting import CLASSIFIED
from commitments.plans.workflow.measures import refresh_measures
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

SAME = ("number", "theme_id", "precision")
OF_STEP = ("position", "title", "deliverable", "weight", "is_derived")


@dataclass(frozen=True)
class Copied:
    """What a copy of a plan takes, and what it leaves out."""

    commitments: Sequence[Commitment]
    axes: int
    milestones: int
    withdrawn: int
    cancelled: int
    too_long: int  # brief descriptions that are to be written anew


def what_is_copied(plan: Plan) -> Copied:
    """Return what `copy_plan` would take of a plan."""
    withdrawn = plan.commitments.filter(state=CommitmentState.WITHDRAWN)
    taken = _taken(plan)
    steps = Milestone.objects.filter(commitment__in=[row.pk for row in taken])
    counted = steps.filter(definitions.counted_milestones()).count()
    return Copied(
        commitments=taken,
        axes=plan.axes.count(),
        milestones=counted,
        withdrawn=withdrawn.count(),
        cancelled=steps.count() - counted,
        too_long=sum(len(row.summary) > SHORT for row in taken),
    )


@transaction.atomic
def copy_plan(plan: Plan, *, by: User, title: str, lead: Organization, months: int) -> Plan:
    """Begin a plan in preparation with what another one promised, led by an organization that `by`
    coordinates for, every date so many months later. It names the plan it was copied from.

    Raises NotAllowed, and Refusal for a title whose address is taken.
    """
    source = rights.fetch("copy", plan, by=by)
    if lead.pk not in set(organizations_of(by, COORDINATOR)):
        message = "copy: not a coordinator of that organization"
        raise rights.NotAllowed(message)
    slug = slugify(title)[:120]
    if not slug or Plan.objects.filter(slug=slug).exists():
        raise Refusal(
            _("Ya hay un plan con la dirección que daría ese título: escriba otro."), field="title"
        )
    copy = Plan(
        slug=slug,
        title=title,
        kind=source.kind,
        starts_on=_later(source.starts_on, months),
        ends_on=_later(source.ends_on, months),
        precision=source.precision,
        copied_from=source,
    )
    copy.full_clean(exclude=["state"])
    copy.save()
    _copy_places(source, copy, lead=lead)
    rows = _copy_commitments(source, copy, months=months)
    four_eyes.wrote_each(rows, by=[by])
    refresh_measures(*(row.pk for row in rows))
    journal.record(
        "copy",
        copy,
        role=role_of(by),
        plan_slug=copy.slug,
        after={"source": source.title, "months": months, "commitments": len(rows)},
        is_public=False,
    )
    return copy


def _taken(plan: Plan) -> list[Commitment]:
    rows = plan.commitments.exclude(state=CommitmentState.WITHDRAWN).defer("search")
    return list(rows.select_related("responsible").order_by("number", "sort_key", "pk"))


def _later(day: datetime.date | None, months: int) -> datetime.date | None:
    return dates.add_months(day, months) if day else None


def _copy_places(source: Plan, copy: Plan, *, lead: Organization) -> None:
    """Keep consortium and monitors, with `lead` at the head. Who closed since is there by the
    institution that goes on with it, if any.
    """
    PlanMember.objects.create(plan=copy, organization=lead, part=PlanMember.Part.LEAD)
    present, heirs = {lead.pk}, Organization.objects.heirs()
    for place in source.places.order_by("pk"):
        key = heirs.get(place.organization_id, place.organization_id)
        part = PlanMember.Part.MEMBER if place.part == PlanMember.Part.LEAD else place.part
        if key is not None and key not in present:
            PlanMember.objects.create(plan=copy, organization_id=key, part=part)
            present.add(key)


def _copy_axes(source: Plan, copy: Plan) -> dict[int | None, Axis]:
    """Return the new axes by the number of the one each repeats."""
    made: dict[int | None, Axis] = {}
    for axis in source.axes.order_by("position", "pk"):
        facts = {name: getattr(axis, name) for name in ("slug", "name", "description", "position")}
        made[axis.pk] = Axis.objects.create(plan=copy, **facts)
    return made


def _copy_commitments(source: Plan, copy: Plan, *, months: int) -> list[Commitment]:
    axes, taken = _copy_axes(source, copy), _taken(source)
    slugs = _free_slugs([row.slug for row in taken], suffix=copy.slug)
    words = [name for name in PromiseText.text_fields() if name != "summary"]
    heirs = Organization.objects.heirs()
    made = Commitment.objects.bulk_create(
        Commitment(
            plan=copy,
            slug=slug,
            axis=axes.get(row.axis_id),
            summary=row.summary if len(row.summary) <= SHORT else "",
            starts_on=_later(row.starts_on, months),
            ends_on=_later(row.ends_on, months),
            **{name: getattr(row, name) for name in (*words, *SAME)},
            **_who_answers(row, heirs),
        )
        for row, slug in zip(taken, slugs, strict=True)
    )
    new = {row.pk: draft.pk for row, draft in zip(taken, made, strict=True)}
    _copy_parts(new, months=months)
    for name in CLASSIFIED:
        _copy_chosen(name, new)
    return made


def _who_answers(row: Commitment, heirs: Mapping[int | None, int | None]) -> dict[str, int | None]:
    """Return who answers in a copy: in the place of who closed since, who goes on with it."""
    keys = (row.responsible_id, row.implementer_id)
    responsible, implementer = (heirs.get(key, key) for key in keys)
    return {
        "responsible_id": responsible,
        "implementer_id": implementer if implementer != responsible else None,
    }


def _free_slugs(slugs: Sequence[str], *, suffix: str) -> list[str]:
    """Return an address for each that no commitment has: its own with that of the new plan."""
    wanted = [f"{slug[:120]}-{suffix[:60]}" for slug in slugs]
    taken = set(Commitment.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    free = []
    for slug in wanted:
        places = (slug if place == 1 else f"{slug}-{place}" for place in range(1, 1_000))
        free.append(next(place for place in places if place not in taken))
        taken.add(free[-1])
    return free


def _copy_parts(new: dict[int, int], *, months: int) -> None:
    """Copy milestones, as nobody began them, and other actors."""
    steps = Milestone.objects.filter(definitions.counted_milestones(), commitment__in=new)
    heirs = Organization.objects.heirs()
    Milestone.objects.bulk_create(
        Milestone(
            commitment_id=new[step.commitment_id],
            starts_on=_later(step.starts_on, months),
            due_on=dates.add_months(step.due_on, months),
            first_due_on=dates.add_months(step.due_on, months),
            **{name: getattr(step, name) for name in OF_STEP},
            responsible_id=heirs.get(step.responsible_id, step.responsible_id),
        )
        for step in steps.order_by("commitment", "position")
    )
    Actor.objects.bulk_create(
        Actor(
            commitment_id=new[actor.commitment_id],
            organization_id=actor.organization_id,
            name=actor.name,
            kind=actor.kind,
        )
        for actor in Actor.objects.filter(commitment__in=new).order_by("pk")
    )


def _copy_chosen(name: str, new: dict[int, int]) -> None:
    """Copy the rows that commitments are classified by, of one list."""
    field: Any = Commitment._meta.get_field(name)
    through = field.remote_field.through
    other = field.m2m_reverse_field_name() + "_id"
    through.objects.bulk_create(
        through(commitment_id=new[row.commitment_id], **{other: getattr(row, other)})
        for row in through.objects.filter(commitment__in=new)
    )
