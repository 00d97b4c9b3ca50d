"""Who works on plans and commitments today."""

from django.db.models import Q, QuerySet

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from commitments.organizations.models import Membership, Organization
from commitments.plans.access import CONSORTIUM
from commitments.plans.models import Commitment, Plan, PlanMember
from ogp_portal.models import User


def coordinators(plan: Plan | int) -> QuerySet[User]:
    """Return the people who coordinate a plan today."""
    consortium = PlanMember.objects.filter(plan=plan, part__in=CONSORTIUM)
    return _holding(COORDINATOR, Q(organization__in=consortium.values("organization_id")))


def led_by(user: User) -> QuerySet[Organization]:
    """Return the organizations that a person coordinates for today."""
    return Organization.objects.filter(pk__in=organizations_of(user, COORDINATOR))


def editors(commitment: Commitment) -> QuerySet[User]:
    """Return the people who edit today for the institutions that answer for a commitment."""
    answering = (commitment.responsible_id, commitment.implementer_id)
    return _holding(EDITOR, Q(organization__in=[key for key in answering if key]))


def team(commitment: Commitment) -> QuerySet[User]:
    """Return the editors of a commitment and the coordinators of its plan."""
    return editors(commitment) | coordinators(commitment.plan_id)


def author_or(author: int | None, others: QuerySet[User]) -> QuerySet[User]:
    """Return who wrote something if she is among `others`, who could go on with it; else them."""
    own = others.filter(pk=author or 0)
    return own if own.exists() else others


def _holding(role: str, where: Q) -> QuerySet[User]:
    memberships = Membership.objects.current().filter(where, role=role)
    return User.objects.filter(pk__in=memberships.values("user_id"))
