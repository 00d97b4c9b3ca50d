"""The life of a commitment: drafted, reviewed, published, amended by new versions, closed or
withdrawn. Never unpublished.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import definitions
from commitments.plans.models import (
    Actor,
    Commitment,
    CommitmentVersion,
    Contact,
    Plan,
    PromiseText,
)
from commitments.plans.models.commitment import SHORT
from commitments.plans.readiness import Facts, missing
from commitments.plans.states import CommitmentState
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

FREE_FIELDS = (
    "axis",
    "number",
    "ogp_id",
    "theme",
    "responsible",
    "implementer",
    "starts_on",
    "ends_on",
    "precision",
    "budget_clp",
)
NEED_REASON = _("Escriba el motivo: se publica junto al compromiso.")


@transaction.atomic
def draft_commitment(commitment: Commitment, *, by: User) -> Commitment:
    """Begin a draft in a plan whose texts are being made. Raises NotAllowed."""
    rights.fetch("add_commitment", commitment.plan, by=by)
    commitment.state = Commitment.machine.initial
    _check(commitment)
    commitment.save()
    _record("draft", commitment, by=by)
    return commitment


@transaction.atomic
def edit_commitment(
    commitment: Commitment, *, by: User, version: int, changes: Mapping[str, Any]
) -> Commitment:
    """Save `changes` to a commitment that is not published yet.

    `version` is the one the person saw: if somebody saved meanwhile, ChangedMeanwhile is raised and
    nothing is lost. Raises NotAllowed, ChangedMeanwhile, Refusal.
    """
    commitment = rights.fetch("edit", commitment, by=by)
    if commitment.version != version:
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó cambios mientras usted editaba. Compare ambos textos y "
                "guarde de nuevo."
            )
        )
    unknown = set(changes) - set(FREE_FIELDS) - set(PromiseText.text_fields())
    if unknown:
        message = f"Not editable: {sorted(unknown)}"
        raise ValueError(message)
    before = {name: str(getattr(commitment, name) or "") for name in changes}
    for name, value in changes.items():
        setattr(commitment, name, value)
    _check(commitment)
    commitment.version += 1
    commitment.save()
    after = {name: str(getattr(commitment, name) or "") for name in changes}
    changed = {name for name in changes if before[name] != after[name]}
    _record(
        "edit",
        commitment,
        by=by,
        before={n: before[n] for n in changed},
        after={n: after[n] for n in changed},
    )
    return commitment


@transaction.atomic
def classify_commitment(commitment: Commitment, *, by: User, **chosen: Iterable[Any]) -> None:
    """Set the values, policy areas and territories of a commitment that is not published yet."""
    commitment = rights.fetch("edit", commitment, by=by)
    before = {name: _words(getattr(commitment, name).all()) for name in chosen}
    for name, rows in chosen.items():
        getattr(commitment, name).set(rows)
    after = {name: _words(getattr(commitment, name).all()) for name in chosen}
    if before != after:
        _record("edit", commitment, by=by, before=before, after=after)


def _words(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


@transaction.atomic
def save_contact(
    commitment: Commitment, *, by: User, post: str, name: str, email: str, phone: str
) -> None:
    """Keep who answers for a commitment.

    The journal says the post; name, e-mail and phone stay out of it.
    """
    commitment = rights.fetch("edit", commitment, by=by)
    if not post.strip():
        if name.strip() or email.strip() or phone.strip():
            raise Refusal(
                _("Escriba el cargo de la persona responsable: es lo que ve el público."),
                field="contact_post",
            )
        return
    facts = {
        "post": post.strip(),
        "name": name.strip(),
        "email": email.strip(),
        "phone": phone.strip(),
    }
    found = Contact.objects.filter(commitment=commitment).first()
    if found and {key: getattr(found, key) for key in facts} == facts:
        return
    contact, _is_new = Contact.objects.update_or_create(commitment=commitment, defaults=facts)
    history.erase(Contact, [contact.pk], name="", email="", phone="")  # whoever it was before
    _record("edit", commitment, by=by, after={"post": facts["post"]})


@transaction.atomic
def save_actor(actor: Actor, *, by: User) -> Actor:
    """Add or change another actor involved, while the text is being made."""
    commitment = rights.fetch("edit", actor.commitment, by=by)
    actor.save()
    _record("edit", commitment, by=by, after={"actor": actor.name})
    return actor


@transaction.atomic
def remove_actor(actor: Actor, *, by: User) -> None:
    """Take an actor out of a text that is being made."""
    commitment = rights.fetch("edit", actor.commitment, by=by)
    _record("edit", commitment, by=by, before={"actor": actor.name})
    actor.delete()


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
    _record("propose", commitment, by=by)
    return commitment


@transaction.atomic
def publish_commitment(commitment: Commitment, *, by: User) -> Commitment:
    """Publish a reviewed commitment with its first version.

    Raises Refusal with everything that is missing.
    """
    commitment = rights.fetch_for_move("publish", commitment, by=by)
    lacks = missing_before_publication(commitment)
    if lacks:
        raise Refusal(" ".join(str(sentence) for sentence in lacks))
    commitment.state = CommitmentState.PUBLISHED
    commitment.state_reason = ""
    commitment.published_on = timezone.localdate()
    commitment.version += 1
    commitment.save(update_fields=["state", "state_reason", "published_on", "version"])
    _keep_version(commitment, reason="")
    _record(
        "publish",
        commitment,
        by=by,
        before={"state": CommitmentState.IN_REVIEW},
        after={"state": CommitmentState.PUBLISHED},
    )
    return commitment


@transaction.atomic
def amend_commitment(
    commitment: Commitment, *, by: User, changes: Mapping[str, str], reason: str
) -> CommitmentVersion:
    """Change the text of a published commitment by a new version beside the old one, with its
    public reason.
    """
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    commitment = rights.fetch("amend", commitment, by=by)
    before = {name: getattr(commitment, name) for name in PromiseText.text_fields()}
    changed = {
        name: value for name, value in changes.items() if name in before and before[name] != value
    }
    if not changed:
        raise Refusal(_("El texto es igual al vigente: no hay nada que modificar."))
    for name, value in changed.items():
        setattr(commitment, name, value)
    _check(commitment)
    commitment.version += 1
    commitment.save()
    version = _keep_version(commitment, reason=reason.strip())
    _record(
        "amend",
        commitment,
        by=by,
        reason=reason,
        before={n: before[n] for n in changed},
        after=changed,
    )
    return version


def amend_by_form(
    commitment: Commitment, *, by: User, reason: str, **texts: str
) -> CommitmentVersion:
    """Amend with the texts that were filled in; what was left empty stays as it is."""
    return amend_commitment(
        commitment,
        by=by,
        changes={name: text for name, text in texts.items() if text.strip()},
        reason=reason,
    )


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
) -> list[Any]:
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


def _check(commitment: Commitment) -> None:
    """Refuse, in words, what the database would refuse."""
    if len(commitment.summary) > SHORT and not commitment.keeps_long_summary:
        raise Refusal(
            _("La breve descripción tiene %(length)s caracteres y el límite es 140: acórtela.")
            % {"length": len(commitment.summary)},
            field="summary",
        )
    if commitment.axis and commitment.axis.plan_id != commitment.plan_id:
        raise Refusal(_("El eje elegido pertenece a otro plan."), field="axis")
    try:
        commitment.full_clean(exclude=["state", "computed_level", "sort_key", "search"])
    except ValidationError as error:
        raise Refusal(
            " ".join(error.messages), field=next(iter(getattr(error, "message_dict", {"": ""})))
        ) from error


def _keep_version(commitment: Commitment, *, reason: str) -> CommitmentVersion:
    number = commitment.versions.count() + 1
    text = {name: getattr(commitment, name) for name in PromiseText.text_fields()}
    return CommitmentVersion.objects.create(
        commitment=commitment, number=number, reason=reason, **text
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
    commitment.version += 1
    commitment.save(update_fields=["state", "state_reason", "version"])
    _record(
        act,
        commitment,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": commitment.state},
    )
    return commitment


def _record(
    act: str,
    commitment: Commitment,
    *,
    by: User,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    plan: Plan = commitment.plan
    journal.record(
        act,
        commitment,
        role=role_of(by),
        reason=reason,
        before=before,
        after=after,
        plan_slug=plan.slug,
        is_public=commitment.is_public,
    )
