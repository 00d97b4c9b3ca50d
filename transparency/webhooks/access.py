"""WHO asks for a webhook, who approves it, and who sees what it received."""

from django.db.models import Q

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    is_anonymous,
    nobody,
    rule,
)
from transparency.webhooks.states import IN_USE

LABEL = "transparency.webhook"


def own(user: Person, path: str = "") -> Q:
    """Return the rows of the organizations `user` coordinates or edits for."""
    if is_anonymous(user):
        return nobody()
    return Q(**{f"{path}organization__in": organizations_of(user, COORDINATOR, EDITOR)})


@rule(LABEL, "create")
def request_webhook(user: Person) -> Q:
    """Coordinators and editors ask for their own institution."""
    return own(user)


@rule(LABEL, "view")
@rule(LABEL, "revoke_webhook")
def see_webhook(user: Person) -> Q:
    """The institution and administrators see it and may end it."""
    return own(user) | administrators(user)


@rule(LABEL, "approve_webhook")
def approve_webhook(user: Person) -> Q:
    """An administrator approves, never for an institution of her own."""
    return administrators(user) & ~own(user) if not is_anonymous(user) else nobody()


@rule(LABEL, "renew_secret")
def renew_secret(user: Person) -> Q:
    """The institution renews its own secret while the webhook is in use."""
    return own(user) & Q(state__in=IN_USE)


@rule("transparency.webhookmessage", "view")
@rule("transparency.delivery", "view")
def view_delivery(user: Person) -> Q:
    """What was delivered, and what was tried, is seen with its webhook."""
    return own(user, "webhook__") | administrators(user)
