"""WHEN: the life of a subscription of a program to the changes."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

WEBHOOK = Machine(
    states=(
        State("requested", _("pedido")),
        State("approved", _("aprobado")),
        State("revoked", _("revocado"), negative=True, final=True),
    ),
    moves=(
        Move("approve_webhook", ("requested",), "approved"),
        Move("revoke_webhook", ("requested", "approved"), "revoked"),
    ),
)
