"""Mailings: the rows of a sending are written first, one for each subscriber; then one sender at a
time works them off, and may be killed at any line.

Nobody twice: a row is marked the instant before its letter is handed over. Nobody left out: what is
not marked is sent by the next sender.
"""

import datetime
import logging
import smtplib
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal, smtp
from ogp_portal.models import JournalEntry
from transparency.subscriptions import emails
from transparency.subscriptions.models import Digest, Mailing, Subscriber, Subscription
from transparency.subscriptions.workflow import bounces

BATCH = 200
MOST_ATTEMPTS = 6
LOCK = 7_107_001  # one sender at a time in the whole house
PERMANENT = 500
FIRST_HOUR = 8  # letters of the week and the month leave at eight in Santiago
log = logging.getLogger(__name__)

SETTLED = """
SELECT coalesce(min(xact_start), clock_timestamp())
FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""
OWED = """
INSERT INTO transparency_digest (mailing_id, subscriber_id, attempts, last_error, is_given_up)
SELECT DISTINCT %(mailing)s, subscriber_id, 0, '', false FROM transparency_subscription
WHERE frequency = %(frequency)s AND confirmed_at < %(until)s
    AND (kind, target) IN (SELECT * FROM unnest(%(kinds)s::text[], %(targets)s::text[]))
ON CONFLICT (mailing_id, subscriber_id) DO NOTHING
"""


def settled_until() -> datetime.datetime:
    """Return the instant before which every act is written and seen: acts bear the time their
    transaction began, and the oldest one still open may add some.
    """
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        until: datetime.datetime = cursor.fetchone()[0]
    return until


def begin_due_mailings(*, now: datetime.datetime) -> list[Mailing]:
    """Begin the mailings whose time has come: the immediate ones each time there is news, weekly on
    Mondays, monthly on the second day, from eight (each minute).
    """
    until = settled_until()
    local = timezone.localtime(now)
    monday = dates.first_instant(
        local.date() - datetime.timedelta(days=local.weekday())
    ) + datetime.timedelta(hours=FIRST_HOUR)
    second = dates.first_instant(local.date().replace(day=2)) + datetime.timedelta(hours=FIRST_HOUR)
    due = {Subscription.Frequency.IMMEDIATE: until}
    if monday <= until:
        due[Subscription.Frequency.WEEKLY] = monday
    if second <= until:
        due[Subscription.Frequency.MONTHLY] = second
    begun = (begin_mailing(frequency, until=at) for frequency, at in due.items())
    return [mailing for mailing in begun if mailing]


USUAL = {
    "immediate": datetime.timedelta(hours=1),
    "weekly": datetime.timedelta(days=7),
    "monthly": datetime.timedelta(days=31),
}


@transaction.atomic
def begin_mailing(frequency: str, *, until: datetime.datetime) -> Mailing | None:
    """Fix what is told to whom until the instant `until`: the topics with news and a row for each
    subscriber of theirs. None when there is nothing new.

    Twice begins one. A window begins where the last one of its frequency ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK + 1,))
    last = emails.mailing_of(frequency)
    since = last.until if last else until - USUAL[frequency]
    if (
        since >= until
        or not JournalEntry.objects.filter(is_public=True, at__gte=since, at__lt=until).exists()
    ):
        return None
    followed = (
        Subscription.objects.filter(frequency=frequency, confirmed_at__lt=until)
        .values_list("kind", "target")
        .distinct()
    )
    topics = [
        [kind, target]
        for kind, target in followed.order_by("kind", "target")
        if emails.news(kind, target, since=since, until=until)
    ]
    if not topics:
        return None
    mailing = Mailing.objects.create(frequency=frequency, since=since, until=until, topics=topics)
    with connection.cursor() as cursor:
        kinds, targets = [kind for kind, _target in topics], [target for _kind, target in topics]
        cursor.execute(
            OWED,
            {
                "mailing": mailing.pk,
                "frequency": frequency,
                "until": until,
                "kinds": kinds,
                "targets": targets,
            },
        )
        count = cursor.rowcount
    journal.record(
        "begin_mailing",
        mailing,
        role="portal",
        after={"frequency": frequency, "letters": count},
        is_public=False,
    )
    return mailing


