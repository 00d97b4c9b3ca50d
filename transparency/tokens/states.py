"""WHEN: the life of a key of the API."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class TokenState(States):
    """The states of a token."""

    ACTIVE = State("active", _("vigente"))
    REVOKED = State("revoked", _("revocada"), negative=True, final=True)


TOKEN = Machine(
    TokenState,
    moves=(Move("revoke_token", (TokenState.ACTIVE,), TokenState.REVOKED),),
)
