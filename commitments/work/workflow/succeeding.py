"""What somebody who leaves has in hand goes to a successor, as one act of two administrators.

What she has in hand is hers by her roles: whoever has the roles has the drafts to go on with, the
reviews, the answers and the notes. What was said stays under the name of who said it.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations import workflow as organizations
from commitments.work import emails, queries
from commitments.work.models import Succession
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import accounts, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

ROLE = organizations.ADMINISTRATION


@transaction.atomic
def propose_succession(
    *, leaving: str, successor: str, starts_on: datetime.date, by: User
) -> Succession:
    """Propose that whoever enters with `successor` takes the roles of `leaving` from a day on.

    Raises NotAllowed, and Refusal for an account of the administrator's own, an address without an
    account, a day that has passed, or somebody without roles.
    """
    if not rights.may_at_all(Succession, "create", by):
        raise rights.NotAllowed("create")
    succession = Succession(
        leaving=_find(leaving, field="leaving"),
        successor=_find(successor, field="successor"),
        starts_on=starts_on,
        proposed_by=by,
    )
    accounts.refuse_own(by, succession.successor)
    if starts_on < timezone.localdate():
        raise Refusal(_("Ese día ya pasó."), field="starts_on")
    if not queries.roles_to_hand_over(succession):
        raise Refusal(_("No tiene roles que entregar desde ese día."), field="leaving")
    succession.save()
    succession.refresh_from_db()
    _record("propose_succession", succession)
    emails.tell_succession_proposed(succession)
    return succession


@transaction.atomic
def confirm_succession(succession: Succession, *, by: User) -> int:
    """Give the roles that another administrator proposed, all or none; both people enter anew.
    Return how many roles were handed over.

    Raises NotAllowed, and Refusal for whoever proposed it or gets them, with whichever account,
    for a day that has passed, and for roles that do not go with those of the successor.
    """
    succession = rights.fetch("confirm", succession, by=by)
    accounts.refuse_own(by, succession.successor)
    accounts.refuse_who_proposed(by, succession.proposed_by)
    if succession.starts_on < timezone.localdate():
        raise Refusal(_("El día del relevo ya pasó: retírelo y proponga otro."))
    roles = queries.roles_to_hand_over(succession)
    if not roles:
        raise Refusal(_("No tiene roles que entregar desde ese día."))
    for membership in roles:
        organizations.hand_over_role(
            membership, to=succession.successor, starts_on=succession.starts_on, by=by
        )
    _record("confirm_succession", succession)
    succession.delete()
    return len(roles)


@transaction.atomic
def withdraw_succession(succession: Succession, *, by: User) -> None:
    """Drop what was proposed. Raises NotAllowed."""
    succession = rights.fetch("withdraw", succession, by=by)
    _record("withdraw_succession", succession)
    succession.delete()


def forget_successions(*, before: datetime.datetime) -> int:
    """Delete what nobody confirmed, and return how many."""
    return Succession.objects.filter(proposed_at__lt=before).delete()[0]


def erase_successions(keys: list[int]) -> None:
    """Delete what was proposed about somebody, or by them."""
    Succession.objects.filter(pk__in=keys).delete()


def _find(address: str, *, field: str) -> User:
    account = User.objects.filter(email=address.strip().lower(), is_active=True).first()
    if account is None:
        raise Refusal(_("No hay una cuenta abierta con ese correo."), field=field)
    return account


def _record(act: str, succession: Succession) -> None:
    """Write in the journal, not for the public, what was decided, without the people."""
    journal.record(
        act,
        succession,
        role=ROLE,
        title="relevo",
        after={"starts_on": str(succession.starts_on)},
        is_public=False,
    )
