"""P25: a workshop enters from one address, and who asks too often is told in her language."""

import pytest
from django.core.cache import cache

from ogp_portal.models import Letter, User


@pytest.fixture(autouse=True)
def _nobody_came_before(db):
    cache.clear()


def test_forty_open_an_account_from_one_address_and_ask_for_their_code_again(client):
    asked = []
    for page in ("/cuenta/crear/", "/cuenta/login/codigo/"):
        for number in range(40):
            client.cookies.clear()
            body = {"email": f"vecina{number}@correo.example"}
            asked.append(client.post(page, body).status_code)
    assert asked == [302] * 80
    assert User.objects.count() == 40
    assert Letter.objects.count() == 80


def test_one_mailbox_gets_three_codes_a_minute_however_it_asks(client, cast):
    asked = []
    for _turn in range(4):
        client.cookies.clear()
        asked.append(client.post("/cuenta/login/codigo/", {"email": cast.member.email}).status_code)
    assert asked == [302, 302, 302, 200]
    assert Letter.objects.filter(recipient=cast.member.email).count() == 3


@pytest.mark.parametrize(
    ("prefix", "words"), [("", "Demasiadas peticiones"), ("/en", "Too many requests")]
)
def test_beyond_a_hundred_and_twenty_a_minute_the_page_says_when_to_come_back(
    client, settings, prefix, words
):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    body = {"email": "vecina@correo.example"}
    assert client.post(f"{prefix}/cuenta/crear/", body).status_code == 302
    refused = client.post(f"{prefix}/cuenta/crear/", body)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert words in refused.content.decode()
