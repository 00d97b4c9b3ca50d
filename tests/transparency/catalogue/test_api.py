"""The API: the same rows as the pages, every one of them once, each figure with its sums, and clear
refusals.
"""

import datetime
import time
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commitments.plans import fulfilment, queries, workflow
from commitments.plans.models import Commitment, Milestone, Plan, Theme, Value
from ogp_portal.foundation.api import conditional, statements
from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.factories.commitments import assessment, commitment, update
from tests.generated import examples
from tests.waiting import until
from transparency.catalogue.api import schema as described

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def get(client, path, status=200, **headers):
    answer = client.get(f"{API}{path}", headers=headers)
    assert answer.status_code == status, answer.content[:800]
    return answer


def slugs(answer) -> list[str]:
    return [row["slug"] for row in answer.json()["results"]]


def walk(client, path) -> list[dict]:
    rows, following = [], f"{API}{path}"
    while following:
        body = client.get(following.replace("http://localhost:8000", "")).json()
        rows += body["results"]
        following = body["next"]
    return rows


@pytest.fixture
def rich(cast):
    theme = Theme.objects.create(slug="datos", name="Datos")
    values = [Value.objects.create(slug=f"valor-{n}", name=f"Valor {n}") for n in range(2)]
    rows = []
    for number in range(7):
        row = commitment(
            cast,
            title=f"Abrir las actas {number}" if number % 2 else f"Participación {number}",
            theme=theme if number < 3 else None,
        )
        row.values.set(values[: number % 3])
        rows.append(row)
    update(cast, "approved", of=rows[0])
    assessment(cast, "published", of=rows[0])
    workflow.reschedule(
        rows[1].milestones.first(),
        to_on=datetime.date(2027, 1, 1),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )
    workflow.cancel_milestone(
        rows[2].milestones.last(), by=cast.coordinator, reason="Se unió al anterior."
    )
    commitment(cast, "draft", title="Participación secreta")
    return rows


FILTERS = [
    ({"plan": "plan"}, {"plan": "plan"}),
    ({"tema": "datos"}, {"theme": "datos"}),
    ({"institucion": "ciudad"}, {"responsible": "ciudad"}),
    ({"valor": "valor-1"}, {"value": "valor-1"}),
    ({"nivel": "not_started"}, {"computed_level": "not_started"}),
    ({"nivel": "sin_hitos"}, {"computed_level": "sin_hitos"}),
    ({"plazo": "atrasado"}, {"punctuality": "late"}),
    ({"plazo": "al_dia"}, {"punctuality": "on_time"}),
    ({"plazo": "reprogramado"}, {"punctuality": "moved"}),
    ({"q": "participacion"}, {"q": "participacion"}),
    ({"q": "actas", "tema": "datos"}, {"q": "actas", "theme": "datos"}),
]


@pytest.mark.parametrize(("asked", "as_data"), FILTERS)
def test_the_list_page_and_the_api_find_the_same_rows(client, cast, rich, asked, as_data):
    question = queries.Question.read(asked)
    shown = queries.browse(question, user=cast.citizen, on=timezone.localdate())
    query = "&".join(f"{name}={value}" for name, value in as_data.items())
    assert sorted(slugs(get(client, f"commitments/?{query}"))) == sorted(
        row.slug for row in shown.rows
    )
    assert sorted(slugs(get(client, f"commitments/?{question.as_api}"))) == sorted(
        row.slug for row in shown.rows
    )


@pytest.mark.parametrize(
    "order",
    [
        "slug",
        "-slug",
        "title",
        "-title",
        "modified_at",
        "-modified_at",
        "next_due_on",
        "-next_due_on",
        "computed_progress",
        "-computed_progress",
    ],
)
def test_pages_give_every_row_once_in_order_even_while_rows_appear(client, cast, rich, order):
    first = get(client, f"commitments/?ordering={order}&page_size=2").json()
    commitment(cast, slug="aaa-nuevo", title="AAA")
    rest = walk(client, first["next"].split(API)[1])
    found = [row["slug"] for row in first["results"] + rest]
    assert len(found) == len(set(found))
    assert set(found) >= {row.slug for row in rich}
    name = order.removeprefix("-")
    if name not in {"title", "next_due_on"}:
        values = [row[name] if row[name] is not None else -1 for row in first["results"] + rest]
        assert values == sorted(values, reverse=order.startswith("-"))


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_dataset_gives_its_list_its_rows_its_schema_and_its_files(
    client, cast, rich, name, django_assert_max_num_queries
):
    dataset = PUBLISHED[name]
    everything = ",".join(
        [
            *(column.name for column in dataset.columns if column.refers_to),
            *(child.name for child in dataset.children),
        ]
    )
    with django_assert_max_num_queries(7):
        body = get(
            client,
            f"{name}/?count=true&page_size=3" + (f"&expand={everything}" if everything else ""),
        ).json()
    assert body["count"] == dataset.rows(cast.citizen).count()
    schema = described.row_schema(dataset)["properties"]
    for row in body["results"]:
        assert set(row) <= set(schema)
        with django_assert_max_num_queries(7):
            alone = get(client, f"{name}/{row[dataset.key]}/").json()
        assert alone[dataset.key] == row[dataset.key]
    assert len(walk(client, f"{name}/?page_size=2")) == body["count"]
    assert get(client, f"{name}.schema.json").json()["primaryKey"]
    for form in ("csv", "jsonl", "xlsx"):
        with django_assert_max_num_queries(12):
            assert get(client, f"{name}.{form}").streaming


