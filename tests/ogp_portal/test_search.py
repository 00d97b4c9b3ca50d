"""One search finds everything that its reader may see, and nothing else."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Commitment
from ogp_portal.foundation.events import journal, outbox, search_index, searching
from ogp_portal.foundation.subjects import SUBJECTS
from ogp_portal.models import OutboxMessage, SearchEntry
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.factories.publications import publication

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def found(client, **asked) -> dict[str, list[str]]:
    page = client.get("/buscar/", asked)
    assert page.status_code == 200
    groups = page.context["answer"].groups
    return {group.findable.kind: [thing.path for thing in group.things] for group in groups}


@pytest.fixture
def water(cast):
    """Make things of several kinds that say «agua» in their title or in their words."""
    region = Territory.objects.create(code="13", slug="metropolitana", name="RM", kind="region")
    renca = Territory.objects.create(
        code="13128", slug="renca", name="Renca", kind="comuna", region=region
    )
    promise = commitment(cast, slug="agua", title="Agua potable rural", starts_on="2025-03-01")
    promise.territories.set([renca])
    commitment(cast, slug="plazas", title="Plazas con sombra", objective="Regar con agua de lluvia")
    made.proposal(cast, title="Cuidar el agua del estero")
    meeting = made.session(cast, "held", title="Sesión de la mesa del agua")
    meeting.agreements.create(number=1, text="Medir el agua de los pozos")
    publication(cast, "published", title="El agua en la región")
    Organization.objects.create(
        slug="aguas", name="Dirección de Aguas", sector="government", territory=renca
    )
    search_index.index_all()
    return promise


def test_one_question_finds_things_of_every_kind(client, water):
    things = found(client, q="agua")
    assert set(things) >= {
        "compromisos",
        "propuestas",
        "sesiones",
        "acuerdos",
        "publicaciones",
        "instituciones",
    }
    assert things["compromisos"] == ["/compromisos/agua/", "/compromisos/plazas/"]
    assert client.get(things["acuerdos"][0].partition("#")[0]).status_code == 200
    assert (
        things["acuerdos"][0].partition("#")[2]
        in client.get(things["acuerdos"][0].partition("#")[0]).content.decode()
    )
    assert found(client, q="zanahoria") == {}


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("AGUA potable", True),
        ("pótable", True),
        ("potab", True),
        ('"agua potable"', True),
        ('"potable agua"', False),
        ("potable -rural", False),
        ("pot", False),
    ],
)
def test_words_are_found_as_people_type_them(client, water, words, is_found):
    assert ("/compromisos/agua/" in found(client, q=words).get("compromisos", [])) is is_found


def test_a_slip_finds_nothing_and_is_told_what_was_meant(client, water):
    page = client.get("/buscar/", {"q": "potavle"})
    assert page.context["answer"].groups == []
    assert "«potable»" in page.content.decode()
    assert "Prueba con menos palabras" in page.content.decode()


def test_help_and_data_are_found_in_the_language_of_the_reader(client, water):
    assert "/como-medimos/" in found(client, q="medimos")["ayuda"]
    assert "/datos/compromisos/" in found(client, q="compromisos", en="datos")["datos"]
    english = client.get("/en/buscar/", {"q": "accessibility"})
    (group,) = [
        group for group in english.context["answer"].groups if group.findable.kind == "ayuda"
    ]
    assert group.things[0].title == [("Accessibility", True)]


def test_what_is_hidden_is_gone_with_the_act_whatever_the_table_says(client, water):
    Commitment.objects.filter(pk=water.pk).update(state="draft", is_proposed=False)
    assert SearchEntry.objects.filter(kind="compromisos", row_pk=water.pk).exists()
    page = client.get("/buscar/", {"q": "agua"})
    (group,) = [
        group for group in page.context["answer"].groups if group.findable.kind == "compromisos"
    ]
    assert (group.count, [thing.path for thing in group.things]) == (1, ["/compromisos/plazas/"])
    assert "Agua potable rural" not in page.content.decode()
    assert "Agua potable rural" not in client.get("/buscar/sugerencias/?q=agua pot").json()[1]


def test_an_act_brings_what_it_was_about_up_to_date(client, cast, water, indexed_by_acts):
    Commitment.objects.filter(pk=water.pk).update(title="Cumbre de la cordillera")
    journal.record("edit", water, role="portal", plan_slug=cast.plan.slug)
    assert "compromisos" not in found(client, q="cordillera")
    assert OutboxMessage.objects.filter(kind=search_index.MESSAGE, done_at=None).count() == 1
    outbox.drain()
    assert found(client, q="cordillera")["compromisos"] == ["/compromisos/agua/"]
    assert "/compromisos/agua/" not in found(client, q="potable").get("compromisos", [])


def test_the_portal_listens_to_every_act():
    listened = SUBJECTS["ogp_portal.administration"].listeners
    assert (search_index.MESSAGE, (journal.EVERY_ACT,)) in [
        (listener.kind, listener.acts) for listener in listened
    ]


def test_an_act_about_what_nobody_finds_enqueues_nothing(cast, indexed_by_acts):
    journal.record("edit", cast.editor, role="portal", is_public=False)
    assert not OutboxMessage.objects.filter(kind=search_index.MESSAGE).exists()


def test_an_institution_of_another_name_finds_what_it_answers_for(
    client, cast, water, indexed_by_acts
):
    Organization.objects.filter(pk=water.responsible_id).update(name="Ministerio de Ríos")
    journal.record("edit", water.responsible, role="portal")
    outbox.drain()
    assert "/compromisos/agua/" in found(client, q="ministerio ríos")["compromisos"]


def test_the_repair_finds_what_no_act_told_and_then_rests(cast, water):
    assert search_index.index_all() == 0
    Commitment.objects.filter(pk=water.pk).update(state="draft", is_proposed=False)
    commitment(cast, title="Otra cosa")
    assert search_index.index_all() == 2
    assert not SearchEntry.objects.filter(kind="compromisos", row_pk=water.pk).exists()
    assert search_index.index_all() == 0


def test_what_is_found_is_narrowed_by_place_year_and_kind(client, water):
    assert found(client, lugar="renca") == {
        "compromisos": ["/compromisos/agua/"],
        "instituciones": ["/instituciones/aguas/"],
        "comunas": ["/comunas/renca/"],
    }
    assert "/compromisos/agua/" in found(client, lugar="metropolitana")["compromisos"]
    assert found(client, q="agua", anio="2025", en="compromisos") == {
        "compromisos": ["/compromisos/agua/"]
    }
    assert found(client, q="agua", anio="1999") == {}
    assert set(found(client, q="agua", en="acuerdos")) == {"acuerdos"}
    page = client.get("/buscar/", {"q": "agua"})
    assert ("Renca", 2, "q=agua&lugar=renca") in page.context["places"]
    assert (2025, 1, "q=agua&anio=2025") in page.context["years"]


def test_all_of_a_kind_is_its_own_list_where_that_takes_the_words(client, cast, water):
    for number in range(searching.FEW):
        commitment(cast, title=f"Agua {number}")
    search_index.index_all()
    page = client.get("/buscar/", {"q": "agua"}).content.decode()
    assert f'href="{reverse("commitment_list")}?q=agua"' in page
    narrowed = client.get("/buscar/", {"q": "agua", "anio": "2025"}).content.decode()
    assert f'href="{reverse("commitment_list")}?q=agua"' not in narrowed


def test_words_are_marked_and_nobody_writes_in_the_page(client, cast):
    commitment(cast, title="Agua <b>limpia</b>", objective="El agua & \ue000todo\ue001 lo demás")
    search_index.index_all()
    page = client.get("/buscar/", {"q": "agua <i>"}).content.decode()
    page = client.get("/buscar/", {"q": "agua"}).content.decode()
    assert "<mark>Agua</mark> &lt;b&gt;limpia&lt;/b&gt;" in page
    assert "El <mark>agua</mark> &amp;" in page
    assert "<mark>todo</mark>" not in page


def test_a_part_of_a_text_says_that_it_is_one_and_shows_no_signs_of_format(client, cast):
    many = "palabra " * 40
    commitment(cast, title="Riego", objective=f"{many}\n\n## Qué es\n\nagua limpia {many}")
    commitment(cast, title="Plazas", summary="## Agua para todos", objective="")
    search_index.index_all()
    (group,) = client.get("/buscar/", {"q": "agua"}).context["answer"].groups
    told = {
        thing.title[0][0]: "".join(part for part, _is_marked in thing.words)
        for thing in group.things
    }
    assert told["Riego"].startswith("… ")
    assert told["Riego"].endswith(" …")
    assert "agua limpia" in told["Riego"]
    assert told["Plazas"].startswith("Agua para todos")
    assert not [words for words in told.values() if "#" in words]


def test_the_page_takes_at_most_eight_queries(client, cast, water, django_assert_max_num_queries):
    client.force_login(cast.coordinator)
    for asked in ({"q": "agua"}, {"q": "potavle"}, {"lugar": "renca"}, {}):
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get("/buscar/", asked)


def test_titles_are_offered_while_one_types(client, water):
    answer = client.get("/buscar/sugerencias/", {"q": "pota"})
    assert answer["Content-Type"] == "application/x-suggestions+json"
    typed, titles, kinds, addresses = answer.json()
    assert (typed, titles[0], kinds[0]) == ("pota", "Agua potable rural", "Compromisos")
    assert addresses[0].endswith("/compromisos/agua/")
    assert client.get("/buscar/sugerencias/", {"q": "p"}).json() == ["p", [], [], []]
    assert client.get("/buscar/sugerencias/", {"q": "'):* | !"}).json()[1] == []


def test_the_search_is_followed_as_a_feed(client, cast, water):
    journal.record("publish", water, role="portal", plan_slug=cast.plan.slug)
    plazas = Commitment.objects.get(slug="plazas")
    journal.record("close", plazas, role="portal", plan_slug=cast.plan.slug)
    feed = client.get("/buscar.atom", {"q": "potable"}).content.decode()
    assert "/compromisos/agua/" in feed
    assert "/compromisos/plazas/" not in feed
    Commitment.objects.filter(pk=water.pk).update(state="draft", is_proposed=False)
    assert "/compromisos/agua/" not in client.get("/buscar.atom?q=potable").content.decode()
    assert client.get("/buscar.atom").status_code == 400
    assert client.get("/buscar.atom?q=agua&lugar=atlantida").status_code == 400


def test_browsers_learn_to_search_here(client):
    page = client.get("/").content.decode()
    assert 'type="application/opensearchdescription+xml"' in page
    for prefix in ("", "/en"):
        document = ElementTree.fromstring(client.get(f"{prefix}/opensearch.xml").content)
        templates = [url.get("template") for url in document.iter(f"{OPENSEARCH}Url")]
        assert any(
            template.endswith(f"{prefix}/buscar/?q={{searchTerms}}") for template in templates
        )
        assert len(document.find(f"{OPENSEARCH}ShortName").text) <= 16


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Gobierno Abierto", "Gobierno Abierto"),
        ("Gobierno Abiertos", "Gobierno"),
        ("Gobernabilidadabierta", "Gobernabilidadab"),
    ],
)
def test_a_long_name_is_cut_at_its_words_for_browsers(client, settings, name, short):
    settings.PORTAL_NAME = name
    document = ElementTree.fromstring(client.get("/opensearch.xml").content)
    assert document.find(f"{OPENSEARCH}ShortName").text == short


def test_what_the_example_offers_says_that_it_is_one(client, water, settings):
    settings.IS_EXAMPLE = True
    settings.PORTAL_NAME = "Gobierno Abierto de Valle Sereno (ejemplo)"
    (kind, *_others) = client.get("/buscar/sugerencias/", {"q": "pota"}).json()[2]
    assert kind == "Ejemplo: esta municipalidad no existe · Compromisos"
    document = ElementTree.fromstring(client.get("/opensearch.xml").content)
    assert document.find(f"{OPENSEARCH}ShortName").text == "Ejemplo"


def test_the_head_of_every_page_leads_to_the_search(client, water):
    assert 'href="/buscar/"' in client.get("/").content.decode()
    assert 'href="/en/buscar/"' in client.get("/en/").content.decode()
