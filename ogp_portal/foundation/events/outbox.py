"""Consequences as rows: enqueued in the transaction of their cause, drained by whoever is awake.

A message of Celery only wakes the drain and beat sweeps every 30 seconds, so nothing is lost when a
broker or a worker dies. Each handler may run twice and takes only ids.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from ogp_portal.foundation.documents import storage
from ogp_portal.models import OutboxMessage

ATTEMPTS = 5
LEASE = datetime.timedelta(minutes=15)
PAUSE = datetime.timedelta(seconds=30)  # after the first failure; each next one twice as long
URGENT_PAUSE = datetime.timedelta(seconds=5)
Payload = dict[str, str | int]
Handler = Callable[..., None]  # of a payload, and of what was prepared where something is
Prepare = Callable[[Payload], Any]
HANDLERS: dict[str, Handler] = {}
PREPARED: dict[str, Prepare] = {}  # by kind: what takes long
MARKING: set[str] = set()  # kinds whose handler keeps its own account of how far it came
WAKERS: list[Callable[[], None]] = []
log = logging.getLogger(__name__)


def handler(
    kind: str, *, prepare: Prepare | None = None, is_atomic: bool = True
) -> Callable[[Handler], Handler]:
    """Register the decorated function as what happens for messages of `kind`: in one transaction
    with the tick, unless what it does is slow or outside the database and it marks it by itself.

    What takes long is `prepare`'s: it runs first, with no transaction open and no row held, writes
    nothing, and what it returns is the function's second argument.
    """

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        if prepare is not None:
            PREPARED[kind] = prepare
        if not is_atomic:
            MARKING.add(kind)
        return function

    return register


def enqueue(kind: str, payload: Payload, *, is_urgent: bool = False) -> OutboxMessage:
    """Write a consequence in the caller's transaction and wake the drain after COMMIT.

    Somebody waits for an urgent one: it is done before all others, and by a program of its own
    (`drain_urgent`). An unknown kind raises KeyError.
    """
    HANDLERS[kind]
    message = OutboxMessage.objects.create(kind=kind, payload=payload, is_urgent=is_urgent)
    transaction.on_commit(wake)
    return message


def wake() -> None:
    """Tell the workers that there is something; if the broker is away the sweep finds it later."""
    for waker in WAKERS:
        try:
            waker()
        except Exception as error:  # noqa: BLE001 - the row is the truth; the message only wakes
            log.warning(
                "The queue did not take the wake-up; the sweep will find the work: %s", error
            )


def drain(*, limit: int = 100) -> int:
    """Do up to `limit` waiting consequences, the urgent ones first, each in its own transaction,
    and return how many were done.
    """
    done = 0
    for _turn in range(limit):
        message = _claim(is_urgent=True) or _claim(is_urgent=False)
        if message is None:
            break
        done += _do(message)
    return done


def drain_urgent(*, limit: int = 100) -> int:
    """Do what somebody waits for, and nothing else; return how much was done."""
    done = 0
    for _turn in range(limit):
        message = _claim(is_urgent=True)
        if message is None:
            break
        done += _do(message)
    return done


def _claim(*, is_urgent: bool) -> OutboxMessage | None:
    """Take the oldest waiting message for a while, counting the attempt before it runs: a poison
    one cannot run for ever.
    """
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, dead_at=None, due_at__lte=Now(), is_urgent=is_urgent)
            .order_by("due_at", "id")
            .first()
        )
        if message is None:
            return None
        if message.attempts >= ATTEMPTS:
            message.dead_at = timezone.now()
            message.save(update_fields=["dead_at"])
            log.error(
                "Given up: %s after %s attempts: %s", message, message.attempts, message.last_error
            )
            return message
        OutboxMessage.objects.filter(pk=message.pk).update(
            attempts=F("attempts") + 1, due_at=timezone.now() + LEASE
        )
    return message


def _do(message: OutboxMessage) -> int:
    """Prepare what takes long, then run the handler with its effect and the tick in one
    transaction; on failure leave the message for later.
    """
    if message.dead_at:
        return 0
    try:
        with storage.without_leftovers(), pghistory.context(door="tarea", kind=message.kind):
            prepared = _prepared(message.kind, message.payload)
            if message.kind in MARKING:
                HANDLERS[message.kind](message.payload, *prepared)
                OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now())
            else:
                return _do_at_once(message, prepared)
    except Exception as error:
        first = URGENT_PAUSE if message.is_urgent else PAUSE
        pause = first * 2**message.attempts
        OutboxMessage.objects.filter(pk=message.pk).update(
            last_error=repr(error)[:2000], due_at=timezone.now() + pause
        )
        log.warning("%s failed (attempt %s)", message, message.attempts + 1, exc_info=True)
        return 0
    return 1


def do_now(kind: str, payload: Payload) -> None:
    """Do a consequence at once instead of waiting for a worker; its message, if there is one, then
    finds it done.
    """
    prepared = _prepared(kind, payload)
    with transaction.atomic():
        HANDLERS[kind](payload, *prepared)


def _prepared(kind: str, payload: Payload) -> list[Any]:
    """Return what a handler is given besides its payload."""
    return [PREPARED[kind](payload)] if kind in PREPARED else []


def forget_errors_about(word: str) -> int:
    """Erase the errors kept of failed work that name somebody, and return how many."""
    return OutboxMessage.objects.filter(last_error__icontains=word).update(last_error="")


def _do_at_once(message: OutboxMessage, prepared: list[Any]) -> int:
    """Run the handler and tick the message in one transaction; return 0 if another did it."""
    with transaction.atomic():
        # Waits rather than skips: another drain that looked at the row an instant ago may still
        # hold its lock, and would make ours lose its turn until the lease ends.
        locked = (
            OutboxMessage.objects.select_for_update().filter(pk=message.pk, done_at=None).first()
        )
        if locked is None:
            return 0
        HANDLERS[message.kind](message.payload, *prepared)
        locked.done_at = timezone.now()
        locked.save(update_fields=["done_at"])
    return 1


def retry(message: OutboxMessage) -> None:
    """Put a dead letter back in the queue with its attempts counted anew."""
    OutboxMessage.objects.filter(pk=message.pk).update(
        attempts=0, dead_at=None, due_at=timezone.now()
    )
    wake()


def forget_errors(*, before: datetime.datetime) -> int:
    """Erase what went wrong with the messages that were done or given up before an instant, which
    may name whom a mail server refused, and return how many.
    """
    over = Q(done_at__lt=before) | Q(dead_at__lt=before)
    return OutboxMessage.objects.filter(over).exclude(last_error="").update(last_error="")
