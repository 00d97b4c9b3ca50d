"""The life of a commitment: reviewed, published, closed or withdrawn.
Never unpublished.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions
from commitments.plans.models import (
    Commitment,
    CommitmentVersion,
    PromiseText,
)
from commitments.plans.readiness import Facts, missing
from commitments.plans.states import CommitmentState
from commitments.plans.workflow.drafting import CLASSIFIED, EDITABLE
from commitments.plans.workflow.recording import record
from ogp_portal.foundation.permissions import four_eyes, readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import User

NEED_REASON = _("Escriba el motivo: se publica junto al compromiso.")


def submit_for_review(commitment: Commitment, *, by: User) -> Commitment:
    """Send a draft to the coordinators."""
    return _move(commitment, "submit_for_review", by=by)


def return_to_draft(commitment: Commitment, *, by: User, reason: str) -> Commitment:
    """Send a text back to who wrote it, saying why."""
    return _move(commitment, "return_to_draft", by=by, reason=reason, needs_reason=True)


@transaction.atomic
def propose_commitment(commitment: Commitment, *, by: User) -> Commitment:
    """Show a draft in public as a proposal of the plan being co-created."""
    commitment = rights.fetch("propose", commitment, by=by)
    commitment.is_proposed = True
    commitment.proposed_on = timezone.localdate()
    commitment.version += 1
    commitment.save(update_fields=["is_proposed", "proposed_on", "version"])
    record("propose", commitment, by=by)
    return commitment


@four_eyes.read_before("commitments.commitment", "publish")
def _read(commitment: Commitment) -> dict[str, object]:
    """Return the text of a commitment with its milestones, actors and words."""
    milestones = commitment.milestones.order_by("position").values_list("due_on", "title")
    actors = commitment.actors.order_by("pk").values_list("name", flat=True)
    return {
        **four_eyes.columns(commitment, EDITABLE),
        str(_("Hitos")): "\n".join(f"{day}: {title}" for day, title in milestones),
        str(_("Otros actores")): "\n".join(actors),
        **four_eyes.columns(commitment, CLASSIFIED),
    }


@readiness.waits("commitments.commitment", "publish")
def _wait_to_publish(commitment: Commitment) -> None:
    lacks = missing_before_publication(commitment)
    if lacks:
        raise Refusal(" ".join(str(sentence) for sentence in lacks))


@transaction.atomic
def publish_commitment(commitment: Commitment, *, by: User, read: str) -> Commitment:
    """Publish a reviewed commitment, as it was `read` (`four_eyes.as_read`), with its first
    version.

    Never by who wrote part of it: one person drafts and submits, another publishes. Raises
    NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal with everything that is missing.
    """
    if rights.may(by, "return_to_draft", commitment):
        four_eyes.refuse_own(commitment, by=by)
    commitment = rights.fetch_for_move("publish", commitment, by=by)
    _wait_to_publish(commitment)
    digest = four_eyes.take_as_read("publish", commitment, read)
    commitment.state = CommitmentState.PUBLISHED
    commitment.state_reason = ""
    commitment.published_at = timezone.now()
    commitment.published_on = timezone.localdate(commitment.published_at)
    commitment.version += 1
    commitment.save(
        update_fields=["state", "state_reason", "published_on", "published_at", "version"]
    )
    keep_version(commitment, reason="")
    record(
        "publish",
        commitment,
        by=by,
        before={"state": CommitmentState.IN_REVIEW},
        after={"state": CommitmentState.PUBLISHED, "read": digest},
    )
    return commitment


def close_commitment(commitment: Commitment, *, by: User, reason: str = "") -> Commitment:
    """Close a published commitment: no more progress is reported; everything stays readable.

    One that is not complete is closed only with its public explanation, in the authority's own
    words. Raises Refusal without it.
    """
    is_complete = Commitment.objects.filter(definitions.complete(), pk=commitment.pk).exists()
    return _move(commitment, "close", by=by, reason=reason, needs_reason=not is_complete)


def withdraw_commitment(commitment: Commitment, *, by: User, reason: str) -> Commitment:
    """Withdraw a published commitment with its public reason, which names the forum's agreement.

    It stays readable.
    """
    return _move(commitment, "withdraw", by=by, reason=reason, needs_reason=True)


def missing_before_publication(
    commitment: Commitment, *, milestones: int | None = None
) -> list[Sentence]:
    """Return a sentence for each thing that keeps the commitment from being published;

    `milestones` saves a query where counted.
    """
    return missing(
        Facts(
            has_summary=bool(commitment.summary.strip()),
            has_problem=bool(commitment.problem.strip()),
            has_responsible=commitment.responsible_id is not None,
            has_dates=commitment.starts_on is not None and commitment.ends_on is not None,
            milestones=commitment.milestones.filter(definitions.counted_milestones()).count()
            if milestones is None
            else milestones,
            is_historical=commitment.plan.is_historical,
        )
    )


def keep_version(commitment: Commitment, *, reason: str) -> CommitmentVersion:
    """Keep the text of a commitment as it stands, beside its earlier versions."""
    number = commitment.versions.count() + 1
    text = {name: getattr(commitment, name) for name in PromiseText.text_fields()}
    return CommitmentVersion.objects.create(
        commitment=commitment, number=number, reason=reason, at=timezone.now(), **text
    )


@transaction.atomic
def _move(
    commitment: Commitment, act: str, *, by: User, reason: str = "", needs_reason: bool = False
) -> Commitment:
    if needs_reason and not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    commitment = rights.fetch_for_move(act, commitment, by=by)
    before = commitment.state
    commitment.state = Commitment.machine.target(act, state=before)
    commitment.state_reason = reason.strip()
    if Commitment.machine.names[commitment.state].final:
        commitment.ended_at = timezone.now()
    commitment.version += 1
    commitment.save(update_fields=["state", "state_reason", "ended_at", "version"])
    record(
        act,
        commitment,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": commitment.state},
    )
    return commitment
