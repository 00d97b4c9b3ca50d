"""A coordinator or an authority on leave lets somebody act in her role from a day to another.

What is proposed is a role as any other, which a second person confirms (`organizations`): it ends
by itself, and while it goes on the two count as one person in what needs two.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations import workflow as organizations
from commitments.organizations.models import Membership, RoleProposal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def propose_delegation(
    membership: Membership,
    *,
    to: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
    by: User,
) -> RoleProposal:
    """Propose that `to` acts in a role of `by`, from a day until another, which no longer counts.

    Raises NotAllowed, and Refusal for oneself, days that have passed or are not in the role, and a
    role that does not go with those she has.
    """
    membership = rights.fetch("delegate", membership, by=by)
    if starts_on < timezone.localdate():
        raise Refusal(_("Ese día ya pasó."), field="starts_on")
    if ends_on <= starts_on:
        raise Refusal(_("El término debe ser posterior al inicio."), field="ends_on")
    return organizations.propose_delegation(
        RoleProposal(
            user=to,
            organization=membership.organization,
            role=membership.role,
            starts_on=starts_on,
            ends_on=ends_on,
            delegated_from=membership,
        ),
        by=by,
    )


@transaction.atomic
def revoke_delegation(membership: Membership, *, by: User) -> Membership:
    """End a delegation today, or before it begins, by who delegated, who has it, or an
    administrator. Raises NotAllowed, and Refusal for one that is over.
    """
    membership = rights.fetch("revoke", membership, by=by)
    today = timezone.localdate()
    if membership.ends_on is None or membership.ends_on <= max(today, membership.starts_on):
        raise Refusal(_("Esa delegación ya terminó."))
    return organizations.end_role(membership, day=max(today, membership.starts_on), by=by)
