"""The text of a commitment while it is written: saved with the version seen, classified, with its
contact and actors.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Model

from commitments.organizations.access import role_of
from commitments.plans.models import (
    Actor,
    Commitment,
    PromiseText,
)
from commitments.plans.workflow.contact import forget_with
from commitments.plans.workflow.recording import check, record
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile
from ogp_portal.models import User

EDITABLE = (
    "axis",
    "number",
    "ogp_id",
    *PromiseText.text_fields(),
    "theme",
    "responsible",
    "implementer",
    "starts_on",
    "ends_on",
    "precision",
    "budget_clp",
)  # what whoever writes a draft may change, in the order of its form

CLASSIFIED = ("values", "policy_areas", "territories")  # and by which words it is found


@transaction.atomic
def draft_commitment(commitment: Commitment, *, by: User) -> Commitment:
    """Begin a draft in a plan whose texts are being made. Raises NotAllowed."""
    rights.fetch("add_commitment", commitment.plan, by=by)
    commitment.state = Commitment.machine.initial
    check(commitment)
    commitment.save()
    four_eyes.wrote(commitment, by=by)
    record("draft", commitment, by=by)
    return commitment


@transaction.atomic
def edit_commitment(
    commitment: Commitment,
    *,
    by: User,
    version: int,
    changes: Mapping[str, object],
    authors: Iterable[User] | None = None,
) -> Commitment:
    """Save `changes` to a commitment that is not published yet.

    `authors` wrote them, if others than `by`. `version` is the one the person saw: if somebody
    saved meanwhile, ChangedMeanwhile is raised and nothing is lost. Raises NotAllowed,
    ChangedMeanwhile, Refusal.
    """
    commitment = rights.fetch("edit", commitment, by=by)
    if commitment.version != version:
        raise ChangedMeanwhile
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        message = f"Not editable: {sorted(unknown)}"
        raise ValueError(message)
    before = {name: str(getattr(commitment, name) or "") for name in changes}
    for name, value in changes.items():
        setattr(commitment, name, value)
    check(commitment)
    commitment.version += 1
    commitment.save()
    after = {name: str(getattr(commitment, name) or "") for name in changes}
    changed = {name for name in changes if before[name] != after[name]}
    if changed:
        four_eyes.wrote_each([commitment], by=[by] if authors is None else authors)
    record(
        "edit",
        commitment,
        by=by,
        before={n: before[n] for n in changed},
        after={n: after[n] for n in changed},
    )
    return commitment


@transaction.atomic
def classify_commitment(commitment: Commitment, *, by: User, **chosen: Iterable[Model]) -> None:
    """Set the values, policy areas and territories of a commitment that is not published yet."""
    commitment = rights.fetch("edit", commitment, by=by)
    before = {name: _words(getattr(commitment, name).all()) for name in chosen}
    for name, rows in chosen.items():
        getattr(commitment, name).set(rows)
    after = {name: _words(getattr(commitment, name).all()) for name in chosen}
    if before != after:
        four_eyes.wrote(commitment, by=by)
        record("edit", commitment, by=by, before=before, after=after)


def _words(rows: Iterable[object]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


@transaction.atomic
def discard_commitment(commitment: Commitment, *, by: User, reason: str) -> None:
    """Delete a text begun by mistake, with its milestones and actors. Raises NotAllowed, and
    Refusal for one on which something rests.
    """
    commitment = rights.fetch("discard", commitment, by=by)
    plan_slug = commitment.plan.slug
    forget_with([commitment.pk])
    undoing.discard(commitment, role=role_of(by), reason=reason, plan_slug=plan_slug)


@transaction.atomic
def save_actor(actor: Actor, *, by: User) -> Actor:
    """Add or change another actor involved, while the text is being made."""
    commitment = rights.fetch("edit", actor.commitment, by=by)
    actor.save()
    four_eyes.wrote(commitment, by=by)
    record("edit", commitment, by=by, after={"actor": actor.name})
    return actor


@transaction.atomic
def remove_actor(actor: Actor, *, by: User) -> None:
    """Take an actor out of a text that is being made."""
    commitment = rights.fetch("edit", actor.commitment, by=by)
    four_eyes.wrote(commitment, by=by)
    record("edit", commitment, by=by, before={"actor": actor.name})
    actor.delete()
