"""Webhooks: signed, to public addresses only, at least once and in order, to approved institutions
alone.
"""

import base64
import datetime
import hashlib
import hmac
import json
import time

import pytest
from django.db import IntegrityError, transaction

from commitments.plans.models import Commitment
from ogp_portal.foundation.events import http_client, outbox
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, OutboxMessage
from tests.factories.commitments import commitment, update
from transparency.webhooks import queries, workflow
from transparency.webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db
PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "64:ff9b:1::7f00:1",
    "fec0::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "2001:0:7f00:1::f7f7:f7f7",
    "2001:0:808:808::80ff:fffe",
    "100::1",
    "4000::1",
    "5f00::1",
    "2001:db8::1",
]
PUBLIC = ["8.8.8.8", "200.1.123.4", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("number", PRIVATE)
def test_a_private_address_is_never_reached(number):
    assert not http_client.is_public(number)
    with pytest.raises(http_client.NotAllowed):
        http_client.check(
            "https://receptor.example/", resolving=lambda host, port: ["8.8.8.8", number]
        )


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_address_is_one(number):
    assert http_client.is_public(number)
    assert (
        http_client.check(
            "https://receptor.example/a?b=c", resolving=lambda host, port: [number]
        ).number
        == number
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://receptor.example/",
        "https://user:clave@receptor.example/",
        "https:///",
        "ftp://receptor.example/",
        "https://receptor.example:99999/",
        "https://receptor.example:22/",
        "https://receptor.example:80/",
        "https://receptor.example:442/",
        "https://receptor.example:444/",
        "https://receptor.example:8443/",
        "file:///etc/passwd",
        "gopher://receptor.example/",
        "javascript:1",
        "",
        "https://[::1",
    ],
)
def test_only_https_without_a_user_is_an_address(url):
    with pytest.raises(http_client.NotAllowed):
        http_client.check(url, resolving=lambda host, port: ["8.8.8.8"])


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "0x7f000001", "2130706433", "127.1"]
)
def test_numbers_in_any_clothes_are_resolved_before_they_are_judged(host):
    with pytest.raises((http_client.NotAllowed, http_client.NotReached)):
        http_client.check(f"https://{host}/")


def test_a_name_that_turned_to_a_private_number_is_refused_when_something_is_sent():
    with pytest.raises(http_client.NotAllowed):
        http_client.post(
            "https://receptor.example:443/", b"{}", {}, resolving=lambda host, port: ["fec0::1"]
        )


def test_the_connection_goes_to_the_number_that_was_checked():
    """A name that answers with a private number the second time is not asked a second time."""
    answers = [["8.8.8.8"], ["127.0.0.1"]]
    place = http_client.check(
        "https://cambiante.example/", resolving=lambda host, port: answers.pop(0)
    )
    assert (place.number, len(answers)) == ("8.8.8.8", 1)


def test_an_institution_asks_and_an_administrator_approves(cast, receiver):
    asked = Webhook(organization=cast.city, url=receiver.url)
    with pytest.raises(NotAllowed), transaction.atomic():
        workflow.request_webhook(
            Webhook(organization=cast.city, url=receiver.url), by=cast.other_coordinator
        )
    workflow.request_webhook(asked, by=cast.editor)
    with pytest.raises(NotAllowed):
        workflow.approve_webhook(asked, by=cast.coordinator)
    approved = workflow.approve_webhook(asked, by=cast.administrator)
    assert (approved.state, approved.approved_at is not None) == ("approved", True)
    with pytest.raises(MoveNotAllowed):
        workflow.approve_webhook(asked, by=cast.administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.request_webhook(Webhook(organization=cast.city, url=receiver.url), by=cast.editor)


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://localhost/", "https://no-existe.invalid/"]
)
def test_an_address_that_leads_nowhere_public_is_refused_when_it_is_asked_for(cast, url):
    with pytest.raises(Refusal, match="servidor público"):
        workflow.request_webhook(Webhook(organization=cast.city, url=url), by=cast.coordinator)
    assert not Webhook.objects.exists()


def test_every_public_change_arrives_signed_and_in_order(cast, webhook, receiver):
    row = commitment(cast)
    update(cast, "approved", of=row)
    commitment(cast, "draft")
    outbox.drain()  # the pictures of what changed
    assert workflow.enqueue_owed() == 1
    assert outbox.drain() == 1
    path, headers, body = receiver.received[0]
    assert path == "/avisos?de=portal"
    told = json.loads(body)["data"]
    public = JournalEntry.objects.filter(is_public=True, at__gte=webhook.approved_at).order_by(
        "at", "pk"
    )
    assert [entry["id"] for entry in told] == [
        str(key) for key in public.values_list("public_id", flat=True)
    ]
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert (
        headers["webhook-signature"]
        == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    )
    assert (
        abs(int(headers["webhook-timestamp"]) - datetime.datetime.now(datetime.UTC).timestamp())
        < 60
    )
    assert workflow.enqueue_owed() == 0


