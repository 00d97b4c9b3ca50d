"""Asking for a webhook, approving it, and telling it every public change at least once, in order,
signed.
"""

import json
import time

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
from ogp_portal.models import JournalEntry, OutboxMessage, User
from transparency.webhooks import queries, signing
from transparency.webhooks.models import Delivery, Webhook
from transparency.webhooks.states import WebhookState

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
    """Sign with a new secret from now on. Raises NotAllowed."""
    webhook = rights.fetch("renew_secret", webhook, by=by)
    webhook.key_number += 1
    webhook.save(update_fields=["key_number"])
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
    Delivery.objects.filter(delivered_at__lt=timezone.now() - 2 * queries.OWED_FOR).delete()
    return count


def _message(webhook: Webhook, entries: list[JournalEntry]) -> tuple[bytes, dict[str, str]]:
    """Return the body and the signed headers of a message that tells of `entries`: the rows of the
    API's dataset of changes.
    """
    rows = querying.bodies(PUBLISHED["changes"], [entry.pk for entry in entries])
    body = json.dumps(
        {"type": "changes", "data": [json.loads(row) for row in rows]},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    message_id = signing.message_id(webhook.pk, [str(entry.public_id) for entry in entries])
    now = int(time.time())
    return body, {
        "Content-Type": "application/json",
        "User-Agent": f"ogp-portal ({settings.PORTAL_URL})",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signing.signature(
            webhook.secret, message_id=message_id, timestamp=now, body=body
        ),
    }


@outbox.handler(SEND)
def send(payload: outbox.Payload) -> None:
    """Post what a webhook is owed, and remember it as delivered once the receiver says so.

    Raises NotReceived: the outbox tries again, later each time.
    """
    webhook = Webhook.objects.select_for_update().get(pk=payload["webhook"])
    entries = list(queries.owed(webhook)[:MOST_IN_ONE])
    if webhook.state != WebhookState.APPROVED or not entries:
        return
    try:
        status = http_client.post(webhook.url, *_message(webhook, entries))
        problem = "" if status in WELL else f"HTTP {status}"
    except (http_client.NotAllowed, http_client.NotReached) as error:
        problem = str(error)
    if problem:
        raise NotReceived(problem[:300])
    Delivery.objects.bulk_create(
        [Delivery(webhook=webhook, entry=entry) for entry in entries], ignore_conflicts=True
    )
    Webhook.objects.filter(pk=webhook.pk).update(last_success_at=timezone.now())
    if queries.owed(webhook).exists():
        outbox.enqueue(SEND, {"webhook": webhook.pk})
