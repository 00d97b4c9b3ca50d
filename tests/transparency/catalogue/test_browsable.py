"""The API in a browser: a page of ours, under the same policy as every other, the same for
everybody.
"""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings as configured

from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
API = "/api/v1/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HEAVIEST = 100_000


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, answer) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.language = ""
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "html":
            self.language = dict(attrs)["lang"]

    def all(self, tag) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def browse(client, path, status=200, **headers):
    answer = client.get(f"{API}{path}", headers={**BROWSER, **headers})
    assert answer.status_code == status, answer.content[:600]
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    return answer


@pytest.fixture
def rows(cast):
    return [commitment(cast, title=f"Abrir las actas {number:02}") for number in range(12)]


def test_the_page_needs_no_script_no_style_of_its_own_and_nothing_of_other_sites(client, rows):
    for path in ("", "commitments/", f"commitments/{rows[0].slug}/", "commitments/?x=1", "nada/"):
        answer = client.get(f"{API}{path}", headers=BROWSER)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        page = Page(answer)
        assert page.all("script") == []
        assert page.all("style") == []
        for tag, attributes in page.tags:
            assert not {name for name in attributes if name.startswith("on") or name == "style"}
            if tag in {"link", "img"} and attributes.get("rel") not in {"alternate", "canonical"}:
                assert attributes.get("href", attributes.get("src")).startswith("/")


def test_the_page_speaks_the_language_of_the_browser_and_looks_at_no_cookie(client, rows):
    spanish, english = (
        browse(client, "commitments/"),
        browse(client, "commitments/", **{"Accept-Language": "en-GB,en;q=0.9"}),
    )
    assert (Page(spanish).language, Page(english).language) == ("es-CL", "en")
    assert "La respuesta" in spanish.content.decode()
    assert "The answer" in english.content.decode()
    assert english["Content-Language"] == "en"
    client.cookies["django_language"] = "en"
    assert Page(browse(client, "commitments/")).language == "es-CL"


def test_the_page_is_the_same_for_whoever_is_signed_in_so_any_cache_may_keep_it(client, cast, rows):
    before = browse(client, "commitments/")
    client.force_login(cast.coordinator)
    after = browse(client, "commitments/")
    assert before.content == after.content
    assert before["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" not in before["Vary"]
    assert browse(client, "commitments/")["ETag"] == before["ETag"]
    again = client.get(f"{API}commitments/", headers={**BROWSER, "If-None-Match": before["ETag"]})
    assert again.status_code == 304
    json = client.get(f"{API}commitments/", headers={"If-None-Match": before["ETag"]})
    assert json.status_code == 200


def test_the_page_shows_what_a_program_gets_with_its_addresses_as_links(client, rows):
    answer = browse(client, "commitments/")
    text = answer.content.decode()
    title = "&quot;title&quot;: &quot;Abrir las actas"
    assert text.count(title) == 10  # a person reads ten at once
    links = {link.get("href") for link in Page(answer).all("a")}
    assert f"{configured.PORTAL_URL}{API}commitments/{rows[0].slug}/" in links
    assert {f"{API}commitments.{form}" for form in ("json", "csv", "jsonl", "xlsx")} <= links
    following = next(link["href"] for link in Page(answer).all("a") if link.get("rel") == "next")
    second = browse(client, following.split(API)[1]).content.decode()
    assert second.count(title) == 2


def test_the_page_says_how_to_ask_the_same_from_a_terminal_and_with_which_headers_it_comes(
    client, rows
):
    text = unescape(browse(client, "commitments/?plan=plan&page_size=3").content.decode())
    address = f"{configured.PORTAL_URL}{API}commitments/?plan=plan&page_size=3"
    assert f"curl -i '{address}'" in text
    assert (
        "<dt><code>Content-Type</code></dt>\n        <dd><code>application/json</code></dd>" in text
    )
    assert "<dt><code>Link</code></dt>" in text
    assert 'rel="next"' in text
    assert "<dt><code>RateLimit" not in text  # it is each caller's own, and the page is everybody's
    hostile = browse(client, "commitments/?q=%27;rm%20-rf%20/;%27").content.decode()
    assert "curl -i 'http" in unescape(hostile)
    refused = unescape(browse(client, "commitments/?foo=1", 400).content.decode())
    assert "<dd><code>application/problem+json</code></dd>" in refused


def test_the_files_beside_a_page_keep_its_filters_and_leave_its_paging(client, rows):
    answer = browse(client, "commitments/?plan=plan&page_size=3&ordering=-slug&fields=slug")
    links = {link.get("href") for link in Page(answer).all("a")}
    assert f"{API}commitments.csv?plan=plan" in links
    assert f"{API}commitments.json?plan=plan&page_size=3&ordering=-slug&fields=slug" in links
    assert client.get(f"{API}commitments.csv?plan=plan").status_code == 200


def test_fields_left_empty_in_the_form_are_taken_out_of_the_address(client, rows):
    page = Page(browse(client, "commitments/"))
    names = {
        field["name"] for field in (*page.all("input"), *page.all("select")) if "name" in field
    }
    assert {"plan", "state", "q", "ordering", "page_size", "fields", "expand"} <= names
    query = "&".join(f"{name}={'published' if name == 'state' else ''}" for name in sorted(names))
    answer = client.get(f"{API}commitments/?{query}", headers=BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, f"{API}commitments/?state=published")
    assert client.get(f"{API}commitments/?plan=").status_code == 400  # a program is told


def test_every_field_has_a_label_and_what_scrolls_can_be_reached_by_keyboard(client, rows):
    page = Page(browse(client, "commitments/"))
    labelled = {label["for"] for label in page.all("label")}
    described = {attributes["id"] for _tag, attributes in page.tags if "id" in attributes}
    for field in (*page.all("input"), *page.all("select")):
        assert field["id"] in labelled
        assert field["aria-describedby"] in described
    assert [block["tabindex"] for block in page.all("pre")] == ["0", "0"]
    assert len(page.all("h1")) == 1


def test_what_is_wrong_is_said_on_the_page_with_the_status_of_the_problem(client, rows):
    text = browse(client, "commitments/?foo=1", 400).content.decode()
    assert "<code>foo</code>" in text
    assert "Ese parámetro no existe aquí." in text
    assert "computed_level" in text
    assert "No hay nada en esa dirección." in browse(client, "nada/", 404).content.decode()
    assert browse(client, "commitments/nada/", 404)["Cache-Control"] == "no-store, private"


def test_words_of_strangers_are_only_words_on_the_page(client, cast):
    commitment(cast, title='</code><script>alert(1)</script> "https://x.example/\\"><b>')
    text = browse(client, "commitments/?q=alert").content.decode()
    assert "<script" not in text
    assert "<b>" not in text
    text = browse(client, "commitments/?plan=%22%3E%3Cscript%3E", 200).content.decode()
    assert "<script" not in text


def test_the_index_leads_to_every_dataset(client, db):
    links = {link.get("href") for link in Page(browse(client, "")).all("a")}
    assert {f"{API}{name}/" for name in PUBLISHED} <= links


def test_no_page_is_heavy_or_asks_many_questions(client, rows, django_assert_max_num_queries):
    for path in ("", *(f"{name}/" for name in PUBLISHED)):
        with django_assert_max_num_queries(12):
            answer = browse(client, path)
        assert len(answer.content) <= HEAVIEST, path
        assert not re.search(r"\{[{%]", answer.content.decode()), path
