"""Every write on forums, seats and alliances."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import COORDINATOR, organizations_of, role_of
from commitments.organizations.models import Organization, OrganizationChange
from commitments.organizations.workflow import refuse_closed
from forums.bodies.models import Alliance, Forum, Seat
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User

FACTS = (
    "name",
    "kind",
    "purpose",
    "composition",
    "founding_act",
    "rules",
    "quorum",
    "tie_rule",
    "meets_every_months",
)
HOLDER_KNOWN_FOR = datetime.timedelta(days=5 * 365 + 1)  # after the seat ended


@transaction.atomic
def save_forum(forum: Forum, *, by: User) -> Forum:
    """Make or edit a forum; only for an institution `by` coordinates for. Raises NotAllowed."""
    before: dict[str, object] = {}
    if forum.pk:
        saved = rights.fetch("edit", forum, by=by)
        before = {name: getattr(saved, name) for name in FACTS}
    if not organizations_of(by, COORDINATOR).filter(organization_id=forum.convener_id).exists():
        raise rights.NotAllowed("edit")
    forum.save()
    changed = {
        name: getattr(forum, name) for name in FACTS if before.get(name) != getattr(forum, name)
    }
    journal.record(
        "edit" if before else "create",
        forum,
        role=role_of(by),
        plan_slug=_plan_slug(forum),
        before={name: before.get(name, "") for name in changed if before},
        after=changed,
    )
    return forum


@transaction.atomic
def pass_on_forums(closed: int) -> None:
    """Let the successor of an organization that closed, by its number, convene the forums that it
    convened; without one they stay with it. Who sits there is not changed: the forum decides it.
    """
    organization = Organization.objects.select_related("successor").get(pk=closed)
    if organization.successor is None:
        return
    _convene(Forum.objects.filter(convener=organization), by=organization.successor)


@transaction.atomic
def give_back_forums(undone: int) -> None:
    """Let an organization, by its number, whose closing was undone convene again the forums that
    passed to its successor by it.
    """
    change = (
        OrganizationChange.objects.filter(organization=undone, undone_at__isnull=False)
        .select_related("organization")
        .order_by("-undone_at")
        .first()
    )
    if change is None or change.successor_id is None or change.organization.closed_on:
        return
    passed = JournalEntry.objects.filter(
        subject_type=Forum._meta.label_lower,
        at__gte=change.confirmed_at,
        before__convener=change.former_name,
    )
    forums = Forum.objects.filter(convener=change.successor_id, pk__in=passed.values("subject_id"))
    _convene(forums, by=change.organization)


def _convene(forums: QuerySet[Forum], *, by: Organization) -> None:
    """Have an organization convene forums, in the portal's name: two people decided it."""
    for forum in forums.select_related("convener").select_for_update(of=("self",)):
        before, forum.convener = forum.convener, by
        forum.save(update_fields=["convener"])
        journal.record(
            "edit",
            forum,
            role="portal",
            plan_slug=_plan_slug(forum),
            before={"convener": before.name},
            after={"convener": by.name},
        )


@transaction.atomic
def save_seat(seat: Seat, *, by: User) -> Seat:
    """Name or change a seat.

    What is published is for whom it speaks, its sector and its dates; never who holds it. Raises
    NotAllowed, Refusal.
    """
    forum = rights.fetch("edit", seat.forum, by=by)
    if seat.pk:
        rights.fetch("edit", seat, by=by)
    if seat.kind == Seat.Kind.ALTERNATE and (
        seat.stands_in_for is None or seat.stands_in_for.forum_id != forum.pk
    ):
        raise Refusal(_("Diga de qué asiento de este foro es suplente."), field="stands_in_for")
    if seat.kind != Seat.Kind.ALTERNATE and seat.stands_in_for_id:
        raise Refusal(_("Solo una suplencia reemplaza a otro asiento."), field="stands_in_for")
    is_new = not seat.pk
    if is_new:
        refuse_closed(seat.organization, field="organization")
    seat.save()
    journal.record(
        "add_seat" if is_new else "edit_seat",
        forum,
        role=role_of(by),
        plan_slug=_plan_slug(forum),
        after=_public_facts(seat),
    )
    return seat


@transaction.atomic
def register_forum(
    slug: str, *, role: str, seats: list[dict[str, object]], **facts: object
) -> Forum:
    """Return the forum of that address, made with its seats as its document states it if
    it is new.
    """
    forum, is_new = Forum.objects.get_or_create(slug=slug, defaults=facts)
    if is_new:
        journal.record("register", forum, role=role, plan_slug=_plan_slug(forum))
    for seat in seats:
        registered, is_added = Seat.objects.get_or_create(
            forum=forum,
            label=seat["label"],
            kind=seat["kind"],
            starts_on=None,
            defaults={**seat, "source": forum.source},
        )
        if is_added:
            journal.record(
                "register_seat",
                forum,
                role=role,
                plan_slug=_plan_slug(forum),
                after=_public_facts(registered),
            )
    return forum


@transaction.atomic
def register_alliance(
    organization: Organization, name: str, *, role: str, **facts: object
) -> Alliance:
    """Return the alliance of that name, made as its document states it if it is new."""
    alliance, is_new = Alliance.objects.get_or_create(
        organization=organization, name=name, defaults=facts
    )
    if is_new:
        journal.record("register_alliance", organization, role=role, after={"alliance": name})
    return alliance


@transaction.atomic
def forget_who_sat(*, today: datetime.date) -> int:
    """Clear who held the seats that ended five years ago; for whom they spoke stays.

    Returns how many seats were cleared.
    """
    ended = Seat.objects.filter(ends_on__lt=today - HOLDER_KNOWN_FOR).exclude(user=None)
    for forum in Forum.objects.filter(pk__in=ended.values("forum_id")):
        journal.record("forget", forum, role="portal", plan_slug=_plan_slug(forum), is_public=False)
    keys = list(ended.values_list("pk", flat=True))
    cleared = ended.update(user=None)
    history.erase(Seat, keys, user=None)
    return cleared


def _public_facts(seat: Seat) -> dict[str, str]:
    return {
        "seat": seat.label,
        "kind": seat.kind,
        "sector": seat.sector,
        "from": str(seat.starts_on or ""),
        "until": str(seat.ends_on or ""),
    }


def _plan_slug(forum: Forum) -> str:
    return forum.plan.slug if forum.plan else ""
