"""Consequences are rows: nothing acknowledged is lost, nothing is done twice for good, a poison one
ends among the dead.
"""

import datetime

import pytest
from django.db import transaction

from ogp_portal.foundation.events import journal, outbox
from ogp_portal.models import OutboxMessage

DONE: list[int] = []


@outbox.handler("test.note")
def note(payload):
    DONE.append(int(payload["n"]))


@outbox.handler("test.poison")
def poison(_payload):
    raise ValueError("bad")


@pytest.fixture(autouse=True)
def _fresh():
    DONE.clear()


@pytest.mark.django_db
def test_what_was_enqueued_is_done_once():
    for number in range(5):
        outbox.enqueue("test.note", {"n": number})
    assert outbox.drain() == 5
    assert outbox.drain() == 0
    assert sorted(DONE) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_what_was_rolled_back_never_happens():
    def fails():
        with transaction.atomic():
            outbox.enqueue("test.note", {"n": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert outbox.drain() == 0


@pytest.mark.django_db
def test_an_unknown_kind_fails_where_the_mistake_is():
    with pytest.raises(KeyError):
        outbox.enqueue("test.unknown", {})


@pytest.mark.django_db
def test_a_poison_message_is_counted_given_up_and_retried_by_hand():
    message = outbox.enqueue("test.poison", {})
    for _turn in range(outbox.ATTEMPTS + 1):
        OutboxMessage.objects.update(due_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        outbox.drain()
    message.refresh_from_db()
    assert message.dead_at
    assert message.attempts == outbox.ATTEMPTS
    assert "bad" in message.last_error
    outbox.retry(message)
    message.refresh_from_db()
    assert message.dead_at is None
    assert message.attempts == 0


@pytest.mark.django_db
def test_a_failure_waits_longer_each_time_and_holds_nobody_up():
    outbox.enqueue("test.poison", {})
    outbox.enqueue("test.note", {"n": 7})
    assert outbox.drain() == 1
    assert DONE == [7]
    assert OutboxMessage.objects.get(kind="test.poison").due_at > datetime.datetime.now(
        datetime.UTC
    ) + datetime.timedelta(seconds=20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))  # a race: once may hide it
def test_drains_at_once_do_each_message_once(turn):
    import threading

    from django.db import connection

    for number in range(30):
        outbox.enqueue("test.note", {"n": number})

    def work():
        outbox.drain()
        connection.close()

    threads = [threading.Thread(target=work) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(DONE) == list(range(30))


@pytest.mark.django_db
def test_a_broker_that_is_away_does_not_hinder_the_act(django_capture_on_commit_callbacks):
    def away():
        raise ConnectionError

    outbox.WAKERS[:] = [away]
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue("test.note", {"n": 1})
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_an_act_that_is_not_public_wakes_nobody(django_capture_on_commit_callbacks, cast):
    woken = []
    journal.WAKERS[:] = [lambda: woken.append(1)]
    with django_capture_on_commit_callbacks(execute=True):
        journal.record("edit", cast.plan, role="portal", is_public=False)
    assert woken == []
    with django_capture_on_commit_callbacks(execute=True):
        journal.record("edit", cast.plan, role="portal")
    assert woken == [1]
