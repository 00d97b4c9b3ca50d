"""The letter that confirms a request to follow, and the digest: what happened to what somebody
follows, grouped by thing, the newest first, each act once; short, and why it matters.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal, letter_layout, mail
from ogp_portal.foundation.events.letter_layout import Section
from ogp_portal.foundation.events.topics import Topic
from ogp_portal.models import JournalEntry
from transparency.subscriptions import topics
from transparency.subscriptions.models import Digest, Mailing, Subscriber, Subscription

MOST_THINGS = 12
MOST_ACTS = 3
MOST_READ = 400  # acts of a topic in a window: beyond, the page tells
SALT = "subscriber"


@dataclass(frozen=True)
class Thing:
    """A thing something happened to: its title, its address, and its latest acts."""

    title: str
    address: str
    acts: tuple[JournalEntry, ...]
    why: str


def write_request(subscription: Subscription, topic: Topic, *, code: str) -> None:
    """Write the letter with the link that confirms a request to follow a topic, or with her own
    page if it is followed already; one a day for the same code.
    """
    subscriber, is_confirmed = subscription.subscriber, subscription.confirmed_at is not None
    link = (
        reverse("manage_subscriptions", args=[token_of(subscriber)])
        if is_confirmed
        else reverse("confirm_subscription", args=[code])
    )
    turn = "again" if is_confirmed else code
    mail.write(
        "subscription",
        to=mail.Recipient(subscriber.email, subscriber.language),
        bound=mail.A_FEW,
        key=f"subscription-{subscription.pk}-{timezone.localdate()}-{turn}",
        context={
            "what": topics.name_in_letter(topic, is_confirmed=is_confirmed),
            "link": f"{settings.PORTAL_URL}{link}",
            "is_confirmed": is_confirmed,
        },
    )


def news(
    kind: str, target: str, *, since: datetime.datetime, until: datetime.datetime
) -> list[JournalEntry]:
    """Return the acts about a topic in a window, the newest first."""
    entries = topics.entries(kind, target)
    return list(entries.filter(at__gte=since, at__lt=until).order_by("-at", "-id")[:MOST_READ])


def group(entries: Iterable[JournalEntry]) -> list[Thing]:
    """Return acts grouped by the thing they are about, each act once, the thing that changed last
    first.
    """
    by_thing: dict[tuple[str, int], list[JournalEntry]] = {}
    seen: set[int] = set()
    for entry in sorted(entries, key=lambda act: (act.at, act.pk), reverse=True):
        if entry.pk not in seen:
            seen.add(entry.pk)
            by_thing.setdefault((entry.subject_type, entry.subject_id), []).append(entry)
    return [
        Thing(
            acts[0].subject_title,
            _address(acts[0]),
            tuple(acts[:MOST_ACTS]),
            next((why for why in map(_why, acts) if why), ""),
        )
        for acts in by_thing.values()
    ]


def _why(entry: JournalEntry) -> str:
    act = journal.ACTS.get(entry.act)
    return str(act.why) if act else ""


def _address(entry: JournalEntry) -> str:
    name = journal.PAGES.get(entry.subject_type, "")
    if name and entry.subject_slug:
        return f"{settings.PORTAL_URL}{reverse(name, args=[entry.subject_slug])}"
    if entry.plan_slug:
        return f"{settings.PORTAL_URL}{reverse('plan', args=[entry.plan_slug])}"
    return f"{settings.PORTAL_URL}{reverse('home')}"


def token_of(subscriber: Subscriber) -> str:
    """Return what opens a subscriber's own page and stands in her addresses: it holds no e-mail."""
    return signing.dumps(str(subscriber.public_id), salt=SALT)


def find(token: str) -> Subscriber | None:
    """Return the subscriber whose address holds `token`, None for one that is not ours or that
    left.
    """
    try:
        return Subscriber.objects.filter(public_id=signing.loads(token, salt=SALT)).first()
    except (signing.BadSignature, ValueError):
        return None


def is_ours(token: str) -> bool:
    """Say whether a token was made here, whoever it was for."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return False
    return True


def write(
    digest: Digest,
    subscriptions: Sequence[Subscription],
    known: dict[tuple[str, str], list[JournalEntry]],
) -> EmailMultiAlternatives | None:
    """Return a subscriber's letter of a mailing, None when nothing of hers happened.

    `known` holds the news by topic.
    """
    subscriber, mailing = digest.subscriber, digest.mailing
    wanted = [
        (subscription.confirmed_at, known.get((subscription.kind, subscription.target), []))
        for subscription in subscriptions
    ]
    with translation.override(subscriber.language):
        things = group(
            entry for since, entries in wanted for entry in entries if since and entry.at >= since
        )  # nothing from before she asked
        if not things:
            return None
        token = token_of(subscriber)
        leave, manage = (
            f"{settings.PORTAL_URL}{reverse(name, args=[token])}"
            for name in ("leave_all", "manage_subscriptions")
        )
        sections = [_section(thing) for thing in things[:MOST_THINGS]]
        context = {
            "only": sections[0] if len(things) == 1 else None,
            "sections": sections if len(things) > 1 else [],
            "count": len(things),
            "more": max(0, len(things) - MOST_THINGS),
            "manage": manage,
        }
        words = letter_layout.put_in_words("digest", context, leave=leave, leaves_all=True)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<digest-{mailing.pk}-{subscriber.public_id}@{domain}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    letter = EmailMultiAlternatives(
        f"{settings.PORTAL_NAME}: {words.subject[:160]}",
        words.text,
        to=[subscriber.email],
        headers=headers,
    )
    letter.attach_alternative(words.html, "text/html")
    return letter


def _section(thing: Thing) -> Section:
    """Return what a letter says of a thing: why it matters, and its acts."""
    acts = [
        f"{dates.say(timezone.localdate(act.at))}: {journal.act_sentence(act)}"
        for act in thing.acts
    ]
    return Section(thing.title, thing.address, [*([thing.why] if thing.why else []), *acts])


def mailing_of(frequency: str) -> Mailing | None:
    """Return the last mailing of a frequency."""
    return Mailing.objects.filter(frequency=frequency).order_by("-until").first()
