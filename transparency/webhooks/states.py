"""WHEN: the life of a subscription of a program to the changes."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class WebhookState(States):
    """The states of a webhook."""

    REQUESTED = State("requested", _("pedido"))
    APPROVED = State("approved", _("aprobado"))
    REVOKED = State("revoked", _("revocado"), negative=True, final=True)


WEBHOOK = Machine(
    WebhookState,
    moves=(
        Move("approve_webhook", (WebhookState.REQUESTED,), WebhookState.APPROVED),
        Move(
            "revoke_webhook", (WebhookState.REQUESTED, WebhookState.APPROVED), WebhookState.REVOKED
        ),
    ),
)
IN_USE = (WebhookState.REQUESTED, WebhookState.APPROVED)
