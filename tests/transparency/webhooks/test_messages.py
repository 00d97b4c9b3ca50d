"""A message to a webhook is the same at each try, its institution sees how it went, and secrets are
changed without a gap.
"""

import base64
import datetime
import hashlib
import hmac

import pytest

from tests.factories.commitments import commitment
from transparency.webhooks import queries, workflow
from transparency.webhooks.models import Webhook, WebhookMessage

pytestmark = pytest.mark.django_db


def test_what_happens_between_two_tries_waits_and_the_message_keeps_its_id_and_body(
    cast, webhook, receiver
):
    commitment(cast)
    receiver.statuses = [500]
    with pytest.raises(workflow.NotReceived):
        workflow.send({"webhook": webhook.pk})
    commitment(cast)
    workflow.send({"webhook": webhook.pk})
    workflow.send({"webhook": webhook.pk})
    ids = [headers["webhook-id"] for _path, headers, _body in receiver.received]
    bodies = [body for _path, _headers, body in receiver.received]
    assert ids[0] == ids[1] != ids[2]
    assert bodies[0] == bodies[1] != bodies[2]
    assert not queries.owed(webhook).exists()


def test_the_institution_sees_its_tries_and_what_failed_and_no_other_does(
    cast, webhook, receiver, client
):
    commitment(cast)
    receiver.statuses = [503]
    with pytest.raises(workflow.NotReceived):
        workflow.send({"webhook": webhook.pk})
    page = f"/admin/transparency/webhook/{webhook.pk}/change/"
    client.force_login(cast.editor)
    assert "intento 1: HTTP 503" in client.get(page).content.decode()
    workflow.send({"webhook": webhook.pk})
    assert "recibido en el intento 2" in client.get(page).content.decode()
    client.force_login(cast.other_coordinator)
    assert "intento 2" not in client.get(page, follow=True).content.decode()
    assert not WebhookMessage.objects.allowing("view", cast.other_coordinator).exists()


@pytest.mark.parametrize(("hours", "many"), [(23, 2), (24, 1)])
def test_a_new_secret_and_the_one_before_sign_for_a_day(cast, webhook, receiver, hours, many):
    old = webhook.secret
    webhook = workflow.renew_secret(webhook, by=cast.coordinator)
    assert webhook.secret != old
    moved = webhook.old_key_until - datetime.timedelta(hours=hours)
    Webhook.objects.filter(pk=webhook.pk).update(old_key_until=moved)
    commitment(cast)
    workflow.send({"webhook": webhook.pk})
    _path, headers, body = receiver.received[0]
    sent = headers["webhook-signature"].split(" ")
    assert len(sent) == many
    for secret, signature in zip((webhook.secret, old), sent, strict=False):
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert signature == f"v1,{made}"
