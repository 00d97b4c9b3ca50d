"""Words are found as people type them, and what was meant is offered where nothing is found."""

import unicodedata

import pytest
from django.db import connection

from ogp_portal.foundation import search
from tests.factories import proposals as made
from tests.factories.commitments import commitment

LIST = "/compromisos/"


@pytest.fixture
def rows(cast):
    """Make commitments to look for."""
    return [
        commitment(cast, slug="actas", title="Transparencia de las actas"),
        commitment(cast, slug="ohiggins", title="Plazas de la región de O'Higgins"),
        commitment(cast, slug="ninez", title="Escuelas para niños y niñas"),
        commitment(cast, slug="transporte", title="Transporte público gratuito"),
    ]


def found(client, words: str) -> set[str]:
    page = client.get(LIST, {"q": words})
    assert page.status_code == 200
    api = client.get("/api/v1/commitments/", {"q": words}).json()["results"]
    slugs = {row.slug for row in page.context["answer"].rows}
    assert slugs == {row["slug"] for row in api}
    return slugs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        (unicodedata.normalize("NFD", "región"), {"ohiggins"}),
        (unicodedata.normalize("NFD", "niños"), {"ninez"}),
        ("trans\u00adparen\u00adcia", {"actas"}),
        ("transpar", {"actas"}),
        ("trans", {"actas", "transporte"}),
        ("tra", set()),
        ("escue niñas", {"ninez"}),
        ("transpar ohi", set()),
        ("ohiggins", {"ohiggins"}),
        ("O’Higgins", {"ohiggins"}),
        ("o'higgins", {"ohiggins"}),
        ("plazas ohiggins", {"ohiggins"}),
        ("transpar -actas", set()),
        ('"transpar"', set()),
        ('"transparencia de las actas"', {"actas"}),
        ("transparencia'):* | xyz", set()),
        ("transparencia'):* | !", {"actas"}),
    ],
)
def test_words_are_found_as_people_type_them(client, rows, words, slugs):
    assert found(client, words) == slugs


def meant(client, words: str, address: str = LIST) -> list[str]:
    answer = client.get(address, {"q": words}).context["answer"]
    return [] if answer.rows else [words for words, _address in answer.meant]


@pytest.mark.django_db
def test_where_nothing_is_found_the_nearest_words_are_offered(client, rows, cast):
    assert meant(client, "ninos")[0] == "niños"
    assert meant(client, "transparensia")[0] == "transparencia"
    assert meant(client, "ninos transparensia")[0] in {
        "niños transparensia",
        "ninos transparencia",
    }
    assert meant(client, "xyzzyx") == []
    page = client.get(LIST, {"q": "ninos", "plan": "plan"}).content.decode()
    assert "¿Quisiste decir…?" in page
    assert "q=ni%C3%B1os" in page
    assert found(client, "niños") == {"ninez"}


@pytest.mark.django_db
def test_what_is_not_public_is_offered_to_nobody(client, cast):
    commitment(cast, "draft", slug="secreto", title="Desclasificación")
    assert meant(client, "desclasificasion") == []
    made.proposal(cast, "admitted", title="Bicicletas")
    assert meant(client, "bisicletas", "/propuestas/") == ["bicicletas"]


@pytest.mark.django_db
def test_looking_for_words_costs_few_queries_found_or_not(
    client, rows, django_assert_max_num_queries
):
    client.get(LIST)
    for words in ("transpar", "cuatro cinco siete ocho nueve", "ninos"):
        with django_assert_max_num_queries(8):
            client.get(LIST, {"q": words})


@pytest.mark.parametrize(
    ("word", "other", "like"),
    [
        ("ninos", "ninos", 1.0),
        ("niños", "ninos", 1 / 3),
        ("acta", "plaza", 0.0),
        ("acta", "actas", 4 / 7),
    ],
)
def test_likeness_is_counted_as_postgresql_counts_it(word, other, like):
    assert search.likeness(word, other) == pytest.approx(like)
    assert search.likeness(other, word) == pytest.approx(like)


@pytest.mark.django_db
def test_a_server_with_trigrams_gives_the_same_words(client, rows):
    """The function stands in for pg_trgm where the server has not got it."""
    here = meant(client, "transparensia")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION similarity(one text, other text) RETURNS real LANGUAGE sql AS "
            "$$ WITH grams AS ("
            "  SELECT DISTINCT 1 AS side, substr('  ' || one || ' ', n, 3) AS gram "
            "  FROM generate_series(1, length(one) + 1) AS n "
            "  UNION ALL SELECT DISTINCT 2, substr('  ' || other || ' ', n, 3) "
            "  FROM generate_series(1, length(other) + 1) AS n) "
            "SELECT (count(*) - count(DISTINCT gram))::real / count(DISTINCT gram) FROM grams $$"
        )
    assert meant(client, "transparensia") == here
    assert here[0] == "transparencia"
