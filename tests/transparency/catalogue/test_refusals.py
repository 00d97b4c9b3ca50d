"""What the API refuses, by its name and with what would be valid; nothing can be written."""

import time

import pytest

from commitments.plans.models import Plan
from tests.factories.commitments import commitment
from tests.transparency.catalogue.asking import API, get, slugs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "parameter", "helps"),
    [
        ("commitments/?foo=1", "foo", "computed_level"),
        ("commitments/?estado=published", "estado", "state"),
        ("commitments/?state=burnt", "state", None),
        ("commitments/?computed_level=x", "computed_level", None),
        ("commitments/?state__in=published,burnt", "state__in", None),
        ("commitments/?ordering=contact__email", "ordering", "-modified_at"),
        ("commitments/?ordering=?", "ordering", "slug"),
        ("commitments/?fields=email", "fields", "slug"),
        ("commitments/?expand=contact", "expand", "milestones"),
        ("commitments/?page_size=501", "page_size", None),
        ("commitments/?page_size=0", "page_size", None),
        ("commitments/?page_size=-1", "page_size", None),
        ("commitments/?page_size=1e9", "page_size", None),
        ("commitments/?page_size=١٠", "page_size", None),
        ("commitments/?count=yes", "count", "true"),
        ("commitments/?plan=", "plan", None),
        ("commitments/?plan=a&plan=b", "plan", None),
        ("commitments/?next_due_on__gte=31-12-2026", "next_due_on__gte", None),
        ("commitments/?next_due_on__gte=0000-00-00", "next_due_on__gte", None),
        ("commitments/?modified_since=ayer", "modified_since", None),
        ("commitments/?computed_progress=abc", "computed_progress", None),
        (
            "commitments/?computed_progress__gte=99999999999999999999",
            "computed_progress__gte",
            None,
        ),
        ("commitments/?is_proposed=1", "is_proposed", None),
        ("commitments/?plan__in=" + ",".join("x" * 3 for _n in range(51)), "plan__in", None),
        ("evidence/?milestone=1", "milestone", None),
        ("commitments/rs/?plan=x", "plan", "fields"),
        ("commitments.csv?fields=slug", "fields", "plan"),
        ("commitments.csv?language=fr", "language", "es"),
        ("commitments.csv?bom=1", "bom", "true"),
        ("commitments.schema.json?x=1", "x", "language"),
        ("?x=1", "x", None),
        ("openapi.json?x=1", "x", None),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name_with_what_would_be_valid(
    client, db, path, parameter, helps
):
    answer = get(client, path, 400)
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["parameter"]) == (400, parameter)
    assert body["type"].endswith("/datos/api/#bad-parameter")
    assert helps is None or helps in body["valid"]


def test_errors_and_words_come_in_the_language_that_is_asked_for(client, cast, rich):
    english = {"Accept-Language": "en-GB,en;q=0.9,es;q=0.5"}
    assert (
        get(client, "commitments/?foo=1", 400, **english).json()["title"]
        == "A parameter cannot be used"
    )
    assert (
        get(client, "commitments/?foo=1", 400, **{"Accept-Language": "es-MX,en;q=0.8"}).json()[
            "title"
        ]
        == "Un parámetro no se puede usar"
    )
    assert (
        get(client, f"commitments/{rich[0].slug}/", **english).json()["state_label"] == "published"
    )
    answer = get(client, f"commitments/{rich[0].slug}/", **{"Accept-Language": "fr"})
    assert (answer.json()["state_label"], answer["Content-Language"]) == ("publicado", "es-cl")
    client.cookies["django_language"] = "en"
    assert get(client, f"commitments/{rich[0].slug}/").json()["state_label"] == "publicado"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "W10",
        "e30",
        "WzEsMiwzXQ",
        "W251bGwsbnVsbCxudWxsXQ",
        "WyJ0aXRsZSIsMSwyXQ",
        "WyJzbHVnIiwiXHUwMDAwIiwiYSJd",
        "A" * 3000,
        "W" * 1999,
        "%F0%9F%92%A9",
    ],
)
def test_a_cursor_that_no_list_gave_leads_nowhere(client, cast, rich, cursor):
    assert get(client, f"commitments/?cursor={cursor}", 404).json()["parameter"] == "cursor"


