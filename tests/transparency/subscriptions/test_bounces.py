"""What comes back: letters end to an address that is gone, and nothing else changes."""

import pytest

from tests.factories.commitments import commitment
from tests.transparency.subscriptions.conftest import follower
from transparency.subscriptions import workflow
from transparency.subscriptions.models import Subscriber


def report(subscriber: Subscriber, status: str) -> bytes:
    return f"""From: MAILER-DAEMON@correo.example
To: portal@demo.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

No se entregó.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; correo.example

Final-Recipient: rfc822; {subscriber.email}
Action: failed
Status: {status}
--b
Content-Type: message/rfc822

Message-ID: <digest-7-{subscriber.public_id}@demo.example>
Subject: Novedades

--b--
""".encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "outcome", "stays"),
    [("5.1.1", "stopped", False), ("5.7.1", "counted", True), ("4.2.2", "passing", True)],
)
def test_what_comes_back_ends_the_letters_to_an_address_that_is_gone(cast, status, outcome, stays):
    who = follower("una@correo.example", "commitment", commitment(cast).slug)
    who.refresh_from_db()
    assert workflow.take_bounce(report(who, status)) == outcome
    assert Subscriber.objects.exists() == stays


@pytest.mark.django_db
def test_three_permanent_refusals_in_a_row_end_the_letters(cast):
    who = follower("una@correo.example", "commitment", commitment(cast).slug)
    who.refresh_from_db()
    assert [workflow.take_bounce(report(who, "5.7.1")) for _turn in range(3)] == [
        "counted",
        "counted",
        "stopped",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "outcome"), [(1_000_000, "counted"), (1_000_001, "unknown")])
def test_of_what_comes_back_the_first_million_bytes_are_read(cast, size, outcome):
    who = follower("una@correo.example", "commitment", commitment(cast).slug)
    who.refresh_from_db()
    content = report(who, "5.7.1")
    named = content.index(b"@demo.example>") + 1  # so much of it says which letter it was
    padded = content.replace(b"No se entreg", b"a" * (size - named) + b"No se entreg")
    assert workflow.take_bounce(padded) == outcome


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"\xff\xfe",
        b"Message-ID: <digest-1-00000000-0000-0000-0000-000000000000@x>",
        b"A" * 2_000_000,
    ],
)
def test_what_is_no_report_of_ours_changes_nothing(cast, content):
    follower("una@correo.example", "commitment", commitment(cast).slug)
    assert workflow.take_bounce(content) == "unknown"
    assert Subscriber.objects.exists()
