"""Letters: written in the transaction of their cause with all they say, sent by the outbox, and
left in one click.

A letter is known by a key, so that a cause that runs twice writes one, and is marked as sent the
instant before its last line is handed over (events/smtp.py): a worker killed anywhere neither
repeats nor forgets it. What anybody's form writes to an address is bounded (`Bound`).
"""

import datetime
import hashlib
import hmac
import logging
import re
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from ogp_portal.foundation.addresses import mailbox
from ogp_portal.foundation.events import letter_layout, outbox, smtp
from ogp_portal.models import Letter, LetterRefusal

SEND = "portal.send_letter"
SALT = "letter-refusal"
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
HELD_FOR = datetime.timedelta(days=7)
PERMANENT = 500  # the first answer of SMTP that will not change (RFC 5321, 4.2.1)
GONE = ("5.1.", "5.2.1")  # no such mailbox, domain or route; mailbox closed (RFC 3463)
Compose = Callable[[Letter], dict[str, object] | None]
COMPOSED: dict[str, Compose] = {}  # by template: what a letter says when it is sent
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bound:
    """How many letters of one template an address gets at most, and in how long. Those beyond wait,
    if the rest `is_waited` for, until the address confirms one; others are not written.
    """

    most: int
    within: datetime.timedelta
    is_waited: bool = False


# What forms that anybody can send with any address may write to it; their answers are the same.
A_FEW = Bound(3, DAY)
A_FEW_HELD = Bound(3, DAY, is_waited=True)
CODES = Bound(10, HOUR)  # a short window: who asks for another's must not keep her out for a day


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
    bound: Bound | None = None,
) -> Letter | None:
    """Write a letter of the kind `mail/<template>.txt` in the one layout (`letter_layout`) and have
    it sent. Returns None if it was written before, its topic was left, or the address is gone or
    had enough of this template.

    `topic` names what the reader may leave in one click; without one (a confirmation asked for by
    the reader) there is nothing to leave. `calendar` is an iCalendar file that travels with it,
    as RFC 6047 has it: a part that mail programs read as an invitation, and a file for the others.
    `bound` is given where anybody can have it written to any address.
    """
    if not to.email or (
        topic and LetterRefusal.objects.filter(digest=_digest(to.email, topic)).exists()
    ):
        return None
    letter = Letter(
        key=key,
        template=template,
        recipient=to.email,
        language=to.language or settings.LANGUAGE_CODE,
        calendar=calendar,
        leave=leaving_address(to.email, topic) if topic else "",
    )
    with translation.override(letter.language):
        _put_in_words(letter, context)
    return post(letter, bound=bound)


def _put_in_words(letter: Letter, context: Mapping[str, object]) -> None:
    """Write what a letter says, in the language that is active."""
    words = letter_layout.put_in_words(letter.template, context, leave=letter.leave)
    letter.subject, letter.text, letter.html = words.subject, words.text, words.html


def composed(template: str) -> Callable[[Compose], Compose]:
    """Register the decorated function as what letters of `template` say at the moment they are
    sent: the context of the template, or None when there is nothing to tell any more.
    """

    def register(function: Compose) -> Compose:
        COMPOSED[template] = function
        return function

    return register


def _is_worth_sending(letter: Letter) -> bool:
    """Say whether a letter has not expired and has something to say, and put in words one that says
    what stands when it is sent.
    """
    if letter.expires_at and letter.expires_at <= timezone.now():
        return False
    compose = COMPOSED.get(letter.template)
    if compose is None:
        return True
    with translation.override(letter.language):
        context = compose(letter)
        if context is None:
            Letter.objects.filter(pk=letter.pk).update(expires_at=timezone.now())
            return False
        _put_in_words(letter, context)
    letter.save(update_fields=["recipient", "subject", "text", "html"])
    return True


@transaction.atomic
def post(letter: Letter, *, bound: Bound | None = None, is_urgent: bool = False) -> Letter | None:
    """Keep a written letter and have it sent; None for one that was written before or is not to be
    sent to its address. Somebody waits for an urgent one.
    """
    if not is_urgent and is_gone(letter.recipient):
        return None
    if bound and _had_enough(letter, bound):
        if not bound.is_waited:
            return None
        letter.held_at = timezone.now()
    kept, is_new = Letter.objects.get_or_create(
        key=letter.key,
        defaults={
            name: getattr(letter, name)
            for name in (
                "template",
                "recipient",
                "language",
                "subject",
                "text",
                "html",
                "calendar",
                "leave",
                "expires_at",
                "held_at",
            )
        },
    )
    if not is_new:
        return None
    if kept.held_at is None:
        outbox.enqueue(SEND, {"letter": kept.pk}, is_urgent=is_urgent)
    return kept


