"""How much a caller may ask for: counted exactly by all processes together, told in the headers,
raised by a key.
"""

import re
import threading

import pytest
from django.conf import settings as configured
from django.db import connection

from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, RateCount
from transparency.tokens import keys, workflow
from transparency.tokens.models import ApiToken

pytestmark = pytest.mark.django_db
LIST = "/api/v1/plans/"


@pytest.fixture
def few(settings):
    settings.API_UNITS_PER_MINUTE = 3


def test_the_headers_say_what_is_left_and_one_too_many_is_told_when_to_come_back(client, few):
    left = [client.get(LIST)["RateLimit"].split("r=")[1].split(";")[0] for _turn in range(3)]
    assert left == ["2", "1", "0"]
    answer = client.get(LIST)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Policy"] == '"minute";q=3;w=60'


def test_another_address_is_another_caller_and_a_forged_header_is_not(client, few, settings):
    for _turn in range(3):
        client.get(LIST)
    assert client.get(LIST, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429
    assert client.get(LIST, REMOTE_ADDR="203.0.113.9").status_code == 200
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert (
        client.get(LIST, headers={"X-Forwarded-For": "203.0.113.77, 203.0.113.10"}).status_code
        == 200
    )
    for _turn in range(2):
        client.get(LIST, headers={"X-Forwarded-For": "203.0.113.88, 203.0.113.10"})
    assert (
        client.get(LIST, headers={"X-Forwarded-For": "203.0.113.99, 203.0.113.10"}).status_code
        == 429
    )


def test_forty_people_behind_one_address_can_read(client):
    assert configured.API_UNITS_PER_MINUTE >= 40 * 10


def test_a_file_counts_for_twenty_requests(client, settings):
    settings.API_UNITS_PER_MINUTE = 25
    assert client.get("/api/v1/plans.csv")["RateLimit"].split("r=")[1].startswith("5;")
    assert client.get("/api/v1/plans.csv").status_code == 429


def test_a_key_raises_the_limit_opens_nothing_and_is_not_stored(client, cast, few):
    token = ApiToken(label="Universidad: estudio de cumplimiento", units_per_minute=50)
    key = workflow.issue_token(token, by=cast.administrator)
    for _turn in range(6):
        answer = client.get(LIST, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer["RateLimit-Policy"]) == (200, '"minute";q=50;w=60')
    assert answer.json() == client.get(LIST, REMOTE_ADDR="203.0.113.50").json()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(t)::text FROM transparency_apitoken t UNION ALL SELECT "
            "row_to_json(t)::text FROM transparency_apitokenevent t"
        )
        assert key not in str(cursor.fetchall())
    assert ApiToken.objects.get().digest == keys.digest(key)
    assert not JournalEntry.objects.filter(is_public=True, act="issue_token").exists()


@pytest.mark.parametrize(
    "header", ["Bearer no-existe", "Basic x", "Bearer", "Bearer  ", "x", "Bearer \x00"]
)
def test_a_key_that_is_not_in_force_is_refused(client, db, header):
    answer = client.get(LIST, headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_revoked_key_ends_at_once_with_a_reason(client, cast):
    token = ApiToken(label="Estudio")
    key = workflow.issue_token(token, by=cast.administrator)
    with pytest.raises(Refusal, match="por qué"):
        workflow.revoke_token(token, by=cast.administrator, reason=" ")
    workflow.revoke_token(token, by=cast.administrator, reason="Se publicó por error.")
    assert client.get(LIST, headers={"Authorization": f"Bearer {key}"}).status_code == 401
    with pytest.raises(MoveNotAllowed):
        workflow.revoke_token(token, by=cast.administrator, reason="Otra vez.")


def test_only_an_administrator_gives_keys(cast):
    for name, person in cast.roles().items():
        if name != "administrator":
            with pytest.raises(NotAllowed):
                workflow.issue_token(ApiToken(label=name), by=person)


def test_an_address_is_kept_only_as_a_keyed_hash_and_only_for_minutes(client, db):
    client.get(LIST, REMOTE_ADDR="203.0.113.200")
    kept = RateCount.objects.get(caller=rates.by_address("203.0.113.200"))
    assert "203.0.113" not in kept.caller
    rates.sweep()
    assert RateCount.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ogp_portal_ratecount SET window_starts_at = now() - interval '11 minutes'"
        )
    rates.sweep()
    assert not RateCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_callers_at_once_are_counted_one_by_one():
    def ask():
        for _turn in range(25):
            rates.count("muchos", units=1, limit=1000)
        connection.close()

    threads = [threading.Thread(target=ask) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(RateCount.objects.filter(caller="muchos").values_list("units", flat=True)) == 200


def test_the_key_is_shown_once_in_the_admin(client, cast):
    client.force_login(cast.administrator)
    answer = client.post(
        "/admin/transparency/apitoken/add/",
        {"label": "Estudio", "units_per_minute": 100},
        follow=True,
    )
    key = re.search(rf"{keys.PREFIX}[A-Za-z0-9_-]{{40,}}", answer.content.decode()).group()
    assert (
        client.get(LIST, headers={"Authorization": f"Bearer {key}"})["RateLimit-Policy"]
        == '"minute";q=100;w=60'
    )
    assert key not in client.get("/admin/transparency/apitoken/").content.decode()
    client.force_login(cast.coordinator)
    assert client.get("/admin/transparency/apitoken/add/").status_code in {403, 404}
