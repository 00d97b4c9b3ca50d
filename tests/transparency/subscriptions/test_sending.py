"""Sending news: one short letter each, grouped by thing; nobody twice and nobody left out, whatever
is killed or refused; bounces end in silence.
"""

import contextlib
import datetime
import email
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commitments.plans import workflow as plans
from ogp_portal.foundation import dates
from ogp_portal.models import JournalEntry
from tests.factories.commitments import commitment, inquiry
from tests.transparency.subscriptions.conftest import follower
from tests.waiting import until
from transparency.subscriptions import emails, workflow
from transparency.subscriptions.models import Digest, Mailing, Subscriber
from transparency.subscriptions.workflow import sending

LATER = datetime.timedelta(seconds=1)


def begin(frequency: str = "immediate") -> Mailing | None:
    return workflow.begin_mailing(frequency, until=sending.settled_until())


def move(cast, row, days: int = 1) -> None:
    plans.reschedule(
        row.milestones.first(),
        to_on=datetime.date(2027, 1, days),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )


def parsed(content: bytes):
    return email.message_from_bytes(content, policy=email.policy.default)


@pytest.mark.django_db(transaction=True)
def test_a_follower_is_told_what_changed_why_it_matters_and_how_to_leave(cast, sink, client):
    row = commitment(cast, title="Abrir las actas")
    move(cast, row)
    follower("una@correo.example", "commitment", row.slug)
    assert begin()
    assert workflow.send_digests() == 1
    [(recipient, content)] = sink.messages
    letter = parsed(content)
    text = letter.get_body(("plain",)).get_content()
    assert recipient == "una@correo.example"
    for part in (
        "Abrir las actas",
        "Se movió el plazo de un hito",
        "Falta la toma de razón.",
        "Se movió una fecha prometida.",
        f"/compromisos/{row.slug}/",
    ):
        assert part in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = letter["List-Unsubscribe"].strip(" <>\r\n").replace("http://localhost:8000", "")
    assert client.post(leave).status_code == 200
    assert not Subscriber.objects.exists()
    assert len(content) < 20_000


@pytest.mark.django_db(transaction=True)
def test_one_letter_tells_everything_each_act_once_by_thing_the_newest_first(cast, sink):
    first, second = commitment(cast, title="La primera"), commitment(cast, title="La segunda")
    for day in (1, 2, 3, 4, 5):
        move(cast, first, day)
    inquiry(cast, of=second)
    for kind, target in (
        ("commitment", first.slug),
        ("plan", cast.plan.slug),
        ("institution", cast.city.slug),
    ):
        follower("una@correo.example", kind, target)
    begin()
    workflow.send_digests()
    [(_recipient, content)] = sink.messages
    text = parsed(content).get_body(("plain",)).get_content()
    assert text.count("La primera") == 1
    assert text.count("Se movió el plazo") == 3  # the latest three of five
    assert text.index("La segunda") < text.index("La primera")


@pytest.mark.django_db(transaction=True)
def test_who_follows_something_else_or_another_rhythm_or_has_not_confirmed_is_not_written_to(
    cast, sink
):
    row, quiet = commitment(cast), commitment(cast)
    follower("recien@correo.example", "commitment", quiet.slug, confirmed_at=timezone.now())
    move(cast, row)
    follower("semanal@correo.example", "commitment", row.slug, frequency="weekly")
    unconfirmed = follower("sin-confirmar@correo.example", "commitment", row.slug)
    unconfirmed.subscriptions.update(confirmed_at=None)
    begin()
    assert begin("weekly")
    workflow.send_digests()
    assert [recipient for recipient, _content in sink.messages] == ["semanal@correo.example"]


@pytest.mark.django_db(transaction=True)
def test_the_same_window_is_told_once_and_the_next_begins_where_it_ended(cast, sink):
    row = commitment(cast)
    follower("una@correo.example", "commitment", row.slug)
    first = begin()
    assert begin() is None
    workflow.send_digests()
    move(cast, row)
    second = begin()
    assert second.since == first.until
    workflow.send_digests()
    assert len(sink.messages) == 2
    assert "Se publicó" not in parsed(sink.messages[1][1]).get_body(("plain",)).get_content()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_still_being_written_is_not_passed_over(cast):
    """An act bears the time its transaction began; a window must not end after it while it may
    still come.
    """
    import threading

    from django.db import connections, transaction

    row = commitment(cast)
    wrote, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            move(cast, row)
            wrote.set()
            go_on.wait(20)
        connections.close_all()

    other = threading.Thread(target=slow)
    other.start()
    assert wrote.wait(20)
    until = sending.settled_until()
    go_on.set()
    other.join()
    entry = JournalEntry.objects.filter(act="reschedule").get()
    assert until <= entry.at


@pytest.mark.django_db(transaction=True)
def test_weekly_letters_leave_on_mondays_at_eight_and_monthly_on_the_second_day(
    cast, sink, monkeypatch
):
    row = commitment(cast)
    for name in ("weekly", "monthly"):
        follower(f"{name}@correo.example", "commitment", row.slug, frequency=name)
    today = timezone.localdate()
    monday = today + datetime.timedelta(days=7 - today.weekday())
    second = (today.replace(day=1) + datetime.timedelta(days=32)).replace(day=2)
    for day, frequency in ((monday, "weekly"), (second, "monthly")):
        nine = dates.first_instant(day) + datetime.timedelta(hours=9)
        early = nine - datetime.timedelta(hours=2)
        monkeypatch.setattr(sending, "settled_until", lambda early=early: early)
        assert frequency not in {
            mailing.frequency for mailing in workflow.begin_due_mailings(now=early)
        }
        monkeypatch.setattr(sending, "settled_until", lambda nine=nine: nine)
        begun = {
            mailing.frequency: timezone.localtime(mailing.until)
            for mailing in workflow.begin_due_mailings(now=nine)
        }
        assert (begun[frequency].date(), begun[frequency].hour) == (day, 8)
        assert frequency not in {
            mailing.frequency for mailing in workflow.begin_due_mailings(now=nine)
        }


