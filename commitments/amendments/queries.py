"""What the pages of amendments ask."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.states import OPEN, AmendmentState
from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import User

ACTS = ("edit", "submit_amendment", "approve_amendment", "return_amendment", "discard_amendment")
SHOWN = ("name", "value", "before", "after")


def amendable(user: User) -> Any:
    """Return the commitments that `user` may amend, with what is open of each."""
    opened = Amendment.objects.filter(state__in=OPEN)
    return (
        Commitment.objects.allowing("amend", user)
        .select_related("plan")
        .prefetch_related(Prefetch("amendments", opened, to_attr="open_amendments"))
        .defer("search")
        .order_by("plan__title", "number", "sort_key")
    )


def may_amend(commitment: Commitment, *, user: User) -> bool:
    """Say whether `user` may write what changes of a commitment."""
    return Commitment.objects.allowing("amend", user).filter(pk=commitment.pk).exists()


def open_amendment(commitment: Commitment, *, user: User) -> Amendment | None:
    """Return the open amendment of a commitment, with what `user` may do to it."""
    amendment: Amendment | None = (
        Amendment.objects.allowing("view", user)
        .with_rights(user, *ACTS)
        .filter(commitment=commitment, state__in=OPEN)
        .select_related("commitment__plan", "author")
        .first()
    )
    return amendment


def to_review(user: Person, *, most: int) -> list[Amendment]:
    """Return the amendments that wait for `user`."""
    rows = Amendment.objects.allowing("approve_amendment", user).filter(
        state=AmendmentState.SUBMITTED
    )
    return list(rows.select_related("commitment__responsible").order_by("submitted_at")[:most])


def being_written(user: Person, *, most: int) -> list[Amendment]:
    """Return the amendments that `user` may go on writing."""
    rows = Amendment.objects.allowing("edit", user).select_related("commitment")
    return list(rows.order_by("state", "pk")[:most])


def in_force(commitment: Commitment) -> list[tuple[Amendment, list[AmendedField]]]:
    """Return the amendments of a commitment in force, newest first, with what each changed: one
    query.
    """
    rows: list[Any] = list(
        Amendment.objects.filter(commitment=commitment, state=AmendmentState.IN_FORCE)
        .annotate(
            changed=ArraySubquery(
                AmendedField.objects.filter(amendment=OuterRef("pk"))
                .order_by("position")
                .values(field=JSONObject(place="milestone__position", **{n: n for n in SHOWN}))
            )
        )
        .order_by("-number")
    )
    return [(row, [_field(field) for field in row.changed]) for row in rows]


def _field(facts: dict[str, Any]) -> AmendedField:
    """Return a change as its row, with its milestone's place."""
    place = facts.pop("place")
    return AmendedField(milestone=Milestone(position=place) if place else None, **facts)


def kept(commitment: Commitment, amendment: Amendment | None) -> dict[str, Any]:
    """Return what the form of an amendment shows over what stands: by column of the commitment, by
    milestone, the milestones to add and the other actors; and the milestones it asks about.
    """
    shown: dict[str, Any] = {
        "commitment": {
            "version": amendment.version if amendment else 0,
            "seen": commitment.version,
            "kind": amendment.kind if amendment else "",
            "reason": amendment.reason if amendment else "",
            "agreement": amendment.agreement if amendment else "",
        },
        "milestones": {},
        "new": [],
        "actors": reading.actors_of(commitment),
        "rows": list(
            commitment.milestones.filter(definitions.counted_milestones()).order_by("position")
        ),
    }
    for field in amendment.fields.order_by("position") if amendment else ():
        if field.name == reading.NEW_MILESTONE:
            shown["new"].append(field.value)
        elif field.name == reading.ACTORS:
            shown["actors"] = field.value
        elif field.milestone_id:
            shown["milestones"].setdefault(field.milestone_id, {})[field.name] = field.value
        else:
            shown["commitment"][field.name] = field.value
    shown["actors"] = [{"kind": kind, "name": name} for kind, name in shown["actors"]]
    return shown