def send_digests(*, seconds: float = 600, wait: Callable[[float], None] = time.sleep) -> int:
    """Send what waits, for so many seconds at most, and return how many letters were handed over.

    Only one sender works at a time; another returns at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))
        if not cursor.fetchone()[0]:
            return 0
    try:
        return _send(until=time.monotonic() + seconds, wait=wait)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _send(*, until: float, wait: Callable[[float], None]) -> int:
    sent, known = 0, _News()
    pause = 60 / settings.DIGESTS_PER_MINUTE if settings.DIGESTS_PER_MINUTE else 0
    server: BaseEmailBackend = get_connection()
    try:
        while time.monotonic() < until:
            batch = _batch()
            if not batch:
                break
            for digest, own in batch:
                began = time.monotonic()
                sent += _send_one(server, digest, own, known)
                if pause:
                    wait(max(0.0, pause - (time.monotonic() - began)))
                if time.monotonic() >= until:
                    break
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        log.warning("The mail server is away; what waits is sent later: %s", error)
    finally:
        server.close()
    return sent


def _batch() -> list[tuple[Digest, list[Subscription]]]:
    """Return the next letters with what each reader follows: two queries."""
    rows = list(
        Digest.objects.filter(sent_at=None, is_given_up=False, due_at__lte=timezone.now())
        .select_related("mailing", "subscriber")
        .order_by("pk")[:BATCH]
    )
    own: dict[tuple[int, str], list[Subscription]] = {}
    readers = {row.subscriber_id for row in rows}
    for subscription in Subscription.objects.filter(
        subscriber__in=readers, confirmed_at__isnull=False
    ).order_by("pk"):
        own.setdefault((subscription.subscriber_id, subscription.frequency), []).append(
            subscription
        )
    return [(row, own.get((row.subscriber_id, row.mailing.frequency), [])) for row in rows]


class _News:
    """What happened to each topic of a mailing: read once, whoever follows it."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.mailing = 0
        self.by_topic: dict[tuple[str, str], list[JournalEntry]] = {}

    def of(
        self, mailing: Mailing, subscriptions: Sequence[Subscription]
    ) -> dict[tuple[str, str], list[JournalEntry]]:
        """Return the news of the topics of some subscriptions."""
        if self.mailing != mailing.pk:
            self.mailing = mailing.pk
            self.by_topic = {}
            self.told = {(kind, target) for kind, target in mailing.topics}
        for subscription in subscriptions:
            key = (subscription.kind, subscription.target)
            if key in self.told and key not in self.by_topic:
                self.by_topic[key] = emails.news(
                    subscription.kind, subscription.target, since=mailing.since, until=mailing.until
                )
        return self.by_topic


class _Taken(RuntimeError):
    """The row is no longer ours to send."""


def _send_one(
    server: BaseEmailBackend, digest: Digest, own: Sequence[Subscription], known: _News
) -> int:
    """Hand one letter over; a refusal is told in its row and keeps no other from being sent."""
    letter = emails.write(digest, own, known.of(digest.mailing, own))
    if letter is None:
        Digest.objects.filter(pk=digest.pk).update(is_given_up=True, last_error="nothing to tell")
        return 0

    def mark() -> None:
        if not Digest.objects.filter(pk=digest.pk, sent_at=None).update(
            sent_at=timezone.now(), attempts=F("attempts") + 1
        ):
            raise _Taken

    try:
        smtp.hand_over(server, letter, mark=mark)
    except _Taken:
        server.close()
        return 0
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _refused(digest, code, words)
        return 0
    except smtplib.SMTPResponseException as refusal:
        _refused(digest, refusal.smtp_code, refusal.smtp_error)
        if isinstance(
            refusal,
            smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError,
        ):
            raise OSError(str(refusal)) from refusal
        return 0
    return 1


def _refused(digest: Digest, code: int, words: bytes | str) -> None:
    """Keep what the server said: a passing refusal is tried later, each time later; a permanent one
    is a bounce.
    """
    answer = words.decode(errors="replace") if isinstance(words, bytes) else words
    is_permanent = code >= PERMANENT
    later = timezone.now() + datetime.timedelta(minutes=2**digest.attempts)
    Digest.objects.filter(pk=digest.pk).update(
        sent_at=None,
        attempts=digest.attempts + 1,
        due_at=later,
        last_error=f"{code} {answer}"[:300],
        is_given_up=is_permanent or digest.attempts + 1 >= MOST_ATTEMPTS,
    )
    if is_permanent:
        subscriber = Subscriber.objects.filter(pk=digest.subscriber_id).first()
        if subscriber:
            with transaction.atomic():
                bounces.refuse(subscriber, is_gone=answer.startswith(bounces.GONE))


def forget_digests(*, before: datetime.datetime) -> int:
    """Delete who was sent what before an instant and return how many rows; the mailings themselves,
    which name nobody, stay to say where the next begins.
    """
    return Digest.objects.filter(mailing__begun_at__lt=before).delete()[0]