@pytest.mark.django_db(transaction=True)
def test_an_address_that_does_not_exist_is_written_to_no_more_and_the_rest_are(cast, sink):
    row = commitment(cast)
    for name in ("no-existe", "llena", "bloqueada", "una", "otra"):
        follower(f"{name}@correo.example", "commitment", row.slug)
    begin()
    assert workflow.send_digests() == 2
    assert {recipient for recipient, _content in sink.messages} == {
        "una@correo.example",
        "otra@correo.example",
    }
    assert not Subscriber.objects.filter(email="no-existe@correo.example").exists()
    assert Subscriber.objects.get(email="bloqueada@correo.example").bounces == 1
    full = Digest.objects.get(subscriber__email="llena@correo.example")
    assert (full.sent_at, full.attempts, full.is_given_up) == (None, 1, False)
    assert full.due_at > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_goes_away_in_the_middle_leaves_nobody_out_and_nobody_twice(cast, sink):
    row = commitment(cast)
    for number in range(12):
        follower(f"p{number}@correo.example", "commitment", row.slug)
    begin()
    sink.dies_after = 5
    for _turn in range(6):
        workflow.send_digests()
    assert Counter(recipient for recipient, _content in sink.messages) == Counter(
        f"p{number}@correo.example" for number in range(12)
    )


@pytest.mark.django_db(transaction=True)
def test_letters_are_throttled(cast, sink, settings):
    row = commitment(cast)
    for number in range(5):
        follower(f"p{number}@correo.example", "commitment", row.slug)
    begin()
    settings.DIGESTS_PER_MINUTE = 60
    waited: list[float] = []
    workflow.send_digests(wait=waited.append)
    assert len(waited) == 5
    assert all(0.5 < pause <= 1 for pause in waited)


SENDERS = """
import os
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "ogp_portal.foundation.events.smtp.Backend"
settings.EMAIL_HOST = "127.0.0.1"
settings.EMAIL_PORT = int(sys.argv[2])
settings.EMAIL_USE_TLS = False
settings.DIGESTS_PER_MINUTE = 0
django.setup()
from transparency.subscriptions import workflow
for _line in sys.stdin:
    sender = os.fork()
    if sender == 0:
        workflow.send_digests(seconds=120)
        os._exit(0)
    print(sender, flush=True)
    os.waitpid(sender, 0)
    print("ended", flush=True)
"""  # starts a sender for each line it reads: the portal is imported once


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("portal")
def test_senders_killed_in_the_middle_send_to_nobody_twice_and_leave_nobody_out(
    cast, sink, settings
):
    row = commitment(cast)
    everybody = [f"p{number}@correo.example" for number in range(240)]
    for address in everybody:
        follower(address, "commitment", row.slug)
    begin()
    chance = random.Random(7)
    words = [
        sys.executable,
        "-c",
        SENDERS,
        connection.settings_dict["NAME"],
        str(settings.EMAIL_PORT),
    ]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ogp_portal.settings"}
    kills = 0
    with subprocess.Popen(
        words,
        cwd=configured.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as senders:
        for _turn in range(30):
            senders.stdin.write("one more\n")
            senders.stdin.flush()
            sender = int(senders.stdout.readline())
            running = Path(f"/proc/{sender}")
            enough = len(sink.messages) + chance.randint(10, 40)
            until(
                lambda running=running, enough=enough: (
                    len(sink.messages) >= enough or not running.exists()
                ),
                "the sender writes to enough people",
                every=0.0005,
            )
            with contextlib.suppress(ProcessLookupError):
                os.kill(sender, signal.SIGKILL)
                kills += 1
            assert senders.stdout.readline() == "ended\n"
            if not Digest.objects.filter(sent_at=None).exists():
                break
        senders.stdin.close()
    assert kills >= 4
    assert Counter(recipient for recipient, _content in sink.messages) == Counter(everybody)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_are_one(cast, sink):
    row = commitment(cast)
    follower("una@correo.example", "commitment", row.slug)
    begin()
    from django.db import connections

    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (sending.LOCK,))
        assert workflow.send_digests() == 0
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (sending.LOCK,))
    finally:
        other.close()
    assert workflow.send_digests() == 1


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 1000)), max_size=40))
def test_grouping_loses_no_thing_and_repeats_none(acts):
    entries = [
        JournalEntry(
            pk=place + 1,
            act="edit",
            subject_type="x",
            subject_id=thing,
            subject_title=str(thing),
            at=datetime.datetime.fromtimestamp(when, tz=datetime.UTC),
        )
        for place, (thing, when) in enumerate(acts)
    ]
    things = emails.group([*entries, *entries])
    assert Counter(thing.title for thing in things) == Counter(
        {str(thing) for thing, _when in acts}
    )
    latest = [thing.acts[0].at for thing in things]
    assert latest == sorted(latest, reverse=True)


@pytest.mark.django_db(transaction=True)
def test_who_was_sent_what_is_forgotten_after_a_month_and_the_windows_stay(cast, sink):
    row = commitment(cast)
    follower("una@correo.example", "commitment", row.slug)
    begin()
    workflow.send_digests()
    assert workflow.forget_digests(before=timezone.now() + LATER) == 1
    assert Mailing.objects.count() == 1
    assert begin() is None
