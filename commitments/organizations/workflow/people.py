"""People with their first role, and roles that ended long ago."""

import datetime

from django.db import transaction
from django.utils import timezone

from commitments.organizations.access import ADMINISTRATION
from commitments.organizations.models import Membership, Organization
from ogp_portal.foundation.events import history, journal
from ogp_portal.models import User

ROLE_KNOWN_FOR = datetime.timedelta(days=5 * 365 + 1)  # after it ended


@transaction.atomic
def register_person(email: str, *, name: str, organization: Organization, role: str) -> User:
    """Make the account `email` with one role from today unless it exists (demo accounts and the
    first administrator).
    """
    person = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    Membership.objects.get_or_create(
        user=person,
        organization=organization,
        role=role,
        defaults={"starts_on": timezone.localdate()},
    )
    journal.record(
        "register", organization, role=ADMINISTRATION, after={"role": role}, is_public=False
    )
    return person


@transaction.atomic
def forget_who_served(*, today: datetime.date) -> int:
    """Delete the roles that ended five years ago, with their history; return how many roles.

    That the organization had such a role stays in the journal, which names nobody.
    """
    ended = Membership.objects.filter(ends_on__lt=today - ROLE_KNOWN_FOR)
    keys = list(ended.values_list("pk", flat=True))
    for organization in Organization.objects.filter(memberships__in=keys).distinct():
        journal.record("forget", organization, role="portal", is_public=False)
    ended.delete()
    history.forget(Membership, keys)
    return len(keys)
