"""What is still written and names an institution that was merged: it names its successor from then
on, without an amendment, because nobody was promised anything yet.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from commitments.plans.states import BEING_MADE, UNPUBLISHED, PlanState
from commitments.plans.workflow.recording import record
from ogp_portal.foundation.events import journal
from ogp_portal.models import User


def drafts_naming(organization: Organization) -> QuerySet[Commitment]:
    """Return the commitments that are still written in which an institution answers for something,
    none of a historical plan.
    """
    owed = Milestone.objects.filter(responsible=organization)
    return (
        Commitment.objects.filter(
            Q(responsible=organization)
            | Q(implementer=organization)
            | Q(pk__in=owed.values("commitment_id")),
            state__in=UNPUBLISHED,
            plan__is_historical=False,
        )
        .select_related("plan")
        .defer("search")
        .order_by("pk")
    )


def plans_being_made_by(organization: Organization) -> QuerySet[Plan]:
    """Return the plans that are not in force yet of whose consortium an institution is."""
    places = PlanMember.objects.filter(organization=organization)
    plans: QuerySet[Plan] = Plan.objects.filter(
        pk__in=places.values("plan_id"), state__in=BEING_MADE, is_historical=False
    )
    return plans.order_by("pk")


@transaction.atomic
def pass_on_drafts(*, of: Organization, to: Organization, by: User) -> None:
    """Let `to` answer for what `of` answered for in texts that are still written, and have its
    place in plans that are being made, because two people confirmed that it goes on with it.
    """
    for commitment in drafts_naming(of).select_for_update(of=("self",)):
        before: dict[str, object] = {}
        for name in ("responsible", "implementer"):
            if getattr(commitment, f"{name}_id") == of.pk:
                before[name] = of.name
                setattr(commitment, name, to)
        if commitment.implementer_id == commitment.responsible_id:
            commitment.implementer = None
        commitment.version += 1
        commitment.save(update_fields=["responsible", "implementer", "version"])
        for milestone in commitment.milestones.filter(responsible=of):
            milestone.responsible = to
            milestone.save(update_fields=["responsible"])
        after = dict.fromkeys(before, to.name)
        record("edit", commitment, by=by, before=before, after=after)
    for plan in plans_being_made_by(of).select_for_update(of=("self",)):
        _take_place(plan, of=of, to=to)
        journal.record(
            "edit",
            plan,
            role=role_of(by),
            plan_slug=plan.slug,
            before={"member": of.name},
            after={"member": to.name},
            is_public=plan.state != PlanState.PREPARING,
        )


def _take_place(plan: Plan, *, of: Organization, to: Organization) -> None:
    place = PlanMember.objects.get(plan=plan, organization=of)
    standing = PlanMember.objects.filter(plan=plan, organization=to).first()
    if standing is None:
        place.organization = to
        place.save(update_fields=["organization"])
        return
    place.delete()
    if place.part == PlanMember.Part.LEAD:
        standing.part = place.part
        standing.save(update_fields=["part"])