def test_a_page_of_many_rows_takes_as_many_queries_as_one_of_few(
    client, cast, rich, django_assert_num_queries
):
    get(client, "commitments/?page_size=1")
    get(client, "commitments/?page_size=500")
    for size in (1, 500):
        with django_assert_num_queries(4):  # the count of requests, the keys, the rows, the stamp
            get(client, f"commitments/?page_size={size}")


def test_only_the_fields_asked_for_come_and_what_is_expanded_comes_whole(client, rich):
    row = get(client, "commitments/?fields=slug,title&page_size=1").json()["results"][0]
    assert list(row) == ["slug", "title"]
    row = get(
        client,
        f"commitments/{rich[0].slug}/?fields=slug&expand=plan,milestones,progress_updates,assessments",
    ).json()
    assert row["plan"]["title"] == "Plan de prueba"
    assert row["milestones"][0]["commitment"] == rich[0].slug
    assert row["progress_updates"][0]["narrative"] == "Se hizo el primer taller."
    assert row["assessments"][0]["ratings"] == {"completion": "no"}
    assert "title" not in row


@examples(25)
@given(
    parts=st.lists(
        st.tuples(
            st.integers(1, 9),
            st.integers(0, 99),
            st.sampled_from(["in_progress", "complete", "cancelled"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_each_percentage_can_be_recomputed_from_its_own_row(client, cast, parts):
    row = commitment(cast, milestones=1)
    Milestone.objects.filter(commitment=row).delete()
    for position, (weight, progress, state) in enumerate(parts, start=1):
        done = (
            {"progress": 100, "completed_on": datetime.date(2026, 3, 1)}
            if state == "complete"
            else {"progress": progress}
        )
        Milestone.objects.create(
            commitment=row,
            position=position,
            title="Hito",
            due_on=datetime.date(2026, 6, 1),
            first_due_on=datetime.date(2026, 6, 1),
            weight=weight,
            state=state,
            state_reason="Motivo." if state == "cancelled" else "",
            **done,
        )
    workflow.measures.refresh_measures(row.pk)
    found = get(client, f"commitments/{row.slug}/").json()
    counted = [one for one in found["milestones"] if one["counts"]]
    if not counted:
        assert (found["computed_progress"], found["computation"]) == (None, None)
        return
    sums = found["computation"]
    assert sums["weight_sum"] == sum(one["weight"] for one in counted)
    assert sums["weighted_sum"] == sum(one["weight"] * one["progress"] for one in counted)
    percent = (2 * sums["weighted_sum"] + sums["weight_sum"]) // (2 * sums["weight_sum"])
    is_done = all(one["state"] == "complete" for one in counted)
    assert found["computed_progress"] == (percent if is_done else min(percent, 99))
    assert found["computed_level"] == fulfilment.level_of(
        found["computed_progress"], has_begun=True
    )
    assert sums["rule"] == "/como-medimos/"


def test_a_milestone_says_how_late_it_is_as_its_page_does(client, cast, rich):
    today = timezone.localdate()
    for row in walk(client, "milestones/"):
        held = Milestone.objects.get(public_id=row["id"])
        delay = held.delay(on=today)
        expected = (0, 0) if held.state == "cancelled" else (delay.against_due, delay.against_first)
        assert (row["days_late"], row["days_late_against_first"]) == expected
    late = {row["id"] for row in walk(client, "milestones/?is_late=true")}
    assert late == {
        str(key)
        for key in Milestone.objects.filter(commitment__state="published")
        .late(on=today)
        .values_list("public_id", flat=True)
    }


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
        ("commitments/?plan=%00", "plan", None),
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
        "commitments",
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


def test_any_site_may_read_and_no_answer_sets_a_cookie(client, cast, rich):
    answer = get(client, "commitments/", Origin="https://otro.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]
    assert "Accept-Language" in answer["Vary"]
    before = client.options(
        f"{API}commitments/",
        headers={"Origin": "https://otro.example", "Access-Control-Request-Method": "GET"},
    )
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (
        204,
        "GET, HEAD, OPTIONS",
    )
    assert client.head(f"{API}commitments/").status_code == 200
    assert "*" in client.get(f"{API}commitments/?foo=1")["Access-Control-Allow-Origin"]


def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(client, cast, rich):
    first = get(client, f"commitments/{rich[0].slug}/")
    assert (
        get(client, f"commitments/{rich[0].slug}/", 304, **{"If-None-Match": first["ETag"]}).content
        == b""
    )
    Commitment.objects.filter(pk=rich[0].pk).update(objective="Otro objetivo")
    assert (
        get(client, f"commitments/{rich[0].slug}/", **{"If-None-Match": first["ETag"]})["ETag"]
        != first["ETag"]
    )


def test_a_date_is_given_only_once_it_can_be_trusted(client, cast, rich, monkeypatch):
    assert "Last-Modified" not in get(
        client, "commitments/"
    )  # what happened this very second could hide behind it

    monkeypatch.setattr(conditional, "SETTLED", datetime.timedelta(0))
    dated = get(client, "commitments/")["Last-Modified"]
    get(client, "commitments/", 304, **{"If-Modified-Since": dated})
    told = parsedate_to_datetime(dated).timestamp()
    until(lambda: time.time() >= told + 1, "another second, which is how dates of HTTP count")
    Commitment.objects.filter(pk=rich[0].pk).update(objective="Otro objetivo")
    get(client, "commitments/", 200, **{"If-Modified-Since": dated})


def test_who_follows_by_modified_since_sees_every_change_even_one_made_past_the_portal(
    client, cast, rich
):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        since = cursor.fetchone()[0].isoformat().replace("+00:00", "Z")
        cursor.execute(
            "UPDATE commitments_commitment SET ogp_id = 'CL0001' WHERE id = %s", [rich[3].pk]
        )
    assert slugs(get(client, f"commitments/?modified_since={since}")) == [rich[3].slug]
    milestone = rich[4].milestones.first()
    workflow.reschedule(
        milestone,
        to_on=datetime.date(2027, 2, 1),
        cause="funding",
        reason="Presupuesto.",
        by=cast.coordinator,
    )
    assert rich[4].slug in slugs(get(client, f"commitments/?modified_since={since}"))
    assert [row["to_on"] for row in walk(client, f"reschedules/?modified_since={since}")] == [
        "2027-02-01"
    ]
    assert "reschedule" in [row["act"] for row in walk(client, f"changes/?modified_since={since}")]


def test_in_and_ranges_and_dates_choose_what_they_say(client, cast, rich):
    both = slugs(get(client, "commitments/?value__in=valor-0,valor-1"))
    assert len(both) == len(set(both)) == 4
    dates = [
        row["due_on"]
        for row in walk(
            client, "milestones/?due_on__gte=2026-06-28&due_on__lt=2026-12-28&ordering=due_on"
        )
    ]
    assert dates == sorted(dates)
    assert dates
    assert all("2026-06-28" <= day < "2026-12-28" for day in dates)
    assert (
        slugs(get(client, "commitments/?computed_progress__lte=100&computed_progress__gt=100"))
        == []
    )
    assert get(client, "commitments.csv?computed_progress=-5").streaming


def test_the_next_page_and_the_licence_stand_in_the_link_header_too(client, cast, rich):
    answer = get(client, "commitments/?page_size=2&plan=plan")
    assert f'<{answer.json()["next"]}>; rel="next"' in answer["Link"]
    assert 'rel="first"' in answer["Link"]
    assert 'rel="license"' in answer["Link"]
    assert 'rel="next"' not in get(client, "commitments/?page_size=500")["Link"]


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


def test_a_page_has_its_json_beside_it(client, cast, rich):
    beside = client.get(f"/compromisos/{rich[0].slug}.json").json()
    asked = get(
        client,
        f"commitments/{rich[0].slug}/?expand=milestones,actors,versions,progress_updates,evidence,counterparts,assessments",
    ).json()
    assert beside == asked
    assert beside["assessments"]
    assert client.get("/planes/plan.json").json()["lead"] == ["ciudad"]
    assert client.get("/instituciones/ciudad.json").json()["sector"] == "government"
    assert (
        f'href="/compromisos/{rich[0].slug}.json"'
        in client.get(f"/compromisos/{rich[0].slug}/").content.decode()
    )
    assert client.get("/compromisos/no-existe.json").status_code == 404


def test_a_connection_keeps_a_bounded_number_of_plans(client, cast, rich):
    names = [column.name for column in PUBLISHED["commitments"].json()]
    for first in names:
        get(client, f"commitments/?page_size=1&fields={first},number")
    kept = statements._kept[connection.connection]
    assert len(kept) <= statements.MOST
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'portal_%%'")
        assert cursor.fetchone()[0] == len(kept)
    assert get(client, f"commitments/?page_size=1&fields={names[0]},number")


def test_a_hidden_plan_and_what_is_in_it_cannot_be_found_by_any_filter(client, cast, rich):
    Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    assert get(client, "plans/?kind=internal").json()["results"] == []
    assert get(client, "plans/oculto/", 404)
    assert "oculto" not in get(client, "organizations/ciudad/").content.decode()


def test_the_stamp_of_a_row_moves_only_with_the_row(cast, rich):
    before = Commitment.objects.get(pk=rich[0].pk).modified_at
    Commitment.objects.filter(pk=rich[1].pk).update(number=F("number"))
    assert Commitment.objects.get(pk=rich[0].pk).modified_at == before
    Commitment.objects.filter(pk=rich[0].pk).update(
        modified_at=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    )
    assert Commitment.objects.get(pk=rich[0].pk).modified_at > before
