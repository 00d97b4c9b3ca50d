"""Writing an amendment: one act for everything that changes, saved with the versions seen, sent to
review or given up.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.reading import Amendable, Change, version_of
from commitments.amendments.states import AmendmentState
from commitments.amendments.workflow.checking import check_changes, check_kind
from commitments.organizations.access import role_of
from commitments.plans.models import Plan
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User


@transaction.atomic
def save_amendment(
    row: Amendable,
    *,
    by: User,
    version: int,
    seen: int,
    kind: str,
    reason: str,
    agreement: str,
    changes: Sequence[Change],
) -> Amendment:
    """Keep what is to change of a published commitment or of a plan in force, in the open amendment
    or a new one.

    `version` is that of the amendment the person saw (0 for none) and `seen` that of what is
    published (`version_of`). Raises NotAllowed, ChangedMeanwhile, Refusal.
    """
    row = rights.fetch("amend", row, by=by)
    amendment = Amendment.objects.of(row).open().first()
    if amendment:
        amendment = rights.fetch("edit", amendment, by=by)
    if (amendment.version if amendment else 0) != version or version_of(row) != seen:
        raise ChangedMeanwhile
    if not changes:
        raise Refusal(_("Todo es igual a lo vigente: no hay nada que modificar."))
    check_kind(kind, changes)
    check_changes(row, changes)
    if amendment is None:
        amendment = Amendment(version=0, **_kept_with(row))
    amendment.kind, amendment.reason, amendment.agreement = kind, reason.strip(), agreement
    amendment.author = by
    amendment.reviewer = None  # of what was given back
    amendment.version += 1
    amendment.full_clean(exclude=["state"])
    amendment.save()
    keep_changes(amendment, changes)
    four_eyes.wrote(amendment, by=by)
    record_amendment("edit", amendment, by=by)
    return amendment


def _kept_with(row: Amendable) -> dict[str, Amendable]:
    return {"plan" if isinstance(row, Plan) else "commitment": row}


def keep_changes(amendment: Amendment, changes: Sequence[Change]) -> None:
    """Keep the changes of an amendment in place of those it had."""
    amendment.fields.all().delete()
    AmendedField.objects.bulk_create(
        AmendedField(
            amendment=amendment,
            position=position,
            name=change.name,
            value=change.value,
            stood=change.stood,
            before=change.before,
            after=change.after,
            milestone=change.milestone,
            axis=change.axis,
        )
        for position, change in enumerate(changes, start=1)
    )


@transaction.atomic
def submit_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Send an amendment to review, with its public reason. Raises NotAllowed, Refusal."""
    amendment = rights.fetch_for_move("submit_amendment", amendment, by=by)
    if not amendment.reason.strip():
        raise Refusal(_("Escriba por qué cambia lo publicado: se publica."), field="reason")
    amendment.state = AmendmentState.SUBMITTED
    amendment.state_reason = ""
    amendment.submitted_at = timezone.now()
    amendment.version += 1
    amendment.save(update_fields=["state", "state_reason", "submitted_at", "version"])
    record_amendment("submit_amendment", amendment, by=by)
    return amendment


@transaction.atomic
def discard_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Give up an amendment that is not in force: what is published stays as it is."""
    amendment = rights.fetch_for_move("discard_amendment", amendment, by=by)
    amendment.state = AmendmentState.DISCARDED
    amendment.version += 1
    amendment.save(update_fields=["state", "version"])
    record_amendment("discard_amendment", amendment, by=by)
    return amendment


def record_amendment(act: str, amendment: Amendment, *, by: User, reason: str = "") -> None:
    """Write in the journal, for the team, what was done to an amendment before it is in force."""
    journal.record(
        act,
        amendment,
        role=role_of(by),
        reason=reason,
        plan_slug=amendment.under.slug,
        is_public=False,
    )
