"""Letters: no request waits for a mail server, a queue or a cache; each is handed over once,
whatever is killed; what comes back is known; nobody fills another's mailbox by our forms.
"""

import contextlib
import datetime
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import mail as sent
from django.db import connection
from django.utils import timezone

from ogp_portal import tasks
from ogp_portal.foundation.events import mail, outbox
from ogp_portal.foundation.runtime import open_cache
from ogp_portal.foundation.runtime.cache import OPTIONS
from ogp_portal.foundation.runtime.open_cache import OpenRedisCache
from ogp_portal.models import Letter, OutboxMessage
from tests.transparency.subscriptions.conftest import follower, sink  # noqa: F401 - a fixture
from tests.waiting import until
from transparency.subscriptions import workflow as subscriptions
from transparency.subscriptions.models import Subscriber

VICTIM = "victima@correo.example"
CODE = re.compile(r"^[A-Z0-9-]{6,}$", re.MULTILINE)


def post(number: int, *, to: str = "", is_urgent: bool = False, **facts) -> Letter | None:
    letter = Letter(
        key=f"test-{number}",
        recipient=to or f"p{number}@correo.example",
        language="es-cl",
        subject="Hola",
        text="Un texto.\n",
        **facts,
    )
    return mail.post(letter, is_urgent=is_urgent)


@contextlib.contextmanager
def silent_server():
    """A server that takes connections and never says a word; gives its port and who came."""
    came: list[socket.socket] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    came.append(listening.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1], came
        listening.shutdown(socket.SHUT_RDWR)
        for each in came:
            each.close()


# --- nothing in a request waits for a server outside


@pytest.mark.django_db
def test_asking_for_a_code_reaches_no_mail_server_and_the_code_goes_before_everything_else(
    client, cast, settings
):
    settings.EMAIL_BACKEND = "ogp_portal.foundation.events.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with silent_server() as (settings.EMAIL_PORT, came):
        answer = client.post("/cuenta/login/", {"login": cast.editor.email})
        assert answer.status_code == 302
        assert not came
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    post(1)
    assert outbox.drain_urgent() == 1
    assert [letter.to for letter in sent.outbox] == [[cast.editor.email]]
    assert CODE.search(sent.outbox[0].body)
    outbox.drain()
    assert len(sent.outbox) == 2


@pytest.mark.django_db
def test_an_urgent_letter_goes_first_in_the_common_drain_too():
    post(1)
    post(2, is_urgent=True)
    outbox.drain(limit=1)
    assert [letter.to for letter in sent.outbox] == [["p2@correo.example"]]


@pytest.mark.django_db
def test_a_code_opens_the_session_and_is_kept_nowhere_once_it_was_sent(client, cast):
    client.post("/cuenta/login/", {"login": cast.editor.email})
    outbox.drain_urgent()
    code = CODE.search(sent.outbox[0].body)[0]
    kept = Letter.objects.get()
    assert kept.sent_at
    assert (kept.text, kept.html) == ("", "")
    client.post("/cuenta/login/codigo/confirmar/", {"code": code})
    assert client.get("/mi-trabajo/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "is_sent"), [(2, True), (0, False)])
def test_a_code_is_sent_until_it_expires_and_not_after(seconds, is_sent):
    at = timezone.now() + datetime.timedelta(seconds=seconds * 30)
    post(1, is_urgent=True, expires_at=at)
    outbox.drain_urgent()
    assert bool(sent.outbox) == is_sent
    assert not OutboxMessage.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_cache_that_is_silent_or_away_is_empty_and_is_asked_once(monkeypatch, is_there):
    monkeypatch.setitem(open_cache.AWAY, "until", 0.0)
    with silent_server() as (port, came):
        where = f"redis://127.0.0.1:{port if is_there else 1}/0"
        cache = OpenRedisCache(where, {"OPTIONS": OPTIONS})
        assert cache.get("a", "none") == "none"
        assert cache.get("a", default=[]) == []
        assert cache.add("a", 1)
        assert cache.set("a", 1) is None
        assert cache.get_many(["a"]) == {}
        assert not cache.has_key("a")
        assert not cache.delete("a")
        assert len(came) <= is_there


@pytest.mark.django_db
def test_entering_works_while_the_cache_is_away(client, cast, settings, monkeypatch):
    monkeypatch.setitem(open_cache.AWAY, "until", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "ogp_portal.foundation.runtime.open_cache.OpenRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": OPTIONS,
        }
    }
    assert client.get("/cuenta/login/").status_code == 200
    assert client.post("/cuenta/login/", {"login": cast.editor.email}).status_code == 302
    assert outbox.drain_urgent() == 1


