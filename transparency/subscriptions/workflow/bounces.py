"""Bounces: an address that does not exist any more is written to no more."""

import email
import email.policy
import re
from email.message import EmailMessage

from django.db import transaction
from django.db.models import Q

from ogp_portal.foundation.events import journal, mail
from ogp_portal.models import Letter
from transparency.subscriptions.models import Mailing, Subscriber
from transparency.subscriptions.workflow.following import count_bounce

OURS = re.compile(r"<(?:letter|digest-\d+)-(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
GONE = mail.GONE
MOST_BOUNCES = 3
LARGEST = 1_000_000


@transaction.atomic
def take_bounce(content: bytes) -> str:
    """Take a delivery report (RFC 3464) as the mail server gives it and return what became of it:
    stopped, counted, passing or unknown.

    Of a letter or a digest. Nothing more is written for a month to an address that does not exist;
    as a subscriber it is deleted at once, and by any other permanent failure the third time in a
    row.
    """
    report = email.message_from_bytes(content[:LARGEST], policy=email.policy.default)
    named = OURS.search(content[:LARGEST].decode("latin-1"))
    status = _status(report) if isinstance(report, EmailMessage) else ""
    if named is None or not status:
        return "unknown"
    letter = Letter.objects.filter(public_id=named["id"]).first()
    about = Q(email=letter.recipient) if letter else Q(public_id=named["id"])
    subscriber = Subscriber.objects.select_for_update().filter(about).first()
    if subscriber is None and letter is None:
        return "unknown"
    if not status.startswith("5"):
        return "passing"
    if letter:
        mail.bounced(letter, status)
    is_gone = status.startswith(GONE)
    if subscriber:
        return refuse(subscriber, is_gone=is_gone)
    return "stopped" if is_gone else "counted"


def refuse(subscriber: Subscriber, *, is_gone: bool) -> str:
    """Count a permanent refusal of an address, and delete it if it is gone or refused too often;
    return stopped or counted.
    """
    if is_gone or count_bounce(subscriber) >= MOST_BOUNCES:
        mailing = Mailing.objects.order_by("-pk").first()
        if mailing:
            journal.record("stop_bouncing_address", mailing, role="portal", is_public=False)
        subscriber.delete()
        return "stopped"
    return "counted"


def _status(report: EmailMessage) -> str:
    """Return the first status of a delivery report, "" for what is none."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                status = block.get("Status", "") if hasattr(block, "get") else ""
                if status:
                    return str(status).strip().split()[0]
    return ""
