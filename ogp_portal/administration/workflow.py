"""Writing accounts, and putting dead letters back in the queue."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.events import journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import OutboxMessage, User

ROLE = "administración del portal"


@transaction.atomic
def save_person(account: User, *, by: User) -> User:
    """Invite a person or change her account.

    Nobody takes her own administration away, so that one is always left.
    """
    act = "edit" if account.pk else "create"
    if not rights.may_at_all(User, act, by):
        raise rights.NotAllowed(act)
    if account.pk == by.pk and not (
        account.is_administrator and account.is_active and account.is_staff
    ):
        raise Refusal(
            _(
                "No puede quitarse a sí misma la administración: pídalo a otra persona "
                "administradora."
            ),
            field="is_administrator",
        )
    if not account.pk:
        account.set_unusable_password()
    account.email = account.email.lower()
    account.save()
    journal.record(
        f"{act}_account",
        account,
        role=ROLE,
        title="cuenta",
        after={"is_staff": account.is_staff, "is_active": account.is_active},
        is_public=False,
    )
    return account


@transaction.atomic
def retry_message(message: OutboxMessage, *, by: User) -> None:
    """Put a dead letter back in the queue."""
    dead = rights.fetch("retry", message, by=by)
    if dead.dead_at is None:
        raise Refusal(_("Solo se reintenta lo que fue abandonado."))
    outbox.retry(dead)
    journal.record("retry", dead, role=ROLE, is_public=False)
