"""Writing accounts, and putting dead letters back in the queue."""

import datetime
import shutil
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ogp_portal.administration import emails
from ogp_portal.foundation.events import history, journal, outbox
from ogp_portal.foundation.permissions import accounts, rights, second_factor
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime import backups
from ogp_portal.models import AccountChange, Backup, OutboxMessage, User

ROLE = "administración del portal"
CLOSED_KEPT = LOGIN_KEPT = UNUSED_KEPT = datetime.timedelta(days=365)
UNUSED_NOTICE = datetime.timedelta(days=30)
BACKUP_EVERY = datetime.timedelta(days=7)
BACKUP_TRIED_AGAIN = datetime.timedelta(days=1)


@transaction.atomic
def save_person(account: User, *, by: User) -> User:
    """Invite a person or change her account; what changes who may enter, or what for, ends her
    sessions.

    Nobody takes her own administration away, so that one is always left. Administering, and another
    address, are proposed and confirmed by two.
    """
    act = "edit" if account.pk else "create"
    if not rights.may_at_all(User, act, by):
        raise rights.NotAllowed(act)
    before = User.objects.select_for_update().filter(pk=account.pk).first()
    if before and before.email != account.email.lower():
        raise Refusal(_("El correo de una cuenta se cambia entre dos personas."), field="email")
    if account.is_administrator and not (before and before.is_administrator):
        raise Refusal(_("La administración se da entre dos personas."), field="is_administrator")
    if account.pk == by.pk and not (account.is_administrator and account.is_active):
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
    if before and (before.is_active, before.is_administrator) != (
        account.is_active,
        account.is_administrator,
    ):
        accounts.end_sessions(account)
    _record(
        f"{act}_account",
        account,
        after={"is_administrator": account.is_administrator, "is_active": account.is_active},
    )
    return account


def propose_administration(account: User, *, by: User) -> AccountChange:
    """Propose that somebody administers accounts. Raises NotAllowed or Refusal."""
    return _propose(AccountChange.Kind.ADMINISTRATION, account, by=by)


def propose_address(account: User, *, address: str, by: User) -> AccountChange:
    """Propose that an account is entered with another address. Raises NotAllowed or Refusal."""
    return _propose(AccountChange.Kind.ADDRESS, account, by=by, address=address.lower())


def propose_second_factor(account: User, *, by: User) -> AccountChange:
    """Propose to take away a second factor that somebody lost. Raises NotAllowed or Refusal."""
    if not second_factor.has(account):
        raise Refusal(_("Esa cuenta no tiene un segundo factor."))
    return _propose(AccountChange.Kind.SECOND_FACTOR, account, by=by)


@transaction.atomic
def _propose(kind: str, account: User, *, by: User, address: str = "") -> AccountChange:
    account = rights.fetch(f"propose_{kind}", account, by=by)
    accounts.refuse_own(by, account, address=address)
    change = AccountChange.objects.create(
        kind=kind, account=account, address=address, proposed_by=by
    )
    _record(f"propose_{kind}", account)
    emails.tell_change_proposed(change)
    return change


@transaction.atomic
def confirm_change(change: AccountChange, *, by: User) -> None:
    """Do what another administrator proposed. Raises NotAllowed, and Refusal for whoever proposed
    it or is concerned, with whichever account.
    """
    change = rights.fetch("confirm", change, by=by)
    account = User.objects.select_for_update().get(pk=change.account_id)
    accounts.refuse_own(by, account, address=change.address)
    accounts.refuse_who_proposed(by, change.proposed_by)
    change.delete()
    if change.kind == AccountChange.Kind.ADDRESS:
        change_address(account, change.address, role=ROLE)
        return
    if change.kind == AccountChange.Kind.SECOND_FACTOR:
        remove_second_factor(account, role=ROLE)
        return
    account.is_administrator = True
    account.save(update_fields=["is_administrator"])
    accounts.end_sessions(account)
    _record("confirm_administration", account)


