"""How people enter: by a code mailed to their address (django-allauth). Anybody may have an account, which gives no right by itself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Leaves sign-up open: an account supports, comments and answers; rights over plans and forums come from memberships and seats. Fixes mails' address."""

    def format_email_subject(self, subject: str) -> str:
        """Return the subject with the portal's name before it."""
        return f"{settings.PORTAL_NAME}: {subject}"
