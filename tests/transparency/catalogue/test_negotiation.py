"""Which representation an address gives: by its suffix, by the Accept header, and JSON for whoever
says nothing of use.
"""

import pytest
from django.conf import settings as configured
from django.db import connection

from ogp_portal.foundation.api import streaming
from ogp_portal.foundation.api.renderers import CSVRenderer, FileRenderer
from ogp_portal.foundation.api.routers import DatasetRouter
from ogp_portal.foundation.api.viewsets import DatasetViewSet
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
API = "/api/v1/"
JSON = "application/json"
PROBLEM = "application/problem+json"
HTML = "text/html"
CSV = "text/csv"
LINES = "application/x-ndjson"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

TABLE = [
    ("plans/", None, JSON),
    ("plans/", "*/*", JSON),
    ("plans/", "", JSON),
    ("plans/", "application/json", JSON),
    ("plans/", "application/json, text/plain, */*", JSON),
    ("plans/", "application/*", JSON),
    ("plans/", BROWSER, HTML),
    ("plans/", "text/html", HTML),
    ("plans/", "text/html;q=0.1, application/json", JSON),
    ("plans/", "text/csv", CSV),
    ("plans/", "text/csv, application/json;q=0.5", CSV),
    ("plans/", "application/json;q=0.4, text/csv;q=0.9", CSV),
    ("plans/", "text/csv;q=0, */*", JSON),
    ("plans/", "application/x-ndjson", LINES),
    ("plans/", SHEET, SHEET),
    ("plans/", "application/xml", JSON),
    ("plans/", "application/json;q=0", JSON),
    ("plans/", "nothing at all", JSON),
    ("plans/", "text/html," * 300, JSON),
    ("plans.csv", None, CSV),
    ("plans.csv", BROWSER, CSV),
    ("plans.csv", "application/json", CSV),
    ("plans.jsonl", BROWSER, LINES),
    ("plans.xlsx", "text/csv", SHEET),
    ("plans.json", BROWSER, JSON),
    ("plans.json", "text/csv", JSON),
    ("plans/plan/", None, JSON),
    ("plans/plan/", BROWSER, HTML),
    ("plans/plan/", "text/csv", JSON),
    ("plans/plan.json", BROWSER, JSON),
    ("plans.schema.json", BROWSER, JSON),
    ("openapi.json", BROWSER, JSON),
    ("", None, JSON),
    ("", BROWSER, HTML),
    ("", "text/csv", JSON),
]


def ask(client, path, accept=None, **more):
    headers = {} if accept is None else {"Accept": accept}
    return client.get(f"{API}{path}", headers={**headers, **more})


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(("path", "accept", "media_type"), TABLE)
def test_an_address_gives_what_its_suffix_or_the_accept_header_says(
    client, cast, path, accept, media_type
):
    answer = ask(client, path, accept)
    assert answer.status_code == 200
    assert answer["Content-Type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("plans.xml", None, PROBLEM),
        ("plans.xml", "application/xml", PROBLEM),
        ("plans.xml", BROWSER, HTML),
        ("plans.html", BROWSER, HTML),
        ("plans.parquet", None, PROBLEM),
        ("plans/plan.csv", "text/csv", PROBLEM),
    ],
)
def test_a_format_that_is_not_given_is_no_address(client, cast, path, accept, media_type):
    answer = ask(client, path, accept)
    assert answer.status_code == 404
    assert answer["Content-Type"].split(";")[0] == media_type


@pytest.mark.parametrize(("accept", "suffix"), [(CSV, "csv"), (LINES, "jsonl")])
def test_the_accept_header_gives_the_very_bytes_of_the_suffix(client, cast, accept, suffix):
    for number in range(3):
        commitment(cast, title=f"Abrir las actas {number}")
    for query in ("", "?plan=plan", "?plan=otro&language=en"):
        asked, named = (
            ask(client, f"commitments/{query}", accept),
            ask(client, f"commitments.{suffix}{query}"),
        )
        assert body(asked) == body(named)
        for header in ("Content-Disposition", "Content-Type", "Cache-Control"):
            assert asked[header] == named[header]


def test_a_file_costs_twenty_units_and_takes_no_page_however_it_is_asked_for(client, cast):
    left = int(ask(client, "plans/", CSV)["RateLimit"].split("r=")[1].split(";")[0])
    assert left == configured.API_UNITS_PER_MINUTE - 20
    left = int(ask(client, "plans/", BROWSER)["RateLimit"].split("r=")[1].split(";")[0])
    assert left == configured.API_UNITS_PER_MINUTE - 21
    refused = ask(client, "plans/?page_size=1", CSV)
    assert (refused.status_code, refused["Content-Type"]) == (400, PROBLEM)
    assert refused.json()["parameter"] == "page_size"


def test_caches_are_told_what_an_answer_varies_by(client, cast):
    for path, accept in (("plans/", None), ("plans/", BROWSER), ("plans/?x=1", None), ("", None)):
        assert {"Accept", "Accept-Language"} <= set(ask(client, path, accept)["Vary"].split(", "))
    for path in ("plans.csv", "plans.json", "plans.schema.json", "openapi.json", "plans/plan.json"):
        assert "Accept" not in ask(client, path)["Vary"].split(", ")
        assert "Accept-Language" in ask(client, path)["Vary"].split(", ")


def test_pages_of_json_lead_to_pages_of_json(client, cast):
    for number in range(3):
        commitment(cast, title=f"Abrir las actas {number}")
    following = ask(client, "commitments.json?page_size=1", BROWSER).json()["next"]
    assert f"{API}commitments.json?page_size=1&cursor=" in following
    assert client.get(following, headers={"Accept": BROWSER})["Content-Type"] == JSON
    assert (
        f"{API}commitments/?page_size=1&cursor="
        in ask(client, "commitments/?page_size=1").json()["next"]
    )


class TabRenderer(CSVRenderer):
    """A format that nobody has yet."""

    format = "tsv"
    media_type = "text/tab-separated-values"


def test_a_new_format_is_a_renderer_and_its_name_in_the_viewset(monkeypatch):
    monkeypatch.setattr(
        DatasetViewSet, "renderer_classes", [*DatasetViewSet.renderer_classes, TabRenderer]
    )
    router = DatasetRouter()
    router.register("things", DatasetViewSet, basename="things")
    assert "things.tsv" in {str(pattern.pattern) for pattern in router.urls}


def test_every_renderer_of_a_file_writes_a_format_of_the_exports():
    files = [
        renderer
        for renderer in DatasetViewSet.renderer_classes
        if issubclass(renderer, FileRenderer)
    ]
    assert [(renderer.format, renderer.media_type) for renderer in files] == [
        ("csv", CSV),
        ("jsonl", LINES),
        ("xlsx", SHEET),
    ]
    assert {renderer.format for renderer in files} <= set(streaming.FORMATS)


def test_asking_what_may_be_asked_costs_nothing_and_any_site_may(client, cast):
    answer = client.options(f"{API}plans/", headers={"Accept": CSV})
    assert (answer.status_code, answer.has_header("RateLimit")) == (204, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ogp_portal_ratecount")
        assert cursor.fetchone() == (0,)
