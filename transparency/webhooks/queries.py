"""Which changes a webhook still has to be sent."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ogp_portal.models import JournalEntry
from transparency.webhooks.models import Delivery, Webhook

OWED_FOR = datetime.timedelta(days=30)


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
