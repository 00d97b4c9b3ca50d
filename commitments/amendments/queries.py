"""What the pages of amendments ask."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.reading import Amendable
from commitments.amendments.states import AmendmentState
from commitments.organizations.models import Organization
from commitments.plans import definitions
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember
from commitments.plans.states import PlanState
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User

ACTS = ("edit", "submit_amendment", "approve_amendment", "return_amendment", "discard_amendment")
MOST = 300
SHOWN = ("name", "value", "before", "after")


def amendable(user: User) -> Any:
    """Return the commitments that `user` may amend, with what is open of each."""
    opened = Amendment.objects.open()
    return (
        Commitment.objects.allowing("amend", user)
        .select_related("plan")
        .prefetch_related(Prefetch("amendments", opened, to_attr="open_amendments"))
        .defer("search")
        .order_by("plan__title", "number", "sort_key")
    )


def amendable_plans(user: User) -> Any:
    """Return the plans that `user` may amend, with what is open of each."""
    opened = Amendment.objects.open()
    return (
        Plan.objects.allowing("amend", user)
        .prefetch_related(Prefetch("amendments", opened, to_attr="open_amendments"))
        .order_by("title")
    )


def amendable_of_many(user: User, *, plan: str, keys: set[int]) -> list[Commitment]:
    """Return the commitments that `user` may amend, of a plan ("": any) and among `keys` (empty:
    all), with what each may come to share.
    """
    rows = Commitment.objects.allowing("amend", user)
    if plan:
        rows = rows.filter(plan__slug=plan)
    if keys:
        rows = rows.filter(pk__in=keys)
    return list(
        rows.select_related("plan", "axis", "theme", "responsible", "implementer")
        .prefetch_related("values", "policy_areas", "territories")
        .defer("search")
        .order_by("plan__title", "number", "sort_key")[:MOST]
    )


def of_work(user: User, *, keys: set[int]) -> list[Commitment]:
    """Return the commitments among the work of `user`, whatever became of them."""
    rows = Commitment.objects.allowing("work_on", user).filter(pk__in=keys)
    return list(rows.select_related("plan").defer("search").order_by("pk"))


def seen_among(user: User, *, keys: set[int]) -> list[Amendment]:
    """Return the amendments that `user` sees, whatever became of them."""
    rows = Amendment.objects.allowing("view", user).filter(pk__in=keys)
    return list(rows.select_related("commitment__plan", "plan").order_by("pk"))


def plans_to_amend(user: User) -> list[tuple[str, str]]:
    """Return address and title of the plans of which `user` may amend a commitment."""
    rows = Commitment.objects.allowing("amend", user).order_by("plan__title")
    return list(rows.values_list("plan__slug", "plan__title").distinct())


def may_amend(row: Amendable, *, user: User) -> bool:
    """Say whether `user` may write what changes of a commitment or a plan."""
    return rights.may(user, "amend", row)


def open_amendment(row: Amendable, *, user: User) -> Amendment | None:
    """Return the open amendment of a commitment or a plan, with what `user` may do to it."""
    amendment: Amendment | None = (
        Amendment.objects.allowing("view", user)
        .with_rights(user, *ACTS)
        .of(row)
        .open()
        .select_related("commitment__plan", "plan", "author")
        .first()
    )
    return amendment


def to_review(user: Person, *, most: int) -> list[Amendment]:
    """Return the amendments that wait for `user`."""
    rows = Amendment.objects.allowing("approve_amendment", user).filter(
        state=AmendmentState.SUBMITTED
    )
    return list(
        rows.select_related("commitment__responsible", "plan").order_by("submitted_at")[:most]
    )


def being_written(user: Person, *, most: int) -> list[Amendment]:
    """Return the amendments that `user` may go on writing."""
    rows = Amendment.objects.allowing("edit", user).select_related("commitment", "plan")
    return list(rows.order_by("state", "pk")[:most])


def in_force(row: Amendable) -> list[tuple[Amendment, list[AmendedField]]]:
    """Return the amendments of a commitment or a plan in force, newest first, with what each
    changed: one query.
    """
    places = {"milestone": "milestone__position", "axis": "axis__position"}
    found: list[Any] = list(
        Amendment.objects.of(row)
        .in_force()
        .annotate(
            changed=ArraySubquery(
                AmendedField.objects.filter(amendment=OuterRef("pk"))
                .order_by("position")
                .values(field=JSONObject(**places, **{name: name for name in SHOWN}))
            )
        )
        .order_by("-number")
    )
    return [(each, [_field(each, facts) for facts in each.changed]) for each in found]


def _field(amendment: Amendment, facts: dict[str, Any]) -> AmendedField:
    """Return a change as its row, with its milestone's or its axis's place."""
    milestone, axis = facts.pop("milestone"), facts.pop("axis")
    return AmendedField(
        amendment=amendment,
        milestone=Milestone(position=milestone) if milestone else None,
        axis=Axis(position=axis) if axis else None,
        **facts,
    )


def kept(row: Amendable, amendment: Amendment | None) -> dict[str, Any]:
    """Return what the form of an amendment shows over what stands: why (`act`), by column (`main`),
    by milestone or axis (`parts`), those to add (`new`), the list (`pairs`) and the parts it asks
    about (`rows`).
    """
    shown: dict[str, Any] = {
        "act": {
            "version": amendment.version if amendment else 0,
            "seen": reading.version_of(row),
            "kind": amendment.kind if amendment else "",
            "reason": amendment.reason if amendment else "",
            "agreement": amendment.agreement if amendment else "",
        },
        "main": {},
        "parts": {},
        "new": [],
    }
    if isinstance(row, Plan):
        shown["pairs"] = reading.pairs_of(row, reading.MEMBERS)
        shown["rows"] = list(row.axes.order_by("position", "pk"))
    else:
        counted = row.milestones.filter(definitions.counted_milestones())
        shown["pairs"] = reading.pairs_of(row, reading.ACTORS)
        shown["rows"] = list(counted.order_by("position"))
    for field in amendment.fields.order_by("position") if amendment else ():
        part = field.milestone_id or field.axis_id
        if field.name in reading.NEW:
            shown["new"].append(field.value)
        elif field.name in reading.PAIRS:
            shown["pairs"] = field.value
        elif part:
            shown["parts"].setdefault(part, {})[field.name] = field.value
        else:
            shown["main"][field.name] = field.value
    return shown


def commitments_naming(organization: Organization) -> QuerySet[Commitment]:
    """Return the running commitments that an institution answers for, carries out or owes an open
    milestone of.
    """
    owed = Milestone.objects.open().filter(responsible=organization)
    return (
        Commitment.objects.filter(
            Q(responsible=organization)
            | Q(implementer=organization)
            | Q(pk__in=owed.values("commitment_id")),
            definitions.running(),
            plan__is_historical=False,
        )
        .select_related("plan")
        .defer("search")
        .order_by("pk")
    )


def plans_naming(organization: Organization) -> QuerySet[Plan]:
    """Return the plans in force of whose consortium an institution is."""
    places = PlanMember.objects.filter(organization=organization)
    plans: QuerySet[Plan] = Plan.objects.filter(
        pk__in=places.values("plan_id"), state=PlanState.IN_FORCE, is_historical=False
    )
    return plans.order_by("pk")
