"""How people enter: by a code mailed to their address (django-allauth). Accounts are given, not taken, in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up until there is something to do with an open account (the forums), and fixes mails' address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: staff and counterparts are invited by an administrator."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Return the subject with the portal's name before it."""
        return f"{settings.PORTAL_NAME}: {subject}"
