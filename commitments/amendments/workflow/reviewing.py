"""Reviewing an amendment by somebody else than who wrote it, and putting it in force."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.reading import Change
from commitments.amendments.states import AmendmentState
from commitments.amendments.workflow.applying import save_commitment, save_plan, writes
from commitments.amendments.workflow.checking import check_changes
from commitments.amendments.workflow.writing import keep_changes, record_amendment
from commitments.organizations.access import role_of
from commitments.plans import definitions
from commitments.plans.models import Commitment, Plan
from commitments.plans.states import PlanState
from ogp_portal.foundation.events import journal
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
    """Put an amendment in force, as it was `read` (`four_eyes.as_read`): the commitment or the plan
    changes, and what it said before stays beside it.

    Never by who wrote it. Raises NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal.
    """
    amendment = rights.fetch_for_move("approve_amendment", amendment, by=by)
    _lock(amendment)
    digest = four_eyes.take_as_read("approve_amendment", amendment, read)
    changes = [
        change
        for change in reading.standing_changes(amendment)
        if reading.still_differs(amendment.amended, change)
    ]
    if not changes:
        raise Refusal(_("Todo es igual a lo vigente: no hay nada que modificar."))
    put_in_force(amendment, changes, by=by, digest=digest)
    return amendment


def _lock(amendment: Amendment) -> None:
    """Lock what is amended. Raises Refusal if it is no longer carried out."""
    if amendment.plan_id:
        amendment.plan = plan = Plan.objects.select_for_update().get(pk=amendment.plan_id)
        if plan.state != PlanState.IN_FORCE:
            raise Refusal(_("El plan terminó mientras tanto: ya no se modifica."))
        return
    commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=amendment.amended.pk)
    )
    amendment.commitment = commitment
    if not definitions.is_running(commitment.state):
        raise Refusal(_("El compromiso se cerró o se retiró mientras tanto: ya no se modifica."))


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
    put_in_force(amendment, changes, by=by, digest="")
    return amendment


def put_in_force(amendment: Amendment, changes: Sequence[Change], *, by: User, digest: str) -> None:
    """Write the changes in what is amended, which the caller locked, number the amendment, and say
    so in the journal. Raises Refusal.
    """
    row = amendment.amended
    check_changes(row, changes)
    written = [writes(row, change) for change in changes]
    if isinstance(row, Plan):
        save_plan(row)
    else:
        save_commitment(row, written, reason=amendment.reason)
    keep_changes(amendment, written)
    amendment.number = Amendment.objects.of(row).in_force().count() + 1
    amendment.state = AmendmentState.IN_FORCE
    amendment.state_reason = ""
    amendment.reviewer = by
    amendment.approved_at = timezone.now()
    amendment.version += 1
    amendment.save()
    places = [f"{place}.{change.name}" for place, change in enumerate(written, start=1)]
    journal.record(
        "amend",
        row,
        role=role_of(by),
        plan_slug=amendment.under.slug,
        reason=amendment.reason,
        before={place: change.before for place, change in zip(places, written, strict=True)},
        after={
            **{place: change.after for place, change in zip(places, written, strict=True)},
            "read": digest,
            "amendment": str(amendment.number),
        },
    )
