"""WHO keeps an institution, invites who edits for it, and decides what becomes of it: whoever
coordinates its plans proposes, an administrator confirms.
"""

from django.db.models import F, Q, QuerySet

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from commitments.organizations.models import Membership, Organization
from commitments.plans.access import CONSORTIUM
from commitments.plans.models import Commitment, PlanMember
from ogp_portal.foundation.permissions.four_eyes import by_another_administrator, by_others
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    is_anonymous,
    nobody,
    rule,
)

LABEL = "commitments.organizationchange"


def of_her_plans(user: Person) -> QuerySet[Organization, int]:
    """Return the ids of the organizations of the plans that `user` coordinates: of the consortium,
    and those that answer for a commitment; as a subquery.
    """
    plans = PlanMember.objects.filter(
        part__in=CONSORTIUM, organization__in=organizations_of(user, COORDINATOR)
    ).values("plan_id")
    commitments = Commitment.objects.filter(plan__in=plans)
    members = PlanMember.objects.filter(plan__in=plans, part__in=CONSORTIUM)
    return Organization.objects.filter(
        Q(pk__in=members.values("organization_id"))
        | Q(pk__in=commitments.values("responsible_id"))
        | Q(pk__in=commitments.values("implementer_id"))
    ).values_list("pk", flat=True)


@rule("commitments.organization", "invite_editor")
def invite_editor(user: Person) -> Q:
    """Whoever keeps an institution invites its editors, until it closed."""
    return keep_institution(user) & Q(closed_on=None)


@rule("commitments.organization", "edit")
def keep_institution(user: Person) -> Q:
    """Administrators, and whoever coordinates a plan that the institution is in."""
    if is_anonymous(user):
        return nobody()
    return administrators(user) | Q(pk__in=of_her_plans(user))


def _invitations() -> Q:
    """Return the editors whom somebody invited who still coordinates."""
    coordinating = Membership.objects.current().filter(role=COORDINATOR).values("user_id")
    return Q(role=EDITOR, undoes=None, proposed_by_id__in=coordinating)


@rule("commitments.roleproposal", "view")
@rule("commitments.roleproposal", "withdraw")
def view_invitation(user: Person) -> Q:
    """Administrators every proposed role; coordinators the editors invited to their plans; whoever
    delegates hers what she proposed.
    """
    if is_anonymous(user):
        return nobody()
    hers = _invitations() & Q(organization_id__in=of_her_plans(user))
    own = Q(proposed_by_id=user.pk, delegated_from__isnull=False)
    return administrators(user) | hers | own


@rule("commitments.roleproposal", "confirm")
def confirm_role(user: Person) -> Q:
    """Another administrator than who proposed it, who still administers, and than who gets it. An
    editor whom a coordinator invited: another coordinator of a plan that the institution is in,
    too. A role that its holder delegates: an administrator. That the two are no one person is asked
    when it is done.
    """
    if is_anonymous(user):
        return nobody()
    are_open = Q(proposed_by__is_active=True, user__is_active=True)
    is_another = by_others(user, "proposed_by") & ~Q(user_id=user.pk)
    invited = _invitations() & view_invitation(user) & are_open & is_another
    lent = Q(delegated_from__user_id=F("proposed_by_id")) & administrators(user)
    delegated = lent & are_open & is_another
    return by_another_administrator(user, about="user") | invited | delegated


@rule("commitments.organization", "rename")
@rule("commitments.organization", "close")
def propose_change(user: Person) -> Q:
    """Whoever keeps an institution proposes what becomes of it, until it closed."""
    return keep_institution(user) & Q(closed_on=None)


def _keeps(user: Person) -> Q:
    if is_anonymous(user):
        return nobody()
    return administrators(user) | Q(organization_id__in=of_her_plans(user))


@rule(LABEL, "view")
def view_change(user: Person) -> Q:
    """Everybody sees what was confirmed; who keeps the institution what waits."""
    return Q(confirmed_at__isnull=False) | _keeps(user)


@rule(LABEL, "withdraw")
def withdraw_change(user: Person) -> Q:
    """Who keeps the institution withdraws what waits."""
    return _keeps(user) & Q(confirmed_at=None)


@rule(LABEL, "confirm")
def confirm_change(user: Person) -> Q:
    """An administrator who did not propose it, nor acts in a role of who did, whose proposer still
    has her account: it ends roles and changes plans that are not of one coordinator alone. That the
    two are no one person is asked when it is done.
    """
    if is_anonymous(user):
        return nobody()
    is_open = Q(confirmed_at=None, proposed_by__is_active=True)
    return administrators(user) & is_open & by_others(user, "proposed_by")


@rule(LABEL, "undo")
def undo_change(user: Person) -> Q:
    """An administrator proposes to undo what was confirmed by mistake."""
    return administrators(user) & Q(confirmed_at__isnull=False, undone_at=None, undoes=None)