@transaction.atomic
def withdraw_change(change: AccountChange, *, by: User) -> None:
    """Drop what was proposed. Raises NotAllowed."""
    change = rights.fetch("withdraw", change, by=by)
    _record(f"withdraw_{change.kind}", change.account)
    change.delete()


@transaction.atomic
def change_address(account: User, address: str, *, role: str) -> None:
    """Have an account entered with another address, end its sessions and tell both addresses.

    Raises Refusal where the address is another account's.
    """
    before = account.email
    accounts.change_address(account, address)
    emails.tell_address_changed(account, before=before)
    _record("change_address", account, role=role)


@transaction.atomic
def remove_second_factor(account: User, *, role: str) -> None:
    """Take away a second factor that was lost, end the sessions and tell its person, who sets up
    another the next time she enters.
    """
    second_factor.remove(account)
    accounts.end_sessions(account)
    emails.tell_second_factor_removed(account)
    _record("remove_second_factor", account, role=role)


@transaction.atomic
def make_administrator(address: str, *, role: str) -> User:
    """Make an account that administers, or have one do so: for whoever runs the server alone."""
    account = User.objects.filter(email=address.lower()).first() or User.objects.create_user(
        address
    )
    account.is_active = account.is_administrator = True
    account.save(update_fields=["is_active", "is_administrator"])
    accounts.end_sessions(account)
    _record("make_administrator", account, role=role)
    return account


def forget_changes(*, before: datetime.datetime) -> int:
    """Delete what nobody confirmed, and return how many."""
    return AccountChange.objects.filter(proposed_at__lt=before).delete()[0]


def erase_changes(keys: list[int]) -> None:
    """Delete what was proposed about somebody, or by them."""
    AccountChange.objects.filter(pk__in=keys).delete()


def _record(
    act: str, account: User, *, role: str = ROLE, after: dict[str, object] | None = None
) -> None:
    """Write in the journal, not for the public, what was done to an account."""
    journal.record(act, account, role=role, title="cuenta", after=after or {}, is_public=False)


@transaction.atomic
def close_sessions(account: User) -> None:
    """End every session of a person who asks for it."""
    accounts.end_sessions(account)
    _record("close_sessions", account, role="persona")


@transaction.atomic
def choose_letters(account: User, *, letters: str, language: str) -> None:
    """Keep how often a person wants letters about her work, and in which language."""
    account.letters, account.language = letters, language
    account.save(update_fields=["letters", "language"])
    _record("choose_letters", account, role="persona")


@transaction.atomic
def retry_message(message: OutboxMessage, *, by: User) -> None:
    """Put a dead letter back in the queue."""
    dead = rights.fetch("retry", message, by=by)
    if dead.dead_at is None:
        raise Refusal(_("Solo se reintenta lo que fue abandonado."))
    outbox.retry(dead)
    journal.record("retry", dead, role=ROLE, is_public=False)


@transaction.atomic
def close_unused_accounts(*, now: datetime.datetime) -> int:
    """Close the accounts with which nobody entered for a year, and return how many; thirty days
    before, each is told by a letter.

    Entering begins the year anew, and so does an administrator who opens the account again. Those
    of administrators are closed by another one alone: the portal is never left without any.
    """
    for account, used_at in _unused(before=now + UNUSED_NOTICE - UNUSED_KEPT):
        emails.tell_unused(account, closes_on=timezone.localdate(used_at + UNUSED_KEPT))
    unused = _unused(before=now - UNUSED_KEPT)
    for account, _used_at in unused:
        account.is_active = False
        account.save(update_fields=["is_active"])
        journal.record(
            "close_account",
            account,
            role="portal",
            title="cuenta",
            after={"is_active": False},
            is_public=False,
        )
    return len(unused)


