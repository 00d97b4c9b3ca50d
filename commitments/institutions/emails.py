"""What people are told of institutions: a change to be confirmed, and what became of one."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Membership, Organization, OrganizationChange
from ogp_portal.foundation.events import notices
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import JournalEntry, User


def _administrators(change: OrganizationChange) -> QuerySet[User]:
    return User.objects.filter(is_administrator=True)


def _of_it(change: OrganizationChange) -> QuerySet[User]:
    """Return who had a role in the institution until today, or has one in its successor."""
    roles = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()),
        organization__in={change.organization_id, change.successor_id} - {None},
    )
    return User.objects.filter(pk__in=roles.values("user_id"))


def _last(entry: JournalEntry) -> OrganizationChange | None:
    """Return the change that an act put in force."""
    changes = OrganizationChange.objects.filter(
        organization=entry.subject_id, confirmed_at__isnull=False
    )
    return changes.order_by("-confirmed_at").first()


HAND_OVERS = (
    HandOver(
        "institution_change_proposed",
        OrganizationChange,
        may="confirm",
        among=_administrators,
        happened=_("El cambio de una institución espera tu confirmación"),
        follows=_("Lee qué pasa a otra y qué termina: confírmalo o retíralo."),
        why=_("Te llega porque administras, y lo deciden dos personas."),
        page=lambda change: reverse(
            "admin:commitments_organizationchange_act", args=[change.pk, "confirm"]
        ),
        related=("organization", "successor"),
    ),
    HandOver(
        "institution_changed",
        OrganizationChange,
        may="view",
        among=_of_it,
        acts=("rename_institution", "close_institution", "undo_institution_change"),
        on=Organization,
        found=_last,
        happened=_("Cambió una institución en la que trabajas"),
        follows=_(
            "Su página dice desde cuándo y por qué. Si se cerró, los roles en ella terminaron: "
            "quien administra da los que siguen en la que continúa."
        ),
        why=_("Te llega porque tienes un rol en ella, o en la que la continúa."),
        page=lambda change: reverse("institution", args=[change.organization.slug]),
        related=("organization", "successor"),
    ),
)


def tell_change_proposed(change: OrganizationChange) -> None:
    """Tell the administrators who may confirm what another person proposed."""
    notices.tell([("institution_change_proposed", change, "")])
