"""The life of a plan."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, organizations_of, role_of
from commitments.organizations.models import Organization
from commitments.organizations.workflow import refuse_closed
from commitments.plans.models import Axis, Plan, PlanMember, PublishedTotal
from commitments.plans.states import PlanState
from ogp_portal.foundation.events import journal, undoing
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

PUBLIC_FIELDS = ("title", "summary", "starts_on", "ends_on")
OF_PLAN = ("title", "summary", "kind", "ordinal", "starts_on", "ends_on", "precision")


@transaction.atomic
def create_plan(plan: Plan, *, lead: Organization, by: User) -> Plan:
    """Begin a plan led by an organization that `by` coordinates for. Raises NotAllowed."""
    if lead.pk not in set(organizations_of(by, COORDINATOR)):
        message = "create: not a coordinator of that organization"
        raise rights.NotAllowed(message)
    plan.save()
    PlanMember.objects.create(plan=plan, organization=lead, part=PlanMember.Part.LEAD)
    journal.record("create", plan, role=role_of(by), is_public=False)
    return plan


@transaction.atomic
def edit_plan(plan: Plan, *, by: User) -> Plan:
    """Save what a coordinator wrote about a plan; its state and history are not among it.

    Raises NotAllowed.
    """
    stored = rights.fetch("edit", plan, by=by)
    before = {name: str(getattr(stored, name) or "") for name in PUBLIC_FIELDS}
    for name in OF_PLAN:
        setattr(stored, name, getattr(plan, name))
    stored.full_clean(exclude=["state"])
    stored.save()
    after = {name: str(getattr(stored, name) or "") for name in PUBLIC_FIELDS}
    journal.record(
        "edit",
        stored,
        role=role_of(by),
        plan_slug=stored.slug,
        before=before,
        after=after,
        is_public=stored.state != PlanState.PREPARING,
    )
    return stored


@transaction.atomic
def discard_plan(plan: Plan, *, by: User, reason: str) -> None:
    """Delete a plan begun by mistake, with its consortium and axes. Raises NotAllowed, and Refusal
    for one that already has commitments, calls or anything else of its own.
    """
    plan = rights.fetch("discard", plan, by=by)
    undoing.discard(plan, role=role_of(by), reason=reason, plan_slug=plan.slug)


@transaction.atomic
def save_axis(axis: Axis, *, by: User) -> Axis:
    """Add or change an axis of a plan."""
    plan = rights.fetch("edit", axis.plan, by=by)
    axis.save()
    journal.record(
        "edit",
        plan,
        role=role_of(by),
        plan_slug=plan.slug,
        after={"axis": axis.name},
        is_public=plan.state != PlanState.PREPARING,
    )
    return axis


@transaction.atomic
def order_axes(plan: Plan, keys: Sequence[int], *, by: User) -> None:
    """Put the axes of a plan in the order of `keys`; those it does not name stay behind them. An
    order that stands already changes nothing.
    """
    plan = rights.fetch("edit", plan, by=by)
    stands = dict(plan.axes.order_by("position", "pk").values_list("pk", "name"))
    ordered = list(dict.fromkeys([*(key for key in keys if key in stands), *stands]))
    places = plan.axes.values_list("pk", "position")
    if dict(places) == {key: place for place, key in enumerate(ordered, start=1)}:
        return
    for place, key in enumerate(ordered, start=1):
        Axis.objects.filter(pk=key).update(position=place)
    if ordered != list(stands):
        journal.record(
            "order_axes",
            plan,
            role=role_of(by),
            plan_slug=plan.slug,
            before={"order": "; ".join(stands.values())},
            after={"order": "; ".join(stands[key] for key in ordered)},
            is_public=plan.state != PlanState.PREPARING,
        )


@transaction.atomic
def save_member(place: PlanMember, *, by: User) -> PlanMember:
    """Give an organization its place in the plan, or change it. The plan keeps exactly one lead."""
    plan = rights.fetch("edit", place.plan, by=by)
    if not plan.is_historical:
        refuse_closed(place.organization, field="organization")
    if PlanMember.objects.filter(plan=plan, part=PlanMember.Part.LEAD).exclude(
        pk=place.pk
    ).exists() == (place.part == PlanMember.Part.LEAD):
        raise Refusal(_("Un plan tiene una sola institución que lo encabeza, y siempre una."))
    place.save()
    journal.record(
        "edit",
        plan,
        role=role_of(by),
        plan_slug=plan.slug,
        after={"member": str(place)},
        is_public=plan.state != PlanState.PREPARING,
    )
    return place


@transaction.atomic
def save_total(total: PublishedTotal, *, by: User) -> PublishedTotal:
    """Keep what a source states about the plan, as it states it."""
    plan = rights.fetch("register_total", total.plan, by=by)
    total.save()
    journal.record(
        "register_total",
        plan,
        role=role_of(by),
        plan_slug=plan.slug,
        is_public=plan.state != PlanState.PREPARING,
        after={"counts": total.counts, "value": total.value, "source": total.source.title},
    )
    return total


def open_co_creation(plan: Plan, *, by: User) -> Plan:
    """Open the plan to the public: its co-creation begins."""
    return _move(plan, "open_co_creation", by=by)


def suspend_plan(plan: Plan, *, by: User, reason: str) -> Plan:
    """Suspend co-creation, saying why in public."""
    return _move(plan, "suspend", by=by, reason=reason, needs_reason=True)


def resume_plan(plan: Plan, *, by: User) -> Plan:
    """Take co-creation up again."""
    return _move(plan, "resume", by=by)


@readiness.waits("commitments.plan", "submit")
def _wait_to_submit(plan: Plan) -> None:
    if not plan.commitments.promised().exists():
        raise Refusal(
            _(
                "El plan no tiene compromisos publicados: publique al menos uno antes de "
                "presentarlo."
            )
        )


def submit_plan(plan: Plan, *, by: User) -> Plan:
    """Record that the plan was submitted to OGP: it needs at least one published commitment."""
    _wait_to_submit(plan)
    return _move(plan, "submit", by=by)


@readiness.waits("commitments.plan", "enter_into_force")
def _wait_to_begin(plan: Plan) -> None:
    if plan.starts_on is None or plan.ends_on is None:
        raise Refusal(_("Falta el período del plan: escriba su inicio y su término."))


def enter_into_force(plan: Plan, *, by: User) -> Plan:
    """Begin to carry the plan out: it needs its period."""
    _wait_to_begin(plan)
    return _move(plan, "enter_into_force", by=by)


def record_plan_assessment(plan: Plan, *, by: User) -> Plan:
    """Record that the ended plan was assessed."""
    return _move(plan, "record_assessment", by=by)


def archive_plan(plan: Plan, *, by: User) -> Plan:
    """Archive the assessed plan: it stays readable for ever."""
    return _move(plan, "archive", by=by)


@transaction.atomic
def end_plans_past_their_term(*, on: datetime.date) -> int:
    """End every plan in force whose last day is before `on`, and return how many: a plan ends by
    date, not by hand.
    """
    ended = list(Plan.objects.filter(state=PlanState.IN_FORCE, ends_on__lt=on).select_for_update())
    for plan in ended:
        plan.state = PlanState.ENDED
        plan.save(update_fields=["state"])
        journal.record(
            "end", plan, role="portal", plan_slug=plan.slug, after={"state": PlanState.ENDED}
        )
    return len(ended)


@transaction.atomic
def _move(plan: Plan, act: str, *, by: User, reason: str = "", needs_reason: bool = False) -> Plan:
    if needs_reason and not reason.strip():
        raise Refusal(_("Escriba el motivo: se publica junto al plan."), field="reason")
    plan = rights.fetch_for_move(act, plan, by=by)
    before = plan.state
    plan.state = Plan.machine.target(act, state=before)
    plan.state_reason = reason.strip()
    if plan.state == PlanState.IN_FORCE:
        plan.in_force_at = timezone.now()
    plan.save(update_fields=["state", "state_reason", "in_force_at"])
    journal.record(
        act,
        plan,
        role=role_of(by),
        reason=reason,
        plan_slug=plan.slug,
        before={"state": before},
        after={"state": plan.state},
    )
    return plan
