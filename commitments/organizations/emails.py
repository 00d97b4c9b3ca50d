"""What people are told of roles."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Membership, RoleProposal
from ogp_portal.foundation.events import notices
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import User


def _holder(membership: Membership) -> QuerySet[User]:
    return User.objects.filter(pk=membership.user_id)


def _confirming(proposal: RoleProposal) -> QuerySet[User]:
    coordinating = Membership.objects.current().filter(role=Membership.Role.COORDINATOR)
    return User.objects.filter(Q(is_administrator=True) | Q(pk__in=coordinating.values("user_id")))


def _is_held(membership: Membership, cause: str) -> bool:
    """Say whether a role has not ended."""
    return membership.ends_on is None or membership.ends_on > timezone.localdate()


HAND_OVERS = (
    HandOver(
        "role_given",
        Membership,
        may="view",
        among=_holder,
        happened=_("Tienes un rol nuevo"),
        follows=_("En «Mi trabajo» está lo que te espera desde el primer día del rol."),
        why=_("Te llega porque dos personas te lo dieron."),
        page=lambda membership: reverse("my_work"),
        stands=_is_held,
        related=("organization",),
    ),
    HandOver(
        "role_proposed",
        RoleProposal,
        may="confirm",
        among=_confirming,
        happened=_("Un rol espera tu confirmación"),
        follows=_("Otra persona lo propuso: confírmalo o retíralo."),
        why=_("Te llega porque puedes confirmarlo, y un rol lo dan dos personas."),
        page=lambda proposal: reverse("admin:commitments_roleproposal_changelist"),
        related=("organization",),
    ),
)


def tell_role_given(membership: Membership) -> None:
    """Tell a person of a role that two people gave her."""
    notices.tell([("role_given", membership, "")])


def tell_role_proposed(proposal: RoleProposal) -> None:
    """Tell whoever may confirm a role that another person proposed."""
    notices.tell([("role_proposed", proposal, "")])