def _unused(*, before: datetime.datetime) -> list[tuple[User, datetime.datetime]]:
    """Return the open accounts with which nothing was done since an instant, each with when that
    was: somebody entered, or an administrator made or changed it.
    """
    changed = (
        history.versions(User)
        .filter(pgh_obj_id=OuterRef("pk"))
        .order_by("-pk")
        .values("pgh_created_at")[:1]
    )
    used = dict(
        User.objects.filter(is_active=True, is_administrator=False, date_joined__lt=before)
        .annotate(used_at=Greatest("last_login", "date_joined", Subquery(changed)))
        .filter(used_at__lt=before)
        .values_list("pk", "used_at")
    )
    accounts_unused = User.objects.filter(pk__in=used).order_by("pk")
    return [(account, used[account.pk]) for account in accounts_unused]


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


def erase_accounts(keys: list[int]) -> None:
    """Close accounts, end their sessions and erase who held them. Raises Refusal for the last
    administrator.
    """
    for account in User.objects.filter(pk__in=keys):
        others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=account.pk)
        if account.is_administrator and not others.exists():
            raise Refusal(
                _("Es la única cuenta que administra el portal: nombre antes a otra persona.")
            )
        account.is_active = account.is_administrator = False
        account.save(update_fields=["is_active", "is_administrator"])
        accounts.erase(account)
        journal.record("forget_account", account, role="portal", title="cuenta", is_public=False)


@transaction.atomic
def forget_logins(*, now: datetime.datetime) -> int:
    """Erase when somebody last entered, a year after it, and return of how many accounts."""
    return User.objects.filter(last_login__lt=now - LOGIN_KEPT).update(last_login=None)


def back_up(*, now: datetime.datetime) -> Backup | None:
    """Make a backup and try it, if the last that came back is a week old; say what became of it.

    It is restored aside and compared before it counts, and then the oldest are deleted. One that
    failed is tried again the next day; one that is running is not begun twice. Returns None where
    none is due, or no folder is set for them.
    """
    if not settings.BACKUP_FOLDER:
        return None
    backup = _begin_backup(now)
    if backup is None:
        return None
    folder = Path(settings.BACKUP_FOLDER) / backup.folder
    try:
        backups.make(folder)
        manifest = backups.verify(folder)
    except (backups.CannotBackUp, backups.Differs, psycopg.Error, OSError) as error:
        backup.problem = str(error)[:2000] or type(error).__name__
    else:
        backup.tables, backup.files = len(manifest.tables), len(manifest.files)
        backup.rows = sum(rows for rows, _digest in manifest.tables.values())
    backup.ended_at = timezone.now()
    backup.save()
    if not backup.problem:
        _delete_old_backups()
    return backup


@transaction.atomic
def _begin_backup(now: datetime.datetime) -> Backup | None:
    """Write down that a backup begins, unless none is due or another one is running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ogp_portal_backup'))")
    is_fresh = Backup.objects.verified().filter(started_at__gt=now - BACKUP_EVERY).exists()
    is_tried = Backup.objects.filter(
        ended_at__isnull=False, started_at__gt=now - BACKUP_TRIED_AGAIN
    ).exists()
    if is_fresh or is_tried or Backup.objects.running(at=now).exists():
        return None
    name = timezone.localtime(now).strftime("%Y-%m-%d-%H%M")
    return Backup.objects.create(started_at=now, folder=name)


def _delete_old_backups() -> None:
    """Delete what the calendar made before the newest that came back, `BACKUPS_KEPT` of them."""
    made = Backup.objects.order_by("-started_at")
    kept = set(made.verified().values_list("folder", flat=True)[: settings.BACKUPS_KEPT])
    oldest = min(kept)
    for folder in made.filter(folder__lt=oldest).values_list("folder", flat=True):
        for name in (folder, f"{folder}.partial"):  # half a one where the worker was killed
            shutil.rmtree(Path(settings.BACKUP_FOLDER) / name, ignore_errors=True)