def test_what_was_not_taken_is_sent_again_with_the_same_id_and_what_was_is_not(
    cast, webhook, receiver
):
    commitment(cast)
    receiver.statuses = [500, 302]
    workflow.enqueue_owed()
    for _turn in range(3):
        outbox.drain()
        OutboxMessage.objects.filter(done_at=None).update(
            due_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        )
    assert (
        len(receiver.received) == 3
    )  # a redirect is not followed: it is no answer that says "taken"
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.received}) == 1
    assert (
        Delivery.objects.count()
        == JournalEntry.objects.filter(is_public=True, at__gte=webhook.approved_at).count()
    )
    workflow.send({"webhook": webhook.pk})
    assert len(receiver.received) == 3
    webhook.refresh_from_db()
    assert webhook.last_success_at


def test_tries_are_spaced_and_end_and_the_next_change_begins_anew(cast, webhook, receiver):
    commitment(cast)
    receiver.statuses = [500] * 50
    workflow.enqueue_owed()
    pauses, sending = [], OutboxMessage.objects.filter(kind=workflow.SEND)
    for _turn in range(8):
        outbox.drain()
        message = sending.get()
        pauses.append((message.due_at - datetime.datetime.now(datetime.UTC)).total_seconds())
        sending.update(due_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert sending.get().dead_at
    assert len(receiver.received) == outbox.ATTEMPTS
    assert pauses[0] < pauses[1] < pauses[2]
    assert "HTTP 500" in sending.get().last_error
    receiver.statuses = []
    assert workflow.enqueue_owed() == 1
    outbox.drain()
    assert not queries.owed(webhook).exists()


def test_many_changes_go_in_several_messages_until_nothing_is_owed(
    cast, webhook, receiver, monkeypatch
):
    monkeypatch.setattr(workflow, "MOST_IN_ONE", 2)
    for _turn in range(3):
        commitment(cast)
    workflow.enqueue_owed()
    outbox.drain()
    assert not queries.owed(webhook).exists()
    ids = [
        entry["id"]
        for _path, _headers, body in receiver.received
        for entry in json.loads(body)["data"]
    ]
    assert len(ids) == len(set(ids))


def test_a_change_whose_transaction_ended_late_is_not_skipped(cast, webhook, receiver):
    commitment(cast)
    workflow.enqueue_owed()
    outbox.drain()
    late = JournalEntry.objects.filter(is_public=True).order_by("at").last()
    entry = JournalEntry.objects.create(
        act="publish",
        subject_type="commitments.commitment",
        subject_id=late.subject_id,
        subject_title="Tarde",
        actor_role="x",
    )
    assert entry in queries.owed(webhook)


def test_a_revoked_or_unapproved_webhook_is_told_nothing(cast, webhook, receiver):
    commitment(cast)
    workflow.enqueue_owed()
    with pytest.raises(Refusal):
        workflow.revoke_webhook(webhook, by=cast.coordinator, reason="")
    workflow.revoke_webhook(webhook, by=cast.coordinator, reason="Cambió el servidor.")
    outbox.drain()
    assert receiver.received == []
    assert workflow.enqueue_owed() == 0


def test_a_certificate_of_another_name_is_not_trusted(cast, webhook, receiver):
    Webhook.objects.filter(pk=webhook.pk).update(url=receiver.url.replace("receptor", "otro"))
    commitment(cast)
    with pytest.raises(workflow.NotReceived, match="CERTIFICATE"):
        workflow.send({"webhook": webhook.pk})
    assert receiver.received == []


def test_a_receiver_that_answers_a_byte_now_and_then_is_given_up(
    cast, webhook, receiver, monkeypatch
):
    monkeypatch.setattr(http_client, "SECONDS", 2)
    receiver.drips = True
    commitment(cast)
    started = time.monotonic()
    with pytest.raises(workflow.NotReceived):
        workflow.send({"webhook": webhook.pk})
    assert time.monotonic() - started < 10
    assert not Delivery.objects.exists()


def test_a_new_secret_signs_from_now_on(cast, webhook):
    before = webhook.secret
    with pytest.raises(NotAllowed):
        workflow.renew_secret(webhook, by=cast.administrator)
    assert workflow.renew_secret(webhook, by=cast.coordinator).secret != before


def test_what_happened_before_the_approval_is_not_owed(cast, receiver):
    commitment(cast)
    asked = Webhook(organization=cast.city, url=receiver.url)
    workflow.request_webhook(asked, by=cast.coordinator)
    approved = workflow.approve_webhook(asked, by=cast.administrator)
    assert not queries.owed(approved).exists()
    assert Commitment.objects.exists()


def test_the_admin_shows_the_secret_to_its_own_institution_alone(client, cast, webhook):
    client.force_login(cast.coordinator)
    assert (
        webhook.secret
        in client.get(f"/admin/transparency/webhook/{webhook.pk}/change/").content.decode()
    )
    client.force_login(cast.administrator)
    page = client.get(f"/admin/transparency/webhook/{webhook.pk}/change/").content.decode()
    assert webhook.secret not in page
    assert "Revocar" in page
    client.force_login(cast.other_coordinator)
    assert client.get(f"/admin/transparency/webhook/{webhook.pk}/change/").status_code in {
        302,
        403,
        404,
    }
