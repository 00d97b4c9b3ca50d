"""The nightly housekeeping of proposals and letters."""

import datetime

from celery import shared_task
from django.utils import timezone

from forums.bodies import workflow as bodies
from forums.proposals import workflow
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions import accounts

LETTERS_KEPT = datetime.timedelta(days=30)
PROOF_AWAITED = datetime.timedelta(days=14)


@shared_task(name="forums.forget")  # type: ignore[untyped-decorator]
def forget() -> None:
    """Delete what was never confirmed, addresses of plans long over, letters sent a month ago, who
    sat five years ago, and accounts whose address nobody proved.
    """
    workflow.forget_unconfirmed(now=timezone.now())
    mail.forget(before=timezone.now() - LETTERS_KEPT)
    bodies.forget_who_sat(today=timezone.localdate())
    accounts.forget_unproven(before=timezone.now() - PROOF_AWAITED)
