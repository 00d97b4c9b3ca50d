"""Who may see and keep organizations and memberships, and how rights are read from memberships.

Rights come from memberships with dates; an administrator keeps the rows and thereby gains none of
the rights in them.
"""

from django.db.models import Q, QuerySet

from commitments.organizations.models import Membership, Organization
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import history
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    everybody,
    is_anonymous,
    is_empty,
    nobody,
    rule,
)

EDITOR, COORDINATOR = Membership.Role.EDITOR, Membership.Role.COORDINATOR
COUNTERPART, MONITOR = Membership.Role.COUNTERPART, Membership.Role.MONITOR
OVERSEER = Membership.Role.OVERSEER
MAY_BE_DELEGATED = (COORDINATOR, OVERSEER)
ADMINISTRATION = "administración del portal"  # of accounts and settings


def organizations_of(user: Person, *roles: str) -> QuerySet[Membership, int]:
    """Return the ids of the organizations in which `user` holds one of `roles` today, as a
    subquery.
    """
    return (
        Membership.objects.current()
        .filter(user_id=user.pk or 0, role__in=roles)
        .values_list("organization_id", flat=True)
    )


@rule("commitments.territory", "view")
@rule("commitments.organization", "view")
def view(user: Person) -> Q:
    """Everybody sees territories and organizations."""
    return everybody()


def coordinators(user: Person) -> Q:
    """Return every row for whoever coordinates somewhere today and none for others."""
    if is_anonymous(user) or is_empty(organizations_of(user, COORDINATOR)):
        return nobody()
    return everybody()


@rule("commitments.territory", "edit")
@rule("commitments.territory", "create")
@rule("commitments.organization", "create")
def keep_places(user: Person) -> Q:
    """Whoever coordinates adds the institutions and the territories that her plans name."""
    return administrators(user) | coordinators(user)


@rule("commitments.organization", "reclassify")
@rule("commitments.membership", "edit")
@rule("commitments.membership", "undo")
@rule("commitments.roleproposal", "create")
def keep(user: Person) -> Q:
    """Only an administrator keeps roles, and says whom an organization speaks for."""
    return administrators(user)


@rule("commitments.membership", "view")
def view_memberships(user: Person) -> Q:
    """A person sees her own memberships and those delegated of them; an administrator all. The
    public sees roles, never people.
    """
    if is_anonymous(user):
        return nobody()
    return Q(user_id=user.pk) | Q(delegated_from__user_id=user.pk) | administrators(user)


@rule("commitments.membership", "delegate")
def delegate_role(user: Person) -> Q:
    """A coordinator or an authority has somebody act in a role of hers, not in one that she has by
    delegation.
    """
    if is_anonymous(user):
        return nobody()
    hers = Membership.objects.current().filter(
        user_id=user.pk or 0, role__in=MAY_BE_DELEGATED, delegated_from=None
    )
    return Q(pk__in=hers.values("pk"))


@rule("commitments.membership", "revoke")
def revoke_delegation(user: Person) -> Q:
    """Whoever delegated it, whoever has it by delegation, and an administrator end it."""
    if is_anonymous(user):
        return nobody()
    theirs = Q(delegated_from__user_id=user.pk) | Q(user_id=user.pk) | administrators(user)
    return Q(delegated_from__isnull=False) & theirs


@four_eyes.counts_as_one
def delegating(user: Person) -> QuerySet[Membership, int]:
    """Return the accounts of those in whose roles `user` acts today by delegation."""
    roles = Membership.objects.current().filter(user_id=user.pk or 0, delegated_from__isnull=False)
    return roles.values_list("delegated_from__user_id", flat=True)


@four_eyes.counts_as_one
def acting_for(user: Person) -> QuerySet[Membership, int]:
    """Return the accounts of those who act today in a role of `user`."""
    roles = Membership.objects.current().filter(delegated_from__user_id=user.pk or 0)
    return roles.values_list("user_id", flat=True)


@four_eyes.counts_as_one
def acting_beside(user: Person) -> QuerySet[Membership, int]:
    """Return the accounts of those who act today in a role in which `user` acts too: what one wrote
    in it the other does not approve in it.
    """
    lent = Membership.objects.current().filter(user_id=user.pk or 0, delegated_from__isnull=False)
    beside = Membership.objects.current().filter(delegated_from__in=lent.values("delegated_from"))
    return beside.values_list("user_id", flat=True)


@rule("ogp_portal.user", "enter_admin")
def enter_admin(user: Person) -> Q:
    """Oneself, while one edits or coordinates somewhere today, or administers accounts."""
    if is_anonymous(user):
        return nobody()
    working = Membership.objects.current().filter(role__in=(EDITOR, COORDINATOR))
    return Q(pk=user.pk) & (Q(pk__in=working.values("user_id")) | administrators(user))


@rule("ogp_portal.user", "need_second_factor")
def need_second_factor(user: Person) -> Q:
    """Oneself, while one coordinates somewhere today or administers accounts."""
    if is_anonymous(user):
        return nobody()
    coordinating = Membership.objects.current().filter(role=COORDINATOR)
    return Q(pk=user.pk) & (Q(pk__in=coordinating.values("user_id")) | administrators(user))


def role_of(user: Person) -> str:
    """Return how the journal names whoever acts: the role and organization in force, never the
    person; who has none and administers nothing acts as a citizen.
    """
    if is_anonymous(user):
        return "portal"
    membership = (
        Membership.objects.current()
        .filter(user_id=user.pk or 0)
        .select_related("organization")
        .order_by("role", "pk")
        .first()
    )
    if membership:
        with languages.in_own():  # the record has one language, whatever the page's was
            return str(membership)
    return ADMINISTRATION if getattr(user, "is_administrator", False) else "ciudadanía"


def acted_for(organization: Organization) -> Q:
    """Return the journal's entries of who acted for an organization (`role_of`), by any name it has
    had.
    """
    rows = history.versions(Organization).filter(pgh_obj_id=organization.pk)
    names = {name for row in rows.values_list("name", "short_name") for name in row if name}
    acted = Q(actor_role__endswith=f"· {organization}")
    for name in names:
        acted |= Q(actor_role__endswith=f"· {name}")
    return acted


def roles_of(user: Person) -> list[Membership]:
    """Return the memberships of `user` in force today."""
    return list(
        Membership.objects.current()
        .filter(user_id=user.pk or 0)
        .select_related("organization")
        .order_by("role", "pk")
    )
