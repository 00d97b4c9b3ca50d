"""Reviewing an amendment by somebody else than who wrote it, and putting it in force."""

import datetime
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.reading import ACTORS, NEW_MILESTONE, Change
from commitments.amendments.states import AmendmentState
from commitments.amendments.workflow.writing import check_changes, keep_changes, record_amendment
from commitments.plans import definitions
from commitments.plans import workflow as plans
from commitments.plans.models import Actor, Commitment, Milestone, PromiseText
from commitments.plans.workflow.recording import check, record
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def return_amendment(amendment: Amendment, *, by: User, reason: str) -> Amendment:
    """Give an amendment back to who wrote it, saying what is missing."""
    if not reason.strip():
        raise Refusal(_("Escriba qué debe corregirse."), field="reason")
    amendment = rights.fetch_for_move("return_amendment", amendment, by=by)
    amendment.state = AmendmentState.RETURNED
    amendment.state_reason = reason.strip()
    amendment.reviewer = by
    amendment.version += 1
    amendment.save(update_fields=["state", "state_reason", "reviewer", "version"])
    record_amendment("return_amendment", amendment, by=by, reason=reason)
    return amendment


@four_eyes.read_before("commitments.amendment", "approve_amendment")
def _read(amendment: Amendment) -> dict[str, object]:
    """Return kind and reason of an amendment, and each change against what stands now."""
    return {
        **four_eyes.columns(amendment, ("kind", "reason", "agreement")),
        **{
            f"{place}. {reading.label_of(change)}": f"{change.before} → {change.after}"
            for place, change in enumerate(reading.standing_changes(amendment), start=1)
        },
    }


@transaction.atomic
def approve_amendment(amendment: Amendment, *, by: User, read: str) -> Amendment:
    """Put an amendment in force, as it was `read` (`four_eyes.as_read`): the commitment changes,
    and what it said before stays beside it.

    Never by who wrote it. Raises NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal.
    """
    amendment = rights.fetch_for_move("approve_amendment", amendment, by=by)
    commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=amendment.commitment_id)
    )
    amendment.commitment = commitment
    if not definitions.is_running(commitment.state):
        raise Refusal(_("El compromiso se cerró o se retiró mientras tanto: ya no se modifica."))
    digest = four_eyes.take_as_read("approve_amendment", amendment, read)
    changes = [
        change
        for change in reading.standing_changes(amendment)
        if reading.still_differs(commitment, change)
    ]
    if not changes:
        raise Refusal(_("Todo es igual a lo vigente: no hay nada que modificar."))
    _put_in_force(amendment, changes, by=by, digest=digest)
    return amendment


@transaction.atomic
def adopt_text(
    commitment: Commitment,
    *,
    by: User,
    texts: Mapping[str, str],
    reason: str,
    authors: Sequence[User],
) -> Amendment | None:
    """Put in force, as an amendment, the words of a draft that its own review approved; `authors`
    wrote them. None where they say what is already published.

    Raises NotAllowed, Refusal.
    """
    commitment = rights.fetch("amend", commitment, by=by)
    changes = reading.changes_of(commitment, texts)
    if not changes:
        return None
    amendment = Amendment.objects.create(
        commitment=commitment,
        state=AmendmentState.DISCARDED,  # it was never open: it goes straight into force
        reason=reason,
        author=next((person for person in authors if person.pk != by.pk), None),
    )
    _put_in_force(amendment, changes, by=by, digest="")
    return amendment


def _put_in_force(
    amendment: Amendment, changes: Sequence[Change], *, by: User, digest: str
) -> None:
    """Write the changes in the commitment, number the amendment, and say so in the journal."""
    commitment = amendment.commitment
    check_changes(commitment, changes)
    written = [_write(commitment, change) for change in changes]
    check(commitment)
    commitment.version += 1
    commitment.save()
    if any(change.name in PromiseText.text_fields() and not change.milestone for change in changes):
        plans.keep_version(commitment, reason=amendment.reason)
    plans.refresh_measures(commitment.pk)
    keep_changes(amendment, written)
    in_force = commitment.amendments.filter(state=AmendmentState.IN_FORCE)
    amendment.number = in_force.count() + 1
    amendment.state = AmendmentState.IN_FORCE
    amendment.state_reason = ""
    amendment.reviewer = by
    amendment.approved_at = timezone.now()
    amendment.version += 1
    amendment.save()
    places = [f"{place}.{change.name}" for place, change in enumerate(written, start=1)]
    record(
        "amend",
        commitment,
        by=by,
        reason=amendment.reason,
        before={place: change.before for place, change in zip(places, written, strict=True)},
        after={
            **{place: change.after for place, change in zip(places, written, strict=True)},
            "read": digest,
            "amendment": str(amendment.number),
        },
    )


def _write(commitment: Commitment, change: Change) -> Change:
    """Write one change; of a milestone that is added, return it with the milestone."""
    if change.name == NEW_MILESTONE:
        return _add_milestone(commitment, change)
    if change.name == ACTORS:
        _set_actors(commitment, change.value)
        return change
    if change.milestone:
        value = reading.as_value(Milestone, change.name, change.value)
        setattr(change.milestone, change.name, value)
        _save_milestone(change.milestone)
        return change
    value = reading.as_value(Commitment, change.name, change.value)
    if isinstance(value, list):
        getattr(commitment, change.name).set(value)
    else:
        setattr(commitment, change.name, value)
    return change


def _add_milestone(commitment: Commitment, change: Change) -> Change:
    last = commitment.milestones.order_by("-position").values_list("position", flat=True).first()
    facts = {
        name: reading.as_value(Milestone, name, change.value[name])
        for name in reading.OF_NEW_MILESTONE
        if name in change.value
    }
    due_on = facts["due_on"]
    assert isinstance(due_on, datetime.date)  # noqa: S101 - the form and `save_amendment` read it
    milestone = Milestone(
        commitment=commitment, position=(last or 0) + 1, first_due_on=due_on, **facts
    )
    _save_milestone(milestone)
    return Change(change.name, change.value, "", change.after, milestone)


def _save_milestone(milestone: Milestone) -> None:
    try:
        milestone.full_clean()
    except ValidationError as error:
        raise Refusal(f"{milestone.title}: {' '.join(error.messages)}") from error
    milestone.save()


def _set_actors(commitment: Commitment, pairs: Sequence[Sequence[str]]) -> None:
    """Let the other actors be exactly these; who stays keeps the link to its institution."""
    wanted = {name: kind for kind, name in pairs}
    commitment.actors.exclude(name__in=wanted).delete()
    standing = {actor.name: actor for actor in commitment.actors.all()}
    for name, kind in wanted.items():
        actor = standing.get(name) or Actor(commitment=commitment, name=name)
        actor.kind = kind
        actor.full_clean()
        actor.save()