def test_waking_returns_while_the_broker_is_still_silent_and_what_came_meanwhile_wakes_again():
    class Task:
        name = "test"
        messages = 0
        begun, go_on = threading.Event(), threading.Event()

        def apply_async(self, **_options) -> None:
            self.begun.set()
            assert self.go_on.wait(20)
            self.messages += 1
            raise ConnectionError

    task = Task()
    wake = tasks.Waker(task)
    wake()
    assert task.begun.wait(20)
    for _turn in range(5):
        wake()
    assert task.messages == 0
    thread = wake.thread
    task.go_on.set()
    thread.join(20)
    assert task.messages == 2


# --- handed over once


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
django.setup()
from ogp_portal.foundation.events import outbox
from ogp_portal.models import OutboxMessage
for _line in sys.stdin:
    sender = os.fork()
    if sender == 0:
        OutboxMessage.objects.filter(done_at=None).update(due_at="2026-01-01T00:00Z", attempts=0)
        outbox.drain(limit=10_000)
        os._exit(0)
    print(sender, flush=True)
    os.waitpid(sender, 0)
    print("ended", flush=True)
"""  # starts a worker for each line it reads: the portal is imported once


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("portal")
def test_workers_killed_in_the_middle_write_to_nobody_twice_and_leave_nobody_out(
    sink,  # noqa: F811
    settings,
):
    everybody = [f"p{number}@correo.example" for number in range(240)]
    for number in range(240):
        post(number)
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
        for _turn in range(40):
            senders.stdin.write("one more\n")
            senders.stdin.flush()
            sender = int(senders.stdout.readline())
            running = Path(f"/proc/{sender}")
            enough = len(sink.messages) + chance.randint(10, 40)
            until(
                lambda running=running, enough=enough: (
                    len(sink.messages) >= enough or not running.exists()
                ),
                "the worker writes to enough people",
                every=0.0005,
            )
            with contextlib.suppress(ProcessLookupError):
                os.kill(sender, signal.SIGKILL)
                kills += 1
            assert senders.stdout.readline() == "ended\n"
            if not OutboxMessage.objects.filter(done_at=None).exists():
                break
        senders.stdin.close()
    assert kills >= 4
    assert Counter(recipient for recipient, _content in sink.messages) == Counter(everybody)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_cuts_after_it_took_a_letter_gets_it_once(sink):  # noqa: F811
    sink.dies_after = 1
    for number in range(3):
        post(number)
    for _turn in range(3):
        outbox.drain()
        OutboxMessage.objects.filter(done_at=None).update(due_at=timezone.now())
    assert Counter(recipient for recipient, _content in sink.messages) == Counter(
        f"p{number}@correo.example" for number in range(3)
    )


@pytest.mark.django_db(transaction=True)
def test_a_passing_refusal_is_tried_again_and_a_permanent_one_is_a_bounce(sink):  # noqa: F811
    full, gone = post(1, to="llena@correo.example"), post(2, to="no-existe@correo.example")
    outbox.drain()
    for letter in (full, gone):
        letter.refresh_from_db()
    assert (full.sent_at, full.bounce) == (None, "")
    assert (gone.sent_at, gone.bounce) == (None, "5.1.1")
    [waiting] = OutboxMessage.objects.filter(done_at=None)
    assert waiting.payload == {"letter": full.pk}
    assert not sink.messages


# --- what comes back


def report(letter: Letter, status: str) -> bytes:
    return f"""From: MAILER-DAEMON@correo.example
To: portal@demo.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; correo.example

Final-Recipient: rfc822; {letter.recipient}
Action: failed
Status: {status}

--b
Content-Type: message/rfc822

Message-ID: <letter-{letter.public_id}@demo.example>
Subject: algo

--b--
""".encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "outcome", "is_written"),
    [("5.1.1", "stopped", False), ("5.7.1", "counted", True), ("4.2.2", "passing", True)],
)
def test_the_bounce_of_any_letter_is_known_and_no_more_is_written_to_an_address_that_is_gone(
    status, outcome, is_written
):
    letter = Letter.objects.get(pk=post(1).pk)
    assert subscriptions.take_bounce(report(letter, status)) == outcome
    assert bool(post(2, to=letter.recipient)) == is_written
    assert post(3, to=letter.recipient, is_urgent=True), "a code is asked for by who waits for it"
    assert post(4)


@pytest.mark.django_db
def test_a_subscriber_whose_confirmation_bounced_is_deleted():
    follower("p1@correo.example", "plan", "cualquiera")
    letter = Letter.objects.get(pk=post(1).pk)
    subscriptions.take_bounce(report(letter, "5.1.1"))
    assert not Subscriber.objects.exists()
