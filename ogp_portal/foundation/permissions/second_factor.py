"""The second factor (django-allauth's `mfa`): a code of an application on the person's own device,
asked for after the mailed one of whoever the rule `need_second_factor` names, so that who reads
their mail does not enter in their place.
"""

import base64
import hashlib
import hmac
import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Exists, OuterRef

from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User


class Adapter(DefaultMFAAdapter):  # type: ignore[misc,unused-ignore] # allauth has no types
    """Keeps keys encrypted by the portal's secret, and draws them without a further library."""

    def get_totp_issuer(self) -> str:
        """Return the name that the application shows."""
        return settings.PORTAL_NAME

    def build_totp_svg(self, url: str) -> str:
        """Return a key as a QR symbol."""
        symbol = segno.make(url, error="m", micro=False)
        drawn = io.BytesIO()
        symbol.save(drawn, kind="svg", scale=5, light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Return what is kept of a key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a key; one that nobody knows where the portal's secret was changed."""
        try:
            return str(_cipher().decrypt(encrypted_text.encode()).decode())
        except InvalidToken:
            return str(generate_totp_secret())


def _cipher() -> Fernet:
    made = hmac.new(settings.SECRET_KEY.encode(), b"second-factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(made))


def set_up(account: User, key: str) -> None:
    """Give an account the key of a second factor, in base 32."""
    TOTP.activate(account, key)


def has(account: User) -> bool:
    """Say whether an account has a second factor: then nobody enters it without."""
    return bool(Authenticator.objects.filter(user=account).exists())


def remove(account: User) -> None:
    """Take the second factor of an account away, with its recovery codes."""
    Authenticator.objects.filter(user=account).delete()


def erase(keys: list[int]) -> None:
    """Delete second factors of somebody who is erased."""
    Authenticator.objects.filter(pk__in=keys).delete()


def is_missing(user: rights.Person) -> bool:
    """Say whether somebody needs a second factor and has none (one query)."""
    if not isinstance(user, User):
        return False
    own = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return rights.rows(User, "need_second_factor", user).filter(~Exists(own)).exists()
