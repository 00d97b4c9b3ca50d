"""What a webhook is owed and how it is told: the rows of the API's dataset of changes, signed."""

import datetime
import json
import time
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.models import JournalEntry
from transparency.webhooks import signing
from transparency.webhooks.models import Delivery, Webhook

OWED_FOR = datetime.timedelta(days=30)


def secret_of(webhook: Webhook) -> str:
    """Return the secret its receiver checks signatures with."""
    return signing.secret(settings.SECRET_KEY, webhook=webhook.pk, number=webhook.key_number)


def owed(webhook: Webhook) -> QuerySet[JournalEntry]:
    """Return the public changes since its approval that it has not received, oldest first; after
    thirty days they are no longer owed.

    Asked by what is missing and not by a number to go on from: a change whose transaction ended
    late is not skipped.
    """
    since = max(webhook.approved_at or timezone.now(), timezone.now() - OWED_FOR)
    received = Delivery.objects.filter(webhook=webhook, entry=OuterRef("pk"))
    return JournalEntry.objects.filter(~Exists(received), is_public=True, at__gte=since).order_by(
        "at", "pk"
    )


def write(webhook: Webhook, entries: list[JournalEntry]) -> tuple[bytes, dict[str, str]]:
    """Return the body and the signed headers of a message that tells of `entries`."""
    rows: list[Any] = [
        json.loads(row)
        for row in querying.bodies(PUBLISHED["changes"], [entry.pk for entry in entries])
    ]
    body = json.dumps(
        {"type": "changes", "data": rows}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    number = signing.message_id(webhook.pk, [str(entry.public_id) for entry in entries])
    now = int(time.time())
    return body, {
        "Content-Type": "application/json",
        "User-Agent": f"ogp-portal ({settings.PORTAL_URL})",
        "webhook-id": number,
        "webhook-timestamp": str(now),
        "webhook-signature": signing.signature(
            secret_of(webhook), message_id=number, timestamp=now, body=body
        ),
    }
