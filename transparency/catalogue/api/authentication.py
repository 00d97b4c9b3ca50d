"""Keys of the API, as an authentication class of DRF: `Authorization: Bearer …`.

A key raises the limit of its holder and opens nothing: whoever comes without one is anonymous, and
so is whoever comes with one.
"""

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from transparency.tokens.keys import digest
from transparency.tokens.models import ApiToken
from transparency.tokens.states import TokenState

LONGEST_KEY = 200


class TokenAuthentication(BaseAuthentication):
    """A key in force, or none; anything else in the header is refused, so that nobody believes in a
    key that counts for nothing.
    """

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiToken] | None:
        """Return nobody and the key (`request.auth`), or None without the header.

        Raises AuthenticationFailed.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        kind, _space, key = header.partition(" ")
        token = (
            ApiToken.objects.filter(
                digest=digest(key.strip()[:LONGEST_KEY]), state=TokenState.ACTIVE
            )
            .only("units_per_minute")
            .first()
        )
        if kind.lower() != self.keyword.lower() or token is None:
            raise AuthenticationFailed
        return AnonymousUser(), token

    def authenticate_header(self, request: Request) -> str:
        """Return what a refused caller is asked for."""
        return self.keyword
