"""The nightly housekeeping of proposals and letters."""

import datetime

from celery import shared_task
from django.utils import timezone

from forums.proposals import workflow
from ogp_portal.foundation import mailing

LETTERS_KEPT = datetime.timedelta(days=30)


@shared_task(name="forums.forget")  # type: ignore[untyped-decorator]
def forget() -> None:
    """Delete what was never confirmed, addresses of plans long over, and letters sent a month ago."""
    workflow.forget_unconfirmed(now=timezone.now())
    mailing.forget(before=timezone.now() - LETTERS_KEPT)
