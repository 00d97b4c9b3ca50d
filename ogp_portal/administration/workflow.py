"""Writing accounts, and putting dead letters back in the queue."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.events import history, journal, outbox
from ogp_portal.foundation.permissions import accounts, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import OutboxMessage, User

ROLE = "administración del portal"
CLOSED_KEPT = LOGIN_KEPT = datetime.timedelta(days=365)


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


@transaction.atomic
def forget_closed_accounts(*, now: datetime.datetime) -> int:
    """Erase who held the accounts that were closed a year ago, and return how many.

    The row stays, without name or address, so that what was done with it keeps its number: nobody
    can be found behind it, nor enter with it.
    """
    opened = (
        history.versions(User)
        .filter(pgh_obj_id=OuterRef("pgh_obj_id"), is_active=True)
        .order_by("-pk")
        .values("pk")[:1]
    )
    closed = history.versions(User).filter(
        pgh_obj_id=OuterRef("pk"),
        is_active=False,
        pgh_created_at__lt=now - CLOSED_KEPT,
        pk__gt=Coalesce(Subquery(opened), 0),
    )
    found = list(
        User.objects.filter(Exists(closed), is_active=False)
        .exclude(email__endswith=accounts.NOWHERE)
        .order_by("pk")
    )
    for account in found:
        accounts.erase(account)
        journal.record("forget_account", account, role="portal", title="cuenta", is_public=False)
    return len(found)


@transaction.atomic
def forget_logins(*, now: datetime.datetime) -> int:
    """Erase when somebody last entered, a year after it, and return of how many accounts."""
    return User.objects.filter(last_login__lt=now - LOGIN_KEPT).update(last_login=None)
