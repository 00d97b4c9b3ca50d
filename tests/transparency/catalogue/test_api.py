"""The API: the same rows as the pages, every one of them once, each figure with its sums, and clear
refusals.
"""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commitments.plans import fulfilment, queries, workflow
from commitments.plans.models import Milestone
from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.factories.commitments import commitment
from tests.generated import examples
from tests.transparency.catalogue.asking import API, get, slugs, walk
from transparency.catalogue.api import schema as described

pytestmark = pytest.mark.django_db


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
    ({"cuenta": "prometido"}, {"counted_as": "promised"}),
    ({"cuenta": "propuesto"}, {"counted_as": "proposed"}),
    ({"cuenta": "en_avance"}, {"counted_as": "advancing"}),
    ({"cuenta": "cumplido"}, {"counted_as": "complete"}),
    ({"cuenta": "retirado"}, {"counted_as": "withdrawn"}),
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
    counted = [milestone for milestone in found["milestones"] if milestone["counts"]]
    if not counted:
        assert (found["computed_progress"], found["computation"]) == (None, None)
        return
    sums = found["computation"]
    assert sums["weight_sum"] == sum(milestone["weight"] for milestone in counted)
    assert sums["weighted_sum"] == sum(
        milestone["weight"] * milestone["progress"] for milestone in counted
    )
    percent = (2 * sums["weighted_sum"] + sums["weight_sum"]) // (2 * sums["weight_sum"])
    is_done = all(milestone["state"] == "complete" for milestone in counted)
    assert found["computed_progress"] == (percent if is_done else min(percent, 99))
    assert found["computed_level"] == fulfilment.level_of(
        found["computed_progress"], has_begun=True
    )
    assert sums["rule"] == "/como-medimos/"


def test_a_milestone_says_how_late_it_is_as_its_page_does(client, cast, rich):
    today = timezone.localdate()
    for row in walk(client, "milestones/"):
        milestone = Milestone.objects.get(public_id=row["id"])
        delay = milestone.delay(on=today)
        expected = (
            (0, 0) if milestone.state == "cancelled" else (delay.against_due, delay.against_first)
        )
        assert (row["days_late"], row["days_late_against_first"]) == expected
    late = {row["id"] for row in walk(client, "milestones/?is_late=true")}
    assert late == {
        str(key)
        for key in Milestone.objects.filter(commitment__state="published")
        .late(on=today)
        .values_list("public_id", flat=True)
    }


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
