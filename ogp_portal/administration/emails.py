"""What is written to people about their account, by the outbox like every letter; the code for
entering in a lane of its own: no request waits for a mail server.
"""

import datetime
import uuid

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.events import letter_layout, mail, notices
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.foundation.permissions import accounts
from ogp_portal.models import AccountChange, Letter, User

KINDS = (  # of the library's letters, those in our words: `mail/account_NAME.txt`
    "login_code",
    "email_confirmation",
    "address_code",
    "account_already_exists",
    "unknown_account",
)


def itself(account: User) -> QuerySet[User]:
    """Return the person of an account."""
    return User.objects.filter(pk=account.pk)


def administrators(change: AccountChange) -> QuerySet[User]:
    """Return who administers accounts."""
    return User.objects.filter(is_administrator=True)


HAND_OVERS = (
    HandOver(
        "account_made",
        User,
        may="be_told",
        among=itself,
        acts=("create_account",),
        happened=_("Se creó una cuenta para ti"),
        follows=_(
            "Entra con este correo: el portal te manda un código cada vez. En «Mi trabajo» verás "
            "lo que te espera cuando tengas un rol."
        ),
        why=_("Te llega porque alguien que administra el portal la creó con tu correo."),
        page=lambda account: reverse("my_work"),
        title=lambda account: settings.PORTAL_NAME,
    ),
    HandOver(
        "account_change_proposed",
        AccountChange,
        may="confirm",
        among=administrators,
        happened=_("Espera tu confirmación"),
        follows=_("Otra persona que administra cuentas lo propuso: confírmalo o retíralo."),
        why=_("Te llega porque administras cuentas, y esto lo deciden dos personas."),
        page=lambda change: reverse("admin:ogp_portal_accountchange_changelist"),
    ),
)


def tell_change_proposed(change: AccountChange) -> None:
    """Tell the administrators who may confirm what one of them proposed."""
    notices.tell([("account_change_proposed", change, "")])


def tell_unused(account: User, *, closes_on: datetime.date) -> None:
    """Tell whoever has not entered for long on which day the account is closed, once for each
    such day.
    """
    mail.write(
        "account_unused",
        to=mail.Recipient(account.email),
        key=f"account-unused-{account.pk}-{closes_on}",
        context={"closes_on": closes_on},
    )


def tell_address_changed(account: User, *, before: str) -> None:
    """Tell both addresses that an account is now entered with the second."""
    change = uuid.uuid4()
    for address in (before, account.email):
        mail.write(
            "account_address_changed",
            to=mail.Recipient(address),
            key=f"account-address-{change}-{address == before}",
            context={"is_old": address == before},
        )


def tell_second_factor_removed(account: User) -> None:
    """Tell a person that her account is entered with the mailed code alone, until she sets up
    another factor.
    """
    mail.write(
        "account_second_factor_removed",
        to=mail.Recipient(account.email),
        key=f"account-second-factor-{uuid.uuid4()}",
        context={},
    )


class AccountAdapter(accounts.AccountAdapter):
    """How people enter, with its letters written as rows in the layout of all."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: sending puts the portal's name before it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Write a letter that somebody waits for; a code is not sent once it has expired."""
        words = self._words(template_prefix, email, {"email": email, **context})
        letter = Letter(
            key=f"account-{uuid.uuid4()}",
            template="account_code" if "code" in context else "account_notice",
            recipient=email,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            subject=words.subject,
            text=words.text,
            html=words.html,
        )
        bound = mail.A_FEW
        if "code" in context:
            bound = mail.CODES
            lasts = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            letter.expires_at = timezone.now() + lasts
        mail.post(letter, bound=bound, is_urgent=True)

    def _words(self, prefix: str, email: str, context: dict[str, object]) -> letter_layout.Words:
        """Return what a letter says: ours of that name, or the library's own words in our layout
        for one that it may come to send and we do not know.
        """
        kind = prefix.rpartition("/")[2]
        if kind in KINDS:
            return letter_layout.put_in_words(f"account_{kind}", context)
        written = self.render_mail(prefix, email, context)
        theirs = {"words_subject": str(written.subject), "words_text": str(written.body)}
        return letter_layout.put_in_words("account_other", theirs)


def send_address_code(request: HttpRequest, email: str, code: str) -> None:
    """Send the code that proves that somebody reads an address of the change she asked for."""
    AccountAdapter(request).send_mail("account/email/address_code", email, {"code": code})
