"""Confirming what becomes of an institution, as one act: all of it or nothing."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.amendments import workflow as amendments
from commitments.amendments.queries import commitments_naming, plans_naming
from commitments.institutions.access import LABEL
from commitments.institutions.workflow.resting import (
    refuse_left_alone,
    refuse_same_name,
    refuse_what_rests,
    to_pass,
)
from commitments.organizations.access import role_of
from commitments.organizations.models import Organization, OrganizationChange
from commitments.organizations.workflow import end_roles, refuse_closed
from commitments.plans.models import Commitment, Plan
from commitments.plans.workflow import pass_on_drafts
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import accounts, four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

RENAME = OrganizationChange.Kind.RENAME


@four_eyes.read_before(LABEL, "confirm")
def text_of_change(change: OrganizationChange) -> dict[str, object]:
    """Return what an administrator reads before confirming: what becomes of which institution, from
    when, by which document, and all that passes to its successor or ends.
    """
    text = {
        **four_eyes.columns(change, ("organization", "kind")),
        **four_eyes.columns(change, ("name", "short_name", "successor")),
        **four_eyes.columns(change, ("effective_on", "norm", "reason")),
    }
    if change.undoes:
        text[str(_("Anula lo dicho por error"))] = str(change.undoes)
        return text
    return text if change.kind == RENAME else {**text, **to_pass(change.organization)}


@transaction.atomic
def confirm_change(change: OrganizationChange, *, by: User, read: str) -> OrganizationChange:
    """Let an institution have its new name, or be no more, as another person proposed and `by`
    `read`: with a successor, what is being carried out passes to it by amendments in force.

    Raises NotAllowed, ChangedSinceRead, and Refusal before its day, for whoever proposed it, with
    whichever account, and for what cannot pass: nothing is changed then.
    """
    change = rights.fetch("confirm", change, by=by)
    accounts.refuse_who_proposed(by, change.proposed_by)
    keys = [key for key in (change.organization_id, change.successor_id) if key]
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    locked = {row.pk: row for row in rows}
    organization = locked[change.organization_id]
    change.organization = organization
    change.successor = locked.get(change.successor_id or 0)
    if change.effective_on > timezone.localdate():
        raise Refusal(
            _("Rige desde el %(day)s: se confirma ese día o después.")
            % {"day": dates.say(change.effective_on)}
        )
    digest = four_eyes.take_as_read("confirm", change, read)
    change.former_name = organization.name  # it may have been corrected since it was proposed
    change.former_short_name = organization.short_name
    if change.undoes:
        _undo(change, change.undoes, by=by)
    elif change.kind == RENAME:
        refuse_same_name(organization, change.name, change.short_name)
        organization.name, organization.short_name = change.name, change.short_name
    else:
        _close(change, organization, by=by)
    organization.save()
    change.confirmed_by = by
    change.confirmed_at = timezone.now()
    change.save()
    _record(change, by=by, digest=digest)
    return change


def _close(change: OrganizationChange, organization: Organization, *, by: User) -> None:
    """Have an institution be no more: what is still to be done passes, its roles end."""
    refuse_closed(organization)
    successor = change.successor
    if successor is None:
        refuse_left_alone(organization)
    else:
        refuse_closed(successor)
        running: Sequence[Commitment | Plan] = [
            *plans_naming(organization),
            *commitments_naming(organization),
        ]
        amendments.pass_on(change, of=organization, to=successor, rows=running, by=by)
        pass_on_drafts(of=organization, to=successor, by=by)
    end_roles(organization, day=timezone.localdate(), by=by)
    organization.closed_on = change.effective_on
    organization.successor = successor


def _undo(undoing: OrganizationChange, change: OrganizationChange, *, by: User) -> None:
    """Let an institution be again what it was: what passed comes back by amendments, too; roles
    that ended are given anew.
    """
    refuse_what_rests(change)
    organization = undoing.organization
    if change.kind == RENAME:
        organization.name = change.former_name
        organization.short_name = change.former_short_name
    else:
        organization.closed_on = organization.successor = None
        organization.save()
        amendments.give_back(undoing, by=by)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])


def _record(change: OrganizationChange, *, by: User, digest: str) -> None:
    act = "rename_institution" if change.kind == RENAME else "close_institution"
    journal.record(
        "undo_institution_change" if change.undoes else act,
        change.organization,
        role=role_of(by),
        reason=change.reason,
        before={"name": change.former_name},
        after={
            "name": change.organization.name,
            "successor": change.successor.name if change.successor and not change.undoes else "",
            "effective_on": str(change.effective_on),
            "norm": change.norm,
            "read": digest,
        },
    )
