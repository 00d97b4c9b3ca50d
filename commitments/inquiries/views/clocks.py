"""What several pages of questions and objections show."""

import datetime

from django.utils import timezone

from commitments.inquiries import rules
from commitments.inquiries.models import Inquiry


def moderation() -> dict[str, object]:
    """Return the rules by which what is asked is published or not, and the days to look at it."""
    return {
        "moderation": [words for _name, words in rules.MODERATION],
        "look_days": rules.LOOK_DAYS,
    }


def clock(inquiry: Inquiry) -> dict[str, object]:
    """Return the dates of an inquiry: received, to be looked at, to be answered, today."""
    received_on: datetime.date = timezone.localdate(inquiry.received_at)
    return {
        "received_on": received_on,
        "due": rules.deadline(inquiry.kind, received_on=received_on),
        "look_by": rules.look_by(received_on=received_on),
        "today": timezone.localdate(),
    }