def test_a_cursor_of_one_order_is_not_taken_in_another(client, cast, rich):
    body = get(client, "commitments/?ordering=title&page_size=1").json()
    cursor = body["next"].split("cursor=")[1]
    assert (
        get(client, f"commitments/?ordering=-title&cursor={cursor}", 404).json()["parameter"]
        == "cursor"
    )
    assert get(client, f"commitments/?ordering=title&cursor={cursor}")


@pytest.mark.parametrize(
    "path",
    [
        "nada/",
        "commitments/no-existe/",
        "milestones/x/",
        "milestones/7f2d1c1e-8a34-4c55-9a0e-0d6a3f1b2c4d/",
        "commitments.exe",
        "../",
        "nada",
        "commitments/a/b/",
    ],
)
def test_what_is_not_there_is_a_problem_document_too(client, db, path):
    answer = get(client, path, 404)
    assert answer["Content-Type"] == "application/problem+json"


def test_drafts_are_not_there_even_for_who_wrote_them(client, cast):
    draft = commitment(cast, "draft")
    client.force_login(cast.editor)
    get(client, f"commitments/{draft.slug}/", 404)
    assert slugs(get(client, "commitments/")) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, db, method):
    answer = getattr(client, method)(f"{API}commitments/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == "application/problem+json"


def test_an_address_that_is_too_long_is_refused_before_anything_is_worked_out(
    client, db, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = get(client, f"commitments/?q={'a' * 9000}", 414)
    assert answer.json()["type"].endswith("#address-too-long")
    started = time.monotonic()
    assert client.get(f"{API}commitments/?q={'a' * 10_000_000}").status_code == 414
    assert client.get(
        f"{API}commitments/?" + "&".join(f"a{n}=1" for n in range(900))
    ).status_code in {400, 414}
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "raw",
    [
        b"q=%FF%FE",
        b"q=%ED%A0%80",
        b"plan=%C3%28",
        "q=‮txt".encode(),
        b"q=<script>alert(1)</script>",
        b"q=' OR 1=1--",
        b"q=:*&|!",
        b'q="',
        b"plan__in=,,,",
        b"%00=1",
        b"q",
        b"=",
        b"&&&",
        b";;",
    ],
)
def test_hostile_words_are_only_words(client, cast, rich, raw):
    answer = client.generic("GET", f"{API}commitments/", QUERY_STRING=raw.decode("latin-1"))
    assert answer.status_code in {200, 400}
    assert b"Traceback" not in answer.content


def test_a_hidden_plan_and_what_is_in_it_cannot_be_found_by_any_filter(client, cast, rich):
    Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    assert get(client, "plans/?kind=internal").json()["results"] == []
    assert get(client, "plans/oculto/", 404)
    assert "oculto" not in get(client, "organizations/ciudad/").content.decode()


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("commitments", "commitments/"),
        ("commitments?plan=plan&q=agua", "commitments/?plan=plan&q=agua"),
        ("commitments.csv/", "commitments.csv"),
        ("commitments.json/?plan=plan", "commitments.json?plan=plan"),
        ("commitments.schema.json/", "commitments.schema.json"),
        ("openapi.json/", "openapi.json"),
        ("commitments/actas", "commitments/actas/"),
        ("commitments/actas.json/", "commitments/actas.json"),
        ("removed", "removed/"),
    ],
)
def test_an_address_without_its_slash_or_with_one_too_many_leads_to_where_it_belongs(
    client, db, asked, where
):
    for accepted in ("*/*", "text/html"):
        answer = client.get(f"/api/v1/{asked}", headers={"Accept": accepted})
        assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/{where}")
        assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/api/v1/{where.partition('?')[0]}").status_code in {200, 404}


def test_an_address_that_no_slash_mends_is_not_found(client, db):
    for asked in (
        "nada",
        "nada/",
        "nada/x",
        "commitments//",
        "//evil.example",
        "commitments.csv.gz",
    ):
        assert client.get(f"/api/v1/{asked}").status_code == 404, asked
    assert client.get("/api/v1").status_code == 301
