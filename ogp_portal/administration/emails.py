"""Letters about an account itself."""

import datetime

from ogp_portal.foundation.events import mail
from ogp_portal.models import User


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
