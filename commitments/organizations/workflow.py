"""Writing territories, organizations and memberships."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Membership, Organization, Territory
from ogp_portal.foundation.events import history, journal
from ogp_portal.foundation.permissions import accounts, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

ADMINISTRATION = "administración del portal"
ROLE_KNOWN_FOR = datetime.timedelta(days=5 * 365 + 1)  # after it ended


@transaction.atomic
def register_territory(
    code: str, *, slug: str, name: str, region: Territory | None, role: str
) -> Territory:
    """Make the territory with the CUT code `code` unless it exists; a name that changed
    is updated.
    """
    kind = Territory.Kind.COMUNA if region else Territory.Kind.REGION
    territory, is_new = Territory.objects.get_or_create(
        code=code, defaults={"slug": slug, "name": name, "kind": kind, "region": region}
    )
    if not is_new and territory.name == name:
        return territory
    territory.name = name
    territory.save(update_fields=["name"])
    journal.record("register", territory, role=role)
    return territory


@transaction.atomic
def register_organization(slug: str, *, role: str, **facts: object) -> Organization:
    """Make the organization `slug` unless it exists: what a person changed afterwards is left
    alone.
    """
    organization, is_new = Organization.objects.get_or_create(slug=slug, defaults=facts)
    if is_new:
        journal.record("register", organization, role=role)
    return organization


@transaction.atomic
def save_organization(organization: Organization, *, by: User) -> Organization:
    """Save what an administrator wrote about an organization. Raises NotAllowed."""
    act = "edit" if organization.pk else "create"
    if not rights.may_at_all(Organization, act, by):
        raise rights.NotAllowed(act)
    organization.save()
    journal.record(
        act,
        organization,
        role=ADMINISTRATION,
        after={"name": organization.name, "sector": organization.sector},
    )
    return organization


@transaction.atomic
def save_membership(membership: Membership, *, by: User) -> Membership:
    """Give, change or end a role.

    An administrator gives no role to an account of her own: she gains none of the rights. Whoever
    gets or loses one enters anew.
    """
    act = "edit" if membership.pk else "create"
    if not rights.may_at_all(Membership, act, by):
        raise rights.NotAllowed(act)
    if accounts.is_same_person(membership.user, by):
        raise Refusal(
            _(
                "Quien administra cuentas no se da roles a sí misma: pídalo a otra persona "
                "administradora."
            ),
            field="user",
        )
    membership.save()
    accounts.end_sessions(membership.user)
    journal.record(
        act,
        membership.organization,
        role=ADMINISTRATION,
        after={
            "role": membership.role,
            "starts_on": str(membership.starts_on),
            "ends_on": str(membership.ends_on or ""),
        },
        is_public=False,
    )
    return membership


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
