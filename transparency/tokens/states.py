"""WHEN: the life of a key of the API."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

TOKEN = Machine(
    states=(
        State("active", _("vigente")),
        State("revoked", _("revocada"), negative=True, final=True),
    ),
    moves=(Move("revoke_token", ("active",), "revoked"),),
)
