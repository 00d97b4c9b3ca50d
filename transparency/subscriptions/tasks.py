"""Each minute: begin what is due and send what waits; one sender at a time, who may be killed and
is followed by the next.
"""

import datetime

from celery import shared_task
from django.utils import timezone

from transparency.subscriptions import workflow

KEPT = datetime.timedelta(days=30)


@shared_task(name="transparency.send_digests")
def send_digests() -> int:
    """Begin and send."""
    workflow.begin_due_mailings(now=timezone.now())
    return workflow.send_digests()


@shared_task(name="transparency.forget_subscriptions")
def forget_subscriptions() -> None:
    """Delete what nobody confirmed, and what was sent to whom after a month."""
    workflow.forget_requests(now=timezone.now())
    workflow.forget_digests(before=timezone.now() - KEPT)
