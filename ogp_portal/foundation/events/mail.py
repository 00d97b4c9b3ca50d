"""Letters: written in the transaction of their cause with all they say, sent by the outbox, and
left in one click.

A letter is known by a key, so that a cause that runs twice writes one. Mail servers give no receipt
for exactly once: a worker killed between the server's answer and ours sends it again, with the same
Message-ID.
"""

import datetime
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from ogp_portal.foundation.events import outbox
from ogp_portal.models import Letter, LetterRefusal

SEND = "portal.send_letter"
SALT = "letter-refusal"


@dataclass(frozen=True)
class Recipient:
    """To whom, and in which language of the portal."""

    email: str
    language: str = ""


def write(
    template: str,
    *,
    to: Recipient,
    key: str,
    context: dict[str, object],
    topic: str = "",
    calendar: str = "",
) -> Letter | None:
    """Write the letter `mail/<template>.txt` (its first line is the subject) with its HTML, and
    have it sent. Returns None if it was written before or its topic was left.

    `topic` names what the reader may leave in one click; without one (a confirmation asked for by
    the reader) there is nothing to leave. `calendar` is an iCalendar file that travels with it.
    """
    if not to.email or (
        topic and LetterRefusal.objects.filter(digest=_digest(to.email, topic)).exists()
    ):
        return None
    leave = leaving_address(to.email, topic) if topic else ""
    with translation.override(to.language or settings.LANGUAGE_CODE):
        facts = {
            **context,
            "portal_url": settings.PORTAL_URL,
            "portal_name": settings.PORTAL_NAME,
            "portal_owner": settings.PORTAL_OWNER,
            "leave": leave,
        }
        subject, _newline, text = (
            render_to_string(f"mail/{template}.txt", facts).strip().partition("\n")
        )
        html = render_to_string(
            "mail/letter.html",
            {
                **facts,
                "subject": subject,
                "paragraphs": [part for part in text.strip().split("\n\n") if part.strip()],
            },
        )
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "recipient": to.email,
            "language": to.language or settings.LANGUAGE_CODE,
            "subject": " ".join(subject.split())[:200],
            "text": text.strip() + "\n" + (f"\n--\n{leave}\n" if leave else ""),
            "html": html,
            "calendar": calendar,
            "leave": leave,
        },
    )
    if not is_new:
        return None
    outbox.enqueue(SEND, {"letter": letter.pk})
    return letter


@outbox.handler(SEND)
def send(payload: outbox.Payload) -> None:
    """Send a letter once; what is left to keep of it is that it was sent. One that was never sent
    and has been forgotten is sent no more.
    """
    letter = Letter.objects.select_for_update().filter(pk=payload["letter"]).first()
    if letter is None or letter.sent_at is not None:
        return
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<letter-{letter.public_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.leave:
        headers |= {
            "List-Unsubscribe": f"<{letter.leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(
        f"{settings.PORTAL_NAME}: {letter.subject}",
        letter.text,
        to=[letter.recipient],
        headers=headers,
    )
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach("sesion.ics", letter.calendar, "text/calendar")
    message.send()
    letter.sent_at = timezone.now()
    letter.save(update_fields=["sent_at"])


def leaving_address(email: str, topic: str) -> str:
    """Return the address by which letters about `topic` are left: it holds no e-mail."""
    token = signing.dumps(_digest(email, topic), salt=SALT)
    return f"{settings.PORTAL_URL}{reverse('leave_letters', args=[token])}"


def leave(token: str) -> bool:
    """Send no more letters of the topic that `token` stands for; returns whether the
    token is ours.
    """
    try:
        digest = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    LetterRefusal.objects.get_or_create(digest=digest)
    return True


def is_ours(token: str) -> bool:
    """Say whether `token` was made here."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    return True


def _digest(email: str, topic: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{email.lower()}|{topic}".encode(), hashlib.sha256
    ).hexdigest()


def forget_about(key: str) -> int:
    """Delete the letters, sent or not, whose keys begin so: what they told was withdrawn. Return
    how many.
    """
    return Letter.objects.filter(key__startswith=key).delete()[0]


def erase(keys: list[int]) -> None:
    """Delete letters, sent or not."""
    Letter.objects.filter(pk__in=keys).delete()


def forget(*, before: datetime.datetime) -> int:
    """Delete the letters sent before an instant, and those written before it that never were, and
    return how many.
    """
    never_sent = Q(sent_at=None, created_at__lt=before)
    return Letter.objects.filter(Q(sent_at__lt=before) | never_sent).delete()[0]
