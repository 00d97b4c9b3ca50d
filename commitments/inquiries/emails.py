"""Telling whoever asked: that it came, and once the e-mail is confirmed, what was decided and
answered.
"""

from django.conf import settings
from django.urls import reverse

from commitments.inquiries.models import Inquiry
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions import codes


def tell_received(inquiry: Inquiry, *, follow: str, confirm: str) -> None:
    """Write the receipt with both links, if an e-mail was left."""
    links = {
        name: f"{settings.PORTAL_URL}{reverse(address, args=[code])}"
        for name, address, code in (
            ("follow", "follow_inquiry", follow),
            ("confirm", "confirm_inquiry", confirm),
        )
    }
    mail.write(
        "inquiry_received",
        to=mail.Recipient(inquiry.email, inquiry.language),
        bound=mail.A_FEW_HELD,
        key=f"inquiry-{inquiry.pk}-received-{codes.digest(confirm)[:16]}",
        context={"inquiry": inquiry, "commitment": inquiry.commitment, **links},
    )


def tell_decided(inquiry: Inquiry, *, cause: str) -> None:
    """Write what was decided, once for each cause, to a confirmed e-mail alone."""
    if inquiry.email_confirmed_at is None:
        return
    mail.write(
        "inquiry_decided",
        to=mail.Recipient(inquiry.email, inquiry.language),
        key=f"inquiry-{inquiry.pk}-{cause}",
        topic=f"inquiry:{inquiry.pk}",
        context={
            "inquiry": inquiry,
            "commitment": inquiry.commitment,
            "page": f"{settings.PORTAL_URL}{reverse('inquiry', args=[inquiry.slug])}",
        },
    )
