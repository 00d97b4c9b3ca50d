"""The page of a comuna says what is promised there and what one can do; its map says in words what
it says in colours; nothing hidden is on either.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from commitments.organizations.models import Territory
from commitments.territories import reading, workflow
from forums.proposals.models import Proposal
from ogp_portal.loaders import territories
from tests.factories import forums as made
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_BYTES = 100_000
HIDDEN = "Palabra que nadie ve"


@pytest.fixture
def chile(cast):
    """Load Chile, and make the city of the cast one of its comunas, with something of every kind,
    and the same hidden.
    """
    workflow.load_territories(
        reading.read(territories.CHILE.read_text(encoding="utf-8")), role="carga"
    )
    renca = Territory.objects.get(slug="renca")
    cast.city.territory = renca
    cast.city.save()
    for state, title in (("published", "Plazas con sombra"), ("draft", HIDDEN)):
        row = commitment(cast, state, title=title, responsible=cast.city)
        row.territories.set([renca])
    commitment(cast, slug="otro", title="Sin lugar", responsible=cast.city)
    made.proposal(cast, title="Cuidar el estero", territory=renca)
    made.proposal(cast, state="received", title=HIDDEN, territory=renca)
    made.session(cast, "held", title="Sesión de la mesa")
    made.session(cast, "draft", title=HIDDEN)
    return cast


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_comuna_says_what_is_promised_there_and_what_one_can_do(client, chile):
    with CaptureQueriesContext(connection) as asked:
        page = read(client, "/comunas/renca/")
    assert len(asked) <= MOST_QUERIES
    assert len(page.encode()) < MOST_BYTES
    for words in (
        "1 compromiso prometido aquí",
        "Plazas con sombra",
        "Cuidar el estero",
        "Lo que prometieron sin decir dónde",
        "Los planes que hacen sus instituciones",
        "Sin lugar",
        "Sesión de la mesa",
        escape(chile.city.name),
        "Sus cuentas no están cargadas todavía",
        "CC BY 4.0",
        "IDE Chile",
        "/seguir/?que=territory&amp;cual=renca",
    ):
        assert words in page, words
    assert HIDDEN not in page


def test_one_without_anything_says_what_would_be_there_and_how_to_propose(client, chile):
    page = read(client, "/comunas/camarones/")
    assert "Ningún compromiso publicado dice que se cumple en Camarones" in page
    assert "Cuando un plan prometa algo para este lugar" in page
    assert "Nadie ha propuesto todavía algo para este lugar" in page
    assert "/participa/" in page


@pytest.mark.parametrize("shown", ["compromisos", "atrasados", "propuestas", "habitantes"])
def test_a_region_shows_its_comunas_and_the_list_says_what_the_map_shows(client, chile, shown):
    with CaptureQueriesContext(connection) as asked:
        page = read(client, f"/regiones/region-metropolitana-de-santiago/?ver={shown}")
    assert len(asked) <= MOST_QUERIES
    assert len(page.encode()) < MOST_BYTES
    assert HIDDEN not in page
    drawn = dict(re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">\s*<title>', page))
    listed = page.partition('id="list-place"')[2]
    assert len(drawn) == 52
    for address, name in drawn.items():
        place, _colon, words = name.rpartition(": ")
        assert f'href="{address}"' in listed
        assert place in listed
        assert words.lower() in listed.lower()


def test_the_number_of_a_comuna_is_that_of_the_list_it_leads_to(client, chile):
    page = read(client, "/regiones/region-metropolitana-de-santiago/")
    assert '<a href="/compromisos/?territorio=renca">1 compromiso</a>' in page
    assert read(client, "/compromisos/?territorio=renca").count("card__title") == 1
    page = read(client, "/regiones/region-metropolitana-de-santiago/?ver=propuestas")
    assert '<a href="/propuestas/?comuna=renca">1 propuesta</a>' in page
    assert Proposal.objects.filter(territory__slug="renca").count() == 2


def test_the_country_and_the_map_of_a_list(client, chile):
    with CaptureQueriesContext(connection) as asked:
        page = read(client, "/comunas/")
    assert len(asked) <= MOST_QUERIES
    assert len(page.encode()) < MOST_BYTES
    assert page.count('href="/comunas/') >= 346
    assert 'aria-label="Metropolitana de Santiago: 1 compromiso"' in page
    page = read(client, f"/mapa/?plan={chile.plan.slug}")
    assert f"/mapa/?plan={chile.plan.slug}&amp;region=region-metropolitana-de-santiago" in page
    page = read(client, "/mapa/?plazo=atrasado&region=region-metropolitana-de-santiago")
    assert "Renca: ningún compromiso" in page or "Renca: 1 compromiso" in page
    assert client.get("/mapa/?region=renca").status_code == 404
    assert client.get("/mapa/?region=nada").status_code == 404


def test_a_plan_and_a_call_show_where(client, chile):
    with CaptureQueriesContext(connection) as asked:
        page = read(client, f"/planes/{chile.plan.slug}/")
    assert len(asked) <= MOST_QUERIES
    assert "Dónde se cumple: Metropolitana de Santiago" in page
    assert f"/compromisos/?plan={chile.plan.slug}&amp;territorio=renca" in page
    assert HIDDEN not in page
    call = Proposal.objects.select_related("call").first().call
    page = read(client, f"/convocatorias/{call.slug}/")
    assert f"/propuestas/?convocatoria={call.slug}&amp;comuna=renca" in page


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/comunas/region-tarapaca/", "/regiones/region-tarapaca/"),
        ("/regiones/renca/", "/comunas/renca/"),
        ("/comunas/til-til/", "/comunas/tiltil/"),
        ("/comunas/rm/", "/regiones/region-metropolitana-de-santiago/"),
    ],
)
def test_other_names_and_the_other_kind_lead_to_the_page(client, chile, asked, leads_to):
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, leads_to)


def test_what_there_is_not_is_not_found(client, chile):
    assert client.get("/comunas/atlantida/").status_code == 404


def test_without_territories_the_list_says_so(client):
    assert "Aún no se carga el territorio" in read(client, "/comunas/")
