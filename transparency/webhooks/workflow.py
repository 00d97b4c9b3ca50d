"""Asking for a webhook, approving it, and telling it every public change at least once, in order,
signed.
"""

import datetime
import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.organizations.access import role_of
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.events import http_client, journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import OutboxMessage, User
from transparency.webhooks import queries, signing
from transparency.webhooks.models import Delivery, Webhook, WebhookMessage
from transparency.webhooks.states import WebhookState

SEND = "transparency.send_webhook"
MOST_IN_ONE = 100
OVERLAP = datetime.timedelta(hours=24)
MESSAGES_KEPT = datetime.timedelta(days=30)
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
    return webhook.secret


def _check(url: str) -> None:
    try:
        http_client.check(url)
    except (http_client.NotAllowed, http_client.NotReached) as error:
        raise Refusal(
            _(
                "Esa dirección no sirve: debe ser https, sin otro puerto que el 443, y llevar a un "
                "servidor público."
            ),
            field="url",
        ) from error


@transaction.atomic
def approve_webhook(webhook: Webhook, *, by: User) -> Webhook:
    """Let the changes from now on be sent. Raises NotAllowed, MoveNotAllowed."""
    webhook = rights.fetch_for_move("approve_webhook", webhook, by=by)
    webhook.state = Webhook.machine.target("approve_webhook", state=webhook.state)
    webhook.approved_at = timezone.now()
    webhook.save(update_fields=["state", "approved_at"])
    journal.record("approve_webhook", webhook, role=role_of(by), is_public=False)
    return webhook


@transaction.atomic
def revoke_webhook(webhook: Webhook, *, by: User, reason: str) -> Webhook:
    """Send nothing more. Raises NotAllowed, MoveNotAllowed, Refusal without a reason."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se revoca."), field="reason")
    webhook = rights.fetch_for_move("revoke_webhook", webhook, by=by)
    webhook.state = Webhook.machine.target("revoke_webhook", state=webhook.state)
    webhook.state_reason = reason.strip()
    webhook.save(update_fields=["state", "state_reason"])
    journal.record("revoke_webhook", webhook, role=role_of(by), reason=reason, is_public=False)
    return webhook


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User) -> Webhook:
    """Sign with a new secret from now on, and for a day with the one before, too.

    Raises NotAllowed.
    """
    webhook = rights.fetch("renew_secret", webhook, by=by)
    webhook.key_number += 1
    webhook.old_key_until = timezone.now() + OVERLAP
    webhook.save(update_fields=["key_number", "old_key_until"])
    journal.record("renew_secret", webhook, role=role_of(by), is_public=False)
    return webhook


def enqueue_owed() -> int:
    """Enqueue a message for every approved webhook that is owed something and has none waiting;
    return how many (the calendar, each minute).
    """
    count = 0
    for webhook in Webhook.objects.filter(state=WebhookState.APPROVED).order_by("pk"):
        waiting = OutboxMessage.objects.filter(
            kind=SEND, payload__webhook=webhook.pk, done_at=None, dead_at=None
        )
        if queries.owed(webhook).exists() and not waiting.exists():
            outbox.enqueue(SEND, {"webhook": webhook.pk})
            count += 1
    now = timezone.now()
    Delivery.objects.filter(delivered_at__lt=now - 2 * queries.OWED_FOR).delete()
    WebhookMessage.objects.filter(begun_at__lt=now - MESSAGES_KEPT).delete()
    return count


def _sent(message: WebhookMessage) -> tuple[bytes, dict[str, str]]:
    """Return the body and the signed headers of a message: the rows of the API's dataset of
    changes, signed with each secret that holds now (Standard Webhooks: parted by a blank).
    """
    rows = querying.bodies(PUBLISHED["changes"], message.entries)
    body = json.dumps(
        {"type": "changes", "data": [json.loads(row) for row in rows]},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    now = timezone.now()
    signatures = [
        signing.signature(
            secret, message_id=message.message_id, timestamp=int(now.timestamp()), body=body
        )
        for secret in message.webhook.secrets_at(now)
    ]
    return body, {
        "Content-Type": "application/json",
        "User-Agent": f"ogp-portal ({settings.PORTAL_URL})",
        "webhook-id": message.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@transaction.atomic
def _next_message(number: int) -> WebhookMessage | None:
    """Return the message of a webhook that waits, with one more try counted, or a new one of what
    it is owed; None where there is nothing to tell or it is not approved.
    """
    webhook = Webhook.objects.select_for_update().get(pk=number)
    if webhook.state != WebhookState.APPROVED:
        return None
    message: WebhookMessage | None = webhook.messages.filter(received_at=None).first()
    if message is None:
        entries = list(queries.owed(webhook)[:MOST_IN_ONE])
        if not entries:
            return None
        message = WebhookMessage.objects.create(
            webhook=webhook,
            message_id=signing.message_id(webhook.pk, [str(row.public_id) for row in entries]),
            entries=[row.pk for row in entries],
        )
    message.webhook = webhook
    message.attempts += 1
    message.tried_at = timezone.now()
    message.save(update_fields=["attempts", "tried_at"])
    return message


@outbox.handler(SEND, is_atomic=False)
def send(payload: outbox.Payload) -> None:
    """Post a message to a webhook, no row held meanwhile, and remember what it tells of as
    delivered once the receiver says so.

    Raises NotReceived: the outbox tries again, later each time.
    """
    message = _next_message(int(payload["webhook"]))
    if message is None:
        return
    try:
        status = http_client.post(message.webhook.url, *_sent(message))
        problem = "" if status in WELL else f"HTTP {status}"
    except (http_client.NotAllowed, http_client.NotReached) as error:
        problem = str(error) or type(error).__name__
    _remember(message, problem=problem[:300])
    if problem:
        raise NotReceived(problem[:300])


@transaction.atomic
def _remember(message: WebhookMessage, *, problem: str) -> None:
    """Write what became of a try, and have what is still owed sent after one that was taken."""
    message.problem = problem
    message.received_at = None if problem else timezone.now()
    message.save(update_fields=["problem", "received_at"])
    if problem:
        return
    webhook = message.webhook
    Delivery.objects.bulk_create(
        [Delivery(webhook=webhook, entry_id=number) for number in message.entries],
        ignore_conflicts=True,
    )
    Webhook.objects.filter(pk=webhook.pk).update(last_success_at=message.received_at)
    if queries.owed(webhook).exists():
        outbox.enqueue(SEND, {"webhook": webhook.pk})
