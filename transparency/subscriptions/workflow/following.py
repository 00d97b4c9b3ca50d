"""Following and leaving: no account; in force once confirmed from the mailbox; leaving deletes."""

import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions import codes, rights
from ogp_portal.foundation.refusals import Refusal
from transparency.subscriptions import emails, topics
from transparency.subscriptions.models import Subscriber, Subscription

CONFIRM_WITHIN = datetime.timedelta(days=7)
MOST_WAITING = 5  # unconfirmed, for one address: nobody fills another's mailbox by this form
MOST_FOLLOWED = 200


@transaction.atomic
def subscribe(*, email: str, kind: str, target: str, frequency: str, language: str) -> None:
    """Ask to follow a topic: a letter with the link that confirms it goes to the address, or with
    her own page if it is followed already.

    The answer is the same in every case, so that nobody learns what another follows. Raises
    NotAllowed for what cannot be followed, Refusal.
    """
    topic = topics.find(kind, target)
    if topic is None:
        raise rights.NotAllowed("follow")
    if frequency not in Subscription.Frequency.values:
        raise Refusal(_("Elige cada cuánto."), field="frequency")
    subscriber, _is_new = Subscriber.objects.get_or_create(
        email=email.lower(), defaults={"language": language}
    )
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    own = locked.subscriptions
    if own.filter(confirmed_at=None).count() >= MOST_WAITING or own.count() >= MOST_FOLLOWED:
        return
    code = codes.new_code()
    subscription, is_new = Subscription.objects.get_or_create(
        subscriber=locked,
        kind=kind,
        target=topic.target,
        defaults={"frequency": frequency, "confirmation_digest": codes.digest(code)},
    )
    if not is_new and subscription.confirmed_at is None:
        subscription.frequency = frequency
        subscription.confirmation_digest = codes.digest(code)
        subscription.requested_at = timezone.now()
        subscription.save(update_fields=["frequency", "confirmation_digest", "requested_at"])
    emails.write_request(subscription, topic, code=code)


def find_request(code: str) -> Subscription | None:
    """Return what the link in a letter would confirm, None when there is nothing (left, forgotten,
    mistyped).
    """
    return Subscription.objects.filter(confirmation_digest=codes.digest(code)).first()


@transaction.atomic
def confirm_subscription(code: str) -> Subscription:
    """Confirm from the mailbox: from now on its news are sent.

    Twice is once. Raises NotAllowed, Refusal when it is too late.
    """
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("subscriber")
        .filter(confirmation_digest=codes.digest(code))
        .first()
    )
    if subscription is None:
        raise rights.NotAllowed("confirm")
    if subscription.confirmed_at is None:
        if subscription.requested_at + CONFIRM_WITHIN <= timezone.now():
            raise Refusal(_("El enlace duró siete días y ya venció: pide seguirlo otra vez."))
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
        Subscriber.objects.filter(pk=subscription.subscriber_id).update(bounces=0)
    return subscription


@transaction.atomic
def change_frequency(token: str, *, subscription: str, frequency: str) -> None:
    """Change how often one of her topics is told. Raises NotAllowed, Refusal."""
    if frequency not in Subscription.Frequency.values:
        raise Refusal(_("Elige cada cuánto."), field="frequency")
    if not _own(token).subscriptions.filter(public_id=subscription).update(frequency=frequency):
        raise rights.NotAllowed("change")


@transaction.atomic
def leave_topic(token: str, *, subscription: str) -> bool:
    """Stop following one topic; return whether any is left. Raises NotAllowed."""
    subscriber = _own(token)
    if not subscriber.subscriptions.filter(public_id=subscription).delete()[0]:
        raise rights.NotAllowed("leave")
    return not _delete_if_idle(subscriber)


@transaction.atomic
def leave_all(token: str) -> None:
    """Stop following everything: the address is deleted.

    Twice is once; a token that is not ours raises NotAllowed.
    """
    if not emails.is_ours(token):
        raise rights.NotAllowed("leave")
    subscriber = emails.find(token)
    if subscriber:
        subscriber.delete()


@transaction.atomic
def forget_requests(*, now: datetime.datetime) -> int:
    """Delete what nobody confirmed in time, and addresses that follow nothing; return how many
    subscriptions (every night).
    """
    count, _by_model = Subscription.objects.filter(
        confirmed_at=None, requested_at__lt=now - CONFIRM_WITHIN
    ).delete()
    Subscriber.objects.filter(subscriptions=None, created_at__lt=now - CONFIRM_WITHIN).delete()
    return count


def erase_subscribers(keys: list[int]) -> None:
    """Delete addresses with what they follow."""
    Subscriber.objects.filter(pk__in=keys).delete()


def _own(token: str) -> Subscriber:
    subscriber = emails.find(token)
    if subscriber is None:
        raise rights.NotAllowed("follow")
    return Subscriber.objects.select_for_update().get(pk=subscriber.pk)


def _delete_if_idle(subscriber: Subscriber) -> bool:
    if subscriber.subscriptions.exists():
        return False
    subscriber.delete()
    return True


def count_bounce(subscriber: Subscriber) -> int:
    """Count one more permanent bounce of an address and return how many there are in a row."""
    Subscriber.objects.filter(pk=subscriber.pk).update(bounces=F("bounces") + 1)
    return int(
        Subscriber.objects.filter(pk=subscriber.pk).values_list("bounces", flat=True).first() or 0
    )
