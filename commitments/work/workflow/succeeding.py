"""What somebody who leaves has in hand goes to a successor, as one act of two administrators.

What she has in hand is hers by her roles: whoever has the roles has the drafts to go on with, the
reviews, the answers and the notes. What was said stays under the name of who said it.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations import workflow as organizations
from commitments.organizations.access import ADMINISTRATION
from commitments.organizations.models import Membership
from commitments.work import access, emails, queries
from commitments.work.models import Succession
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import accounts, four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

ROLE = ADMINISTRATION


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


@four_eyes.read_before(access.LABEL, "confirm")
def text_of_succession(succession: Succession) -> dict[str, object]:
    """Return what another administrator reads: who follows whom, from when, and in which roles."""
    roles = queries.roles_to_hand_over(succession)
    return {
        **four_eyes.columns(succession, ("leaving", "successor", "starts_on")),
        str(_("Roles que pasan")): "\n".join(map(_role, roles)),
    }


def _role(membership: Membership) -> str:
    days = (membership.starts_on, membership.ends_on)
    return f"{membership} ({' – '.join(dates.say(day) for day in days if day)})"


@transaction.atomic
def confirm_succession(succession: Succession, *, by: User, read: str) -> int:
    """Give the roles that another administrator proposed and `by` `read`, all or none; both people
    enter anew. Return how many roles were handed over.

    Raises NotAllowed, ChangedSinceRead, and Refusal for whoever proposed it or gets them, with
    whichever account, for a day that has passed, and for roles that do not go with those of the
    successor.
    """
    succession = rights.fetch("confirm", succession, by=by)
    leaving, successor, day = succession.leaving, succession.successor, succession.starts_on
    accounts.refuse_own(by, successor)
    accounts.refuse_who_proposed(by, succession.proposed_by)
    if day < timezone.localdate():
        raise Refusal(_("El día del relevo ya pasó: retírelo y proponga otro."))
    roles = organizations.lock_roles(leaving, beyond=day, to=successor)
    if not roles:
        raise Refusal(_("No tiene roles que entregar desde ese día."))
    digest = four_eyes.take_as_read("confirm", succession, read)
    organizations.end_delegations_to(leaving, day=day, by=by)
    for membership in roles:
        organizations.hand_over_role(membership, to=successor, day=day, by=by)
    _record("confirm_succession", succession, read=digest)
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


def _record(act: str, succession: Succession, **more: str) -> None:
    """Write in the journal, not for the public, what was decided, without the people."""
    journal.record(
        act,
        succession,
        role=ROLE,
        title="relevo",
        after={"starts_on": str(succession.starts_on), **more},
        is_public=False,
    )
