"""Cards inside other people's pages: small, without cookies or scripts, framed by anybody while
nothing else is.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils.html import escape

from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
MOST = 15 * 1024


@pytest.fixture
def row(cast):
    return commitment(
        cast, slug="actas", title='Abrir "las" <actas>', milestones=12, summary="x" * 139
    )


@pytest.mark.parametrize(
    "path",
    [
        "/incrustar/compromisos/actas/",
        "/incrustar/planes/plan/",
        "/en/incrustar/compromisos/actas/",
    ],
)
def test_a_card_is_small_free_of_cookies_and_may_be_framed(
    client, row, path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        answer = client.get(path)
    body = answer.content.decode()
    style = re.search(r'href="/static/(css/embed[^"]*)"', body).group(1)
    assert (
        len(answer.content) + (Path(configured.BASE_DIR) / "static/css/embed.css").stat().st_size
        <= MOST
    )
    assert style
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "<script" not in body
    assert body.count("<link") + body.count("src=") == 1
    assert "s-maxage" in answer["Cache-Control"]
    assert "<actas>" not in body


def test_no_other_page_may_be_framed(client, row):
    for path in ("/", "/compromisos/actas/", "/planes/plan/", "/datos/", "/cuenta/login/"):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_what_is_not_public_has_no_card(client, cast):
    commitment(cast, "draft", slug="secreto")
    client.force_login(cast.coordinator)
    assert client.get("/incrustar/planes/nada/").status_code == 404
    client.logout()
    assert client.get("/incrustar/compromisos/secreto/").status_code == 404


def test_oembed_answers_with_the_card(client, row):
    answer = client.get(
        "/oembed", {"url": "http://localhost:8000/compromisos/actas/", "maxwidth": "300"}
    )
    body = answer.json()
    assert (body["version"], body["type"], body["width"], body["height"]) == (
        "1.0",
        "rich",
        300,
        320,
    )
    assert 'src="http://localhost:8000/incrustar/compromisos/actas/"' in body["html"]
    assert escape('Abrir "las" <actas>') in body["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert (
        client.get("/oembed", {"url": "http://localhost:8000/planes/plan/"}).json()["title"]
        == "Plan de prueba"
    )
    assert "application/json+oembed" in client.get("/compromisos/actas/").content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"url": ""},
        {"url": "x" * 5000},
        {"url": "http://evil.example/compromisos/actas/"},
        {"url": "http://localhost:8000/"},
        {"url": "http://localhost:8000/mi-trabajo/"},
        {"url": "http://localhost:8000/compromisos/no-existe/"},
        {"url": "javascript:alert(1)"},
        {"url": "http://localhost:8000@evil.example/compromisos/actas/"},
        {"url": "//localhost:8000/../compromisos/actas/"},
        {"url": "http://[::1"},
    ],
)
def test_oembed_speaks_of_our_pages_only(client, row, asked):
    assert client.get("/oembed", asked).status_code == 404


@pytest.mark.parametrize("value", ["0", "-5", "99999999999", "abc", "", "1e3"])
def test_a_size_that_makes_no_sense_is_put_right(client, row, value):
    body = client.get(
        "/oembed", {"url": "http://localhost:8000/compromisos/actas/", "maxwidth": value}
    ).json()
    assert 240 <= body["width"] <= 480


def test_oembed_says_that_it_speaks_json_only(client, row):
    assert (
        client.get(
            "/oembed", {"url": "http://localhost:8000/compromisos/actas/", "format": "xml"}
        ).status_code
        == 501
    )
