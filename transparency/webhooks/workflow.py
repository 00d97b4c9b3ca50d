"""Asking for a webhook, approving it, and telling it every public change at least once, in order,
signed.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.organizations.access import role_of
from ogp_portal.foundation.events import http_client, journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import OutboxMessage, User
from transparency.webhooks import payloads
from transparency.webhooks.models import Delivery, Webhook

SEND = "transparency.send_webhook"
MOST_IN_ONE = 100
WELL = range(200, 300)


class NotReceived(RuntimeError):
    """The receiver did not say that it took the message: it is sent again later."""


@transaction.atomic
def request_webhook(webhook: Webhook, *, by: User) -> str:
    """Save `webhook` as requested and return its secret.

    Raises NotAllowed, Refusal for an address that is not public.
    """
    _check(webhook.url)
    webhook.state = Webhook.machine.initial
    webhook.save()
    if not rights.may(by, "create", webhook):
        raise rights.NotAllowed
    journal.record("request_webhook", webhook, role=role_of(by), is_public=False)
    return payloads.secret_of(webhook)


def _check(url: str) -> None:
    try:
        http_client.check(url)
    except (http_client.NotAllowed, http_client.NotReached) as error:
        raise Refusal(
            _("Esa dirección no sirve: debe ser https y llevar a un servidor público."), field="url"
        ) from error


@transaction.atomic
def approve_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """Let the changes from now on be sent. Raises NotAllowed, MoveNotAllowed."""
    held = rights.fetch_for_move("approve_webhook", webhook, by=by)
    held.state = Webhook.machine.target("approve_webhook", state=held.state)
    held.approved_at = timezone.now()
    held.save(update_fields=["state", "approved_at"])
    journal.record("approve_webhook", held, role=role_of(by), is_public=False)
    return held


@transaction.atomic
def revoke_webhook(webhook: Webhook, *, by: User, reason: str) -> Webhook:
    """Send nothing more. Raises NotAllowed, MoveNotAllowed, Refusal without a reason."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se revoca."), field="reason")
    held = rights.fetch_for_move("revoke_webhook", webhook, by=by)
    held.state = Webhook.machine.target("revoke_webhook", state=held.state)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    journal.record("revoke_webhook", held, role=role_of(by), reason=reason, is_public=False)
    return held


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User) -> Webhook:
    """Sign with a new secret from now on. Raises NotAllowed."""
    held = rights.fetch("renew_secret", webhook, by=by)
    held.key_number += 1
    held.save(update_fields=["key_number"])
    journal.record("renew_secret", held, role=role_of(by), is_public=False)
    return held


def enqueue_owed() -> int:
    """Enqueue a message for every approved webhook that is owed something and has none waiting;
    return how many (the calendar, each minute).
    """
    found = 0
    for webhook in Webhook.objects.filter(state="approved").order_by("pk"):
        waiting = OutboxMessage.objects.filter(
            kind=SEND, payload__webhook=webhook.pk, done_at=None, dead_at=None
        )
        if payloads.owed(webhook).exists() and not waiting.exists():
            outbox.enqueue(SEND, {"webhook": webhook.pk})
            found += 1
    Delivery.objects.filter(delivered_at__lt=timezone.now() - 2 * payloads.OWED_FOR).delete()
    return found


@outbox.handler(SEND)
def send(payload: outbox.Payload) -> None:
    """Post what a webhook is owed, and remember it as delivered once the receiver says so.

    Raises NotReceived: the outbox tries again, later each time.
    """
    webhook = Webhook.objects.select_for_update().get(pk=payload["webhook"])
    entries = list(payloads.owed(webhook)[:MOST_IN_ONE])
    if webhook.state != "approved" or not entries:
        return
    try:
        status = http_client.post(webhook.url, *payloads.write(webhook, entries))
        problem = "" if status in WELL else f"HTTP {status}"
    except (http_client.NotAllowed, http_client.NotReached) as error:
        problem = str(error)
    if problem:
        raise NotReceived(problem[:300])
    Delivery.objects.bulk_create(
        [Delivery(webhook=webhook, entry=entry) for entry in entries], ignore_conflicts=True
    )
    Webhook.objects.filter(pk=webhook.pk).update(last_success_at=timezone.now())
    if payloads.owed(webhook).exists():
        outbox.enqueue(SEND, {"webhook": webhook.pk})
