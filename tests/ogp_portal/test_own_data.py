"""A person reads what is held on them, takes it, and closes the account after entering anew."""

import io
import json
import time
import zipfile

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from forums.proposals import workflow as proposals
from ogp_portal.models import User
from tests.factories import forums as made
from tests.promises.test_erasure import everything_of, places

pytestmark = pytest.mark.django_db
PAGE = "/cuenta/mis-datos/"
WORD = "zzvecinacurioso"


def enter(client, account, *, minutes_ago):
    client.force_login(account)
    session = client.session
    at = time.time() - minutes_ago * 60
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": at}]
    session.save()


@pytest.fixture
def neighbour(cast) -> User:
    return everything_of(cast, WORD)


def test_the_page_says_what_is_held_why_and_what_stays(client, neighbour):
    assert client.get(PAGE).status_code == 302
    enter(client, neighbour, minutes_ago=1)
    page = client.get(PAGE).content.decode()
    assert "Enviar la carta." in page
    assert "Lo que se comentó queda con un número" in page
    assert "Cerrar mi cuenta y borrar mis datos" in page
    assert 'href="/cuenta/mis-datos/"' in client.get("/mi-trabajo/").content.decode()


def test_what_is_theirs_is_taken_in_one_file_and_nothing_of_others(client, cast, neighbour):
    other = made.proposal(cast, email="otra@prueba.example", title="La de otra persona")
    enter(client, neighbour, minutes_ago=60)
    answer = client.get(f"{PAGE}archivo/")
    assert answer["Content-Disposition"] == 'attachment; filename="mis-datos.zip"'
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("datos.json"))
        assert len([name for name in archive.namelist() if name.endswith(".png")]) == 2
    assert {row["email"] for row in told["ogp_portal.user"]} == {neighbour.email}
    assert other.title not in json.dumps(told)


@pytest.mark.parametrize(("minutes_ago", "is_closed"), [(14, True), (16, False)])
def test_the_account_is_closed_within_a_quarter_of_an_hour_of_entering(
    client, neighbour, minutes_ago, is_closed
):
    enter(client, neighbour, minutes_ago=minutes_ago)
    answer = client.post(PAGE, {"is_sure": "on"})
    assert answer.status_code == (302 if is_closed else 422)
    neighbour.refresh_from_db()
    assert neighbour.is_active is not is_closed
    assert (places(WORD) == []) is is_closed
    if is_closed:
        assert client.get(PAGE).status_code == 302


def test_nothing_is_closed_without_saying_that_one_is_sure(client, neighbour):
    enter(client, neighbour, minutes_ago=1)
    answer = client.post(PAGE, {})
    assert answer.status_code == 422
    assert "no se puede deshacer" in answer.content.decode()
    neighbour.refresh_from_db()
    assert neighbour.is_active


def test_another_account_still_supports_what_both_did(client, cast, neighbour):
    shared = made.proposal(cast)
    for account in (neighbour, cast.member):
        proposals.support(shared, by=account)
    enter(client, neighbour, minutes_ago=1)
    client.post(PAGE, {"is_sure": "on"})
    shared.refresh_from_db()
    assert shared.support_count == 1
    assert shared.supports.get().user == cast.member
