"""What the page of a commitment asks."""

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from commitments.organizations.models import Territory
from commitments.plans import definitions, fulfilment
from commitments.plans.models import (
    Actor,
    Commitment,
    CommitmentVersion,
    Milestone,
    PolicyArea,
    Reschedule,
    Value,
)
from commitments.plans.punctuality import Delay
from commitments.plans.states import DelayCause
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import JournalEntry

LATEST = 12
TEXT = ("number", "at", "reason", "title", "summary", "objective", "description")


def find_commitment(user: Person, slug: str) -> Commitment | None:
    """Return the commitment `slug` if `user` may see it, with what its page shows: two queries."""
    row: Commitment | None = (
        Commitment.objects.allowing("view", user)
        .filter(slug=slug)
        .select_related("plan", "axis", "theme", "responsible", "implementer", "source", "contact")
        .prefetch_related(
            Prefetch("actors", Actor.objects.select_related("organization").order_by("pk"))
        )
        .annotate(
            areas=ArraySubquery(
                PolicyArea.objects.filter(commitments=OuterRef("pk"))
                .order_by("name")
                .values("name")
            ),
            strengthens=ArraySubquery(
                Value.objects.filter(commitments=OuterRef("pk"))
                .order_by("scheme", "name")
                .values(link=JSONObject(name="name", slug="slug"))
            ),
            places=ArraySubquery(
                Territory.objects.filter(commitments=OuterRef("pk"))
                .order_by("name")
                .values(link=JSONObject(name="name", slug="slug"))
            ),
            texts=ArraySubquery(
                CommitmentVersion.objects.filter(commitment=OuterRef("pk"))
                .order_by("-number")
                .values(text=JSONObject(**{name: name for name in TEXT}))
            ),
        )
        .defer("search")
        .first()
    )
    return row


def commitment_page(commitment: Commitment, *, on: datetime.date) -> dict[str, object]:
    """Return what the page of a commitment (of `find_commitment`) shows on the day `on`: two
    queries.
    """
    rows = _milestones(commitment, on=on)
    late = sorted(
        (row for row in rows if row[0].is_open and row[1].is_late), key=lambda row: row[0].due_on
    )
    return {
        "commitment": commitment,
        "verdict": fulfilment.verdict(
            commitment.state,
            milestones=commitment.milestone_count,
            claimed_level=commitment.claimed_level,
            computed_level=commitment.computed_level,
            has_begun=commitment.has_begun,
            is_late=commitment.is_late(on=on),
        ),
        "milestones": rows,
        "late": [milestone for milestone, _delay, _moves in late],
        "moves_of_late": [moves for _milestone, _delay, moves in late],
        "days_late": max((delay.against_due for _milestone, delay, _moves in late), default=0),
        "history": list(
            JournalEntry.objects.filter(
                subject_type="commitments.commitment", subject_id=commitment.pk, is_public=True
            ).order_by("-at")[:LATEST]
        ),
        "versions": [_text(version) for version in getattr(commitment, "texts", [])],
        "today": on,
    }


def _milestones(
    commitment: Commitment, *, on: datetime.date
) -> list[tuple[Milestone, Delay, list[dict[str, object]]]]:
    """Return each milestone with its delay on the day `on` and the dates that moved: one query."""
    milestones: list[Any] = list(
        commitment.milestones.all()
        .select_related("responsible")
        .annotate(
            moves=ArraySubquery(
                Reschedule.objects.filter(definitions.counted_moves(), milestone=OuterRef("pk"))
                .order_by("at")
                .values(
                    move=JSONObject(
                        from_on="from_on", to_on="to_on", cause="cause", reason="reason"
                    )
                )
            )
        )
        .order_by("position")
    )
    return [
        (milestone, milestone.delay(on=on), [_moved(move) for move in milestone.moves])
        for milestone in milestones
    ]


def _text(version: dict[str, Any]) -> dict[str, Any]:
    """Return a version of the text as the page shows it."""
    return {**version, "at": datetime.datetime.fromisoformat(version["at"])}


def _moved(move: dict[str, str]) -> dict[str, object]:
    """Return a date that moved as the page shows it."""
    days = {name: datetime.date.fromisoformat(move[name]) for name in ("from_on", "to_on")}
    return {**days, "cause": DelayCause(move["cause"]).label, "reason": move["reason"]}