def _had_enough(letter: Letter, bound: Bound) -> bool:
    """Say whether a mailbox had its letters of this template, at any of its addresses; who writes
    to it at the same time waits.
    """
    box = mailbox(letter.recipient)
    with connection.cursor() as cursor:
        words = f"letters {letter.template} {box}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (words,))
    name, _at, domain = box.rpartition("@")
    written = Letter.objects.filter(
        Q(recipient__in={letter.recipient, letter.recipient.lower(), box})
        | Q(recipient__istartswith=f"{name}+", recipient__iendswith=f"@{domain}"),
        template=letter.template,
        created_at__gt=timezone.now() - bound.within,
        held_at=None,
    )
    return written[: bound.most].count() >= bound.most


def release(email: str) -> int:
    """Send the letters that were held for an address, now that it confirmed one: it wants them.
    Returns how many.
    """
    waiting = list(
        Letter.objects.select_for_update()
        .filter(recipient=email, held_at__isnull=False, sent_at=None)
        .order_by("pk")
    )
    for letter in waiting:
        letter.held_at = None
        letter.save(update_fields=["held_at"])
        outbox.enqueue(SEND, {"letter": letter.pk})
    return len(waiting)


def is_gone(email: str) -> bool:
    """Say whether a mail server gave a letter of the last month back because there is no such
    address.
    """
    gone = Q(bounce__startswith=GONE[0]) | Q(bounce__startswith=GONE[1])
    return Letter.objects.filter(gone, recipient=email).exists()


def bounced(letter: Letter, status: str) -> None:
    """Keep with what status (RFC 3463) a letter came back."""
    Letter.objects.filter(pk=letter.pk).update(bounce=status[:20])


@outbox.handler(SEND, is_atomic=False)
def send(payload: outbox.Payload) -> None:
    """Hand a letter over once, marked the instant before its last line; a permanent refusal of its
    address is a bounce, anything else is tried again. Raises what the mail server's answer raises.
    """
    letter = Letter.objects.filter(pk=payload["letter"], sent_at=None, bounce="").first()
    if letter is None or not _is_worth_sending(letter):
        return
    server = get_connection()
    try:
        smtp.hand_over(server, _message(letter), mark=lambda: _mark(letter))
    except _Taken:
        return
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        if code < PERMANENT:
            raise
        bounced(letter, smtp.status(code, words))
    except smtplib.SMTPResponseException:  # it did not take the letter: the mark is not true
        Letter.objects.filter(pk=letter.pk).update(sent_at=None, text=letter.text, html=letter.html)
        raise
    except OSError:
        if not _is_marked(letter):
            raise
        log.warning("The mail server went away as it took letter %s: not sent again", letter.pk)
    finally:
        server.close()


def _mark(letter: Letter) -> None:
    """Write that a letter is handed over; what expires keeps no words. Raises _Taken."""
    marked: dict[str, object] = {"sent_at": timezone.now()}
    if letter.expires_at:
        marked |= {"text": "", "html": ""}
    if not Letter.objects.filter(pk=letter.pk, sent_at=None).update(**marked):
        raise _Taken


def _is_marked(letter: Letter) -> bool:
    return Letter.objects.filter(pk=letter.pk, sent_at__isnull=False).exists()


class _Taken(RuntimeError):
    """Another sender handed the letter over."""


def _message(letter: Letter) -> EmailMultiAlternatives:
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
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        method = METHOD.search(letter.calendar)
        told = f"; method={method[1]}" if method else ""
        message.attach_alternative(letter.calendar, f"text/calendar{told}")
        message.attach("sesion.ics", letter.calendar, "application/ics")
    return message


def masked(email: str) -> str:
    """Return an address as its owner recognizes it, and whoever looks over her shoulder does not:
    «ma…@correo.cl». The domain, where most mistakes are made, is whole; "" for none.
    """
    name, sign, domain = email.rpartition("@")
    return f"{name[: 2 if len(name) > 3 else 1]}…@{domain}" if sign else ""


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
    """Delete the letters sent before an instant, and those written before it that never were; those
    held for an address that confirmed none, and those that expired. Returns how many.
    """
    now = timezone.now()
    over = Q(created_at__lt=before) | Q(held_at__lt=now - HELD_FOR) | Q(expires_at__lt=now - DAY)
    return Letter.objects.filter(Q(sent_at__lt=before) | (Q(sent_at=None) & over)).delete()[0]
