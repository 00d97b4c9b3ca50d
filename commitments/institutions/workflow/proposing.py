"""Proposing what becomes of an institution, and withdrawing what was proposed."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.institutions import emails
from commitments.institutions.workflow.resting import (
    refuse_left_alone,
    refuse_same_name,
    refuse_what_rests,
)
from commitments.organizations.access import role_of
from commitments.organizations.models import Organization, OrganizationChange
from commitments.organizations.workflow import refuse_closed
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def propose_rename(
    organization: Organization,
    *,
    by: User,
    name: str,
    short_name: str,
    effective_on: datetime.date,
    norm: str,
    reason: str,
) -> OrganizationChange:
    """Propose that an institution has another name from a day on. Raises NotAllowed, and Refusal
    for the name it has, a day before its last change, or a change that already waits.
    """
    organization = rights.fetch("rename", organization, by=by)
    refuse_same_name(organization, name, short_name)
    change = _change(organization, OrganizationChange.Kind.RENAME, effective_on, norm, reason)
    change.name, change.short_name = name, short_name
    return _propose(change, by=by)


@transaction.atomic
def propose_closure(
    organization: Organization,
    *,
    by: User,
    successor: Organization | None,
    effective_on: datetime.date,
    norm: str,
    reason: str,
) -> OrganizationChange:
    """Propose that an institution is no more from a day on and, with a successor, that this one
    goes on with what it does.

    Raises NotAllowed, and Refusal for a successor that closed too, and, without one, while
    something is still to be done in the institution's name.
    """
    organization = rights.fetch("close", organization, by=by)
    refuse_closed(successor, field="successor")
    if successor is not None and successor.pk == organization.pk:
        raise Refusal(_("La que continúa es otra institución."), field="successor")
    if successor is None:
        refuse_left_alone(organization)
    change = _change(organization, OrganizationChange.Kind.CLOSURE, effective_on, norm, reason)
    change.successor = successor
    return _propose(change, by=by)


@transaction.atomic
def propose_undoing(change: OrganizationChange, *, by: User, reason: str) -> OrganizationChange:
    """Propose to undo, as a mistake, what two people confirmed: it stands until another
    administrator confirms it. Raises NotAllowed, and Refusal where something rests on it.
    """
    change = rights.fetch("undo", change, by=by)
    refuse_what_rests(change)
    organization = change.organization
    undoing = _change(
        organization, change.kind, timezone.localdate(), change.norm, reason, is_undoing=True
    )
    undoing.undoes = change
    undoing.successor = change.successor
    if change.kind == OrganizationChange.Kind.RENAME:
        undoing.name, undoing.short_name = change.former_name, change.former_short_name
    return _propose(undoing, by=by)


@transaction.atomic
def withdraw_change(change: OrganizationChange, *, by: User) -> None:
    """Drop what was proposed: nothing changed. Raises NotAllowed."""
    change = rights.fetch("withdraw", change, by=by)
    _record("withdraw_change", change, by=by)
    change.delete()


@transaction.atomic
def forget_changes(*, before: datetime.datetime) -> int:
    """Delete what nobody confirmed since an instant, nor since its day, and return how many."""
    lapsed = OrganizationChange.objects.proposed().filter(
        proposed_at__lt=before, effective_on__lt=timezone.localdate(before)
    )
    for change in lapsed:
        journal.record("forget", change, role="portal", is_public=False)
    return lapsed.delete()[0]


def _change(
    organization: Organization,
    kind: str,
    effective_on: datetime.date,
    norm: str,
    reason: str,
    *,
    is_undoing: bool = False,
) -> OrganizationChange:
    last = organization.changes.confirmed().order_by("-effective_on").first()
    if last and effective_on < last.effective_on and not is_undoing:
        raise Refusal(
            _("Su último cambio rige desde el %(day)s: este es posterior.")
            % {"day": dates.say(last.effective_on)},
            field="effective_on",
        )
    return OrganizationChange(
        organization=organization,
        kind=kind,
        effective_on=effective_on,
        norm=norm.strip(),
        reason=reason.strip(),
        former_name=organization.name,
        former_short_name=organization.short_name,
    )


def _propose(change: OrganizationChange, *, by: User) -> OrganizationChange:
    change.proposed_by = by
    try:
        change.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    change.save()
    change.refresh_from_db()
    _record("propose_change", change, by=by)
    emails.tell_change_proposed(change)
    return change


def _record(act: str, change: OrganizationChange, *, by: User) -> None:
    """Write in the journal, not for the public, what was proposed."""
    journal.record(
        act,
        change,
        role=role_of(by),
        reason=change.reason,
        after={"kind": change.kind, "effective_on": str(change.effective_on)},
        is_public=False,
    )
