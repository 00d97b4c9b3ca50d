"""Each minute: whoever is owed changes is sent them."""

from celery import shared_task

from transparency.webhooks import workflow


@shared_task(name="transparency.send_webhooks")
def send_webhooks() -> int:
    """Enqueue what is owed."""
    return workflow.enqueue_owed()
