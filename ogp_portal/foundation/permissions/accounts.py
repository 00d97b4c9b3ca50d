"""How people enter: by a code mailed to their address (django-allauth).

Anybody may have an account, which gives no right by itself.
"""

import contextlib
import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.addresses import mailbox
from ogp_portal.foundation.permissions import second_factor
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

NOWHERE = "@cuenta-cerrada.invalid"  # an address that never receives mail (RFC 2606)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc,unused-ignore] # allauth has no types
    """Leaves sign-up open: an account by itself gives no right over anybody else's work."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject with the portal's name before it."""
        return f"{settings.PORTAL_NAME}: {subject}"

    def pre_login(self, request: HttpRequest, user: User, **more: object) -> HttpResponse | None:
        """Take the address of whoever typed the mailed code for proven: accounts made by an
        administrator have no proof of their own yet.
        """
        if any(
            record.get("method") == "code" and record.get("email") == user.email
            for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        ):
            EmailAddress.objects.update_or_create(
                user=user, email=user.email, defaults={"primary": True, "verified": True}
            )
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer

    def is_safe_url(self, url: str) -> bool:
        """Say whether whoever enters may be led to `url`; what cannot be read as an address is none
        (the library fails at `http://[`).
        """
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that somebody wanted to sign up with it; there is no
        password to be reset here.
        """
        self.send_mail("account/email/account_already_exists", email, {})


def forget_unproven(*, before: datetime.datetime) -> int:
    """Delete the accounts made before an instant whose address nobody ever proved, and return how
    many. One that other rows protect was invited and stays.
    """
    unproven = User.objects.filter(
        emailaddress__verified=False,
        last_login=None,
        is_administrator=False,
        date_joined__lt=before,
    )
    gone = 0
    for person in unproven.order_by("pk"):
        with contextlib.suppress(ProtectedError), transaction.atomic():
            EmailAddress.objects.filter(user=person).delete()
            person.delete()
            gone += 1
    return gone


def forget_sessions(*, now: datetime.datetime) -> int:
    """Delete the sessions that are over, as `clearsessions` does, and return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def end_sessions(account: User) -> None:
    """End every session of an account, on every device, from its next request on.

    A session holds a digest of the password column (Django's `get_session_auth_hash`), which is
    never used to enter: a new value of it ends them all at once.
    """
    account.set_unusable_password()
    account.save(update_fields=["password"])


def is_same_person(account: User, other: User) -> bool:
    """Say whether two accounts are one person's: the same account, or a mailbox in common."""
    return account.pk == other.pk or bool(_mailboxes(account) & _mailboxes(other))


def refuse_own(by: User, account: User, *, address: str = "") -> None:
    """Refuse whoever decides about an account of her own, or about one that gets an `address` of
    hers.
    """
    gained = {mailbox(address)} if address else set()
    if is_same_person(by, account) or gained & _mailboxes(by):
        raise Refusal(
            _(
                "Nadie decide sobre una cuenta suya, aunque entre con otro correo: pídalo a otra "
                "persona administradora."
            ),
            field="user",
        )


def refuse_who_proposed(by: User, proposed_by: User) -> None:
    """Refuse whoever confirms what she proposed, with this account or another of hers."""
    if is_same_person(by, proposed_by):
        raise Refusal(_("Quien lo propuso no lo confirma: debe hacerlo otra persona."))


def change_address(account: User, address: str) -> None:
    """Give an account another address and end its sessions; whoever enters next proves it.

    Raises Refusal where another account has it.
    """
    address = address.lower()
    if User.objects.filter(email=address).exclude(pk=account.pk).exists():
        raise Refusal(_("Otra cuenta ya entra con ese correo."), field="address")
    EmailAddress.objects.filter(Q(user=account) | Q(email=address)).delete()
    account.email = address
    account.save(update_fields=["email"])
    end_sessions(account)


def _mailboxes(account: User) -> set[str]:
    confirmed = EmailAddress.objects.filter(user=account, verified=True)
    return {
        mailbox(address) for address in (account.email, *confirmed.values_list("email", flat=True))
    }


def erase(account: User) -> None:
    """Take out of an account everything that says whose it was, with its sessions, which hold its
    address; nobody enters with it again.
    """
    for session in Session.objects.iterator():
        if str(session.get_decoded().get(SESSION_KEY, "")) == str(account.pk):
            session.delete()
    EmailAddress.objects.filter(user=account).delete()
    second_factor.remove(account)
    account.email = f"{account.pk}{NOWHERE}"
    account.name = account.language = ""
    account.letters = User.Letters.NONE
    account.last_login = None
    account.set_unusable_password()
    account.save(update_fields=["email", "name", "language", "letters", "last_login", "password"])
