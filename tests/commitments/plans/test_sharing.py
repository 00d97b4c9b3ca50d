"""What is shared says how things stand; plain links do it, a script only makes it easier."""

import datetime
import re
from html import unescape
from types import SimpleNamespace as Row
from urllib.parse import unquote

import pytest
from django.utils import translation

from commitments.templatetags.sharing_parts import shared_plan_words, shared_words
from tests.factories.commitments import commitment

TODAY = datetime.date(2026, 11, 28)


def late(*days: int) -> list[Row]:
    return [Row(due_on=TODAY - datetime.timedelta(days=count)) for count in days]


@pytest.mark.parametrize(
    ("facts", "overdue", "words"),
    [
        ({}, late(40, 3), "Atrasado 40 días: Agua"),
        ({}, late(1), "Atrasado un día: Agua"),
        ({}, [], "2 de 5 hitos cumplidos: Agua"),
        ({"milestone_count": 1, "complete_count": 0}, [], "Su único hito está pendiente: Agua"),
        ({"computed_level": "complete"}, [], "Cumplido: Agua"),
        ({"milestone_count": 0}, [], "Agua"),
        ({"state": "withdrawn"}, late(40), "Retirado: Agua"),
        (
            {"state": "draft", "is_proposed": True},
            late(40),
            "Propuesto, aún no es un compromiso: Agua",
        ),
    ],
)
def test_a_commitment_is_shared_with_its_state_before_its_name(facts, overdue, words):
    row = {
        "title": "Agua",
        "state": "published",
        "is_proposed": False,
        "milestone_count": 5,
        "complete_count": 2,
        "computed_level": "limited",
        **facts,
    }
    assert shared_words(Row(**row), overdue, TODAY) == words


def test_the_words_are_those_of_the_reader_and_a_title_is_no_format():
    row = Row(title="100 %(title)s", state="withdrawn", is_proposed=False)
    with translation.override("en"):
        assert shared_words(row, [], TODAY) == "Withdrawn: 100 %(title)s"


@pytest.mark.parametrize(
    ("late_ones", "complete", "words"),
    [
        (3, 5, "3 compromisos atrasados de 14: Plan"),
        (1, 0, "1 compromiso atrasado de 14: Plan"),
        (0, 5, "5 compromisos cumplidos de 14: Plan"),
        (0, 0, "Plan"),
    ],
)
def test_a_plan_is_shared_with_what_is_late_first(late_ones, complete, words):
    figures = {"promised": 14, "late": late_ones, "complete": complete}
    assert shared_plan_words(Row(title="Plan"), figures) == words


@pytest.mark.django_db
def test_a_page_is_shared_by_plain_links_and_says_where_it_stands(client, cast, settings):
    row = commitment(cast, title="Abrir la red de agua", number=7)
    page = unescape(client.get(f"/en/compromisos/{row.slug}/").content.decode())
    address = f"{settings.PORTAL_URL}/en/compromisos/{row.slug}/"
    [box] = re.findall(r'<div class="share" data-share="([^"]*)" data-address="([^"]*)"', page)
    assert box[0].endswith(": Abrir la red de agua")
    assert box[1] == address
    [link] = re.findall(r'href="https://wa\.me/\?text=([^"]*)"', page)
    assert unquote(link) == f"{box[0]} {address}"
    assert page.count("js/share") == 1
    assert f'<link rel="canonical" href="{address}">' in page
    there = f"{settings.PORTAL_URL}/compromisos/{row.slug}/"
    for tag, place in (("es-CL", there), ("en", address), ("x-default", there)):
        assert f'<link rel="alternate" hreflang="{tag}" href="{place}">' in page
    assert '<meta property="og:image:alt" content="Abrir la red de agua">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert page.count('class="printed"') == 1
    assert page.partition('<p class="printed">')[2].partition("</p>")[0].strip().endswith(address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("", "/compromisos/"),
        ("?orden=plazo&q=agua", "/compromisos/"),
        ("?pagina=1", "/compromisos/"),
        ("?pagina=2&q=agua", "/compromisos/?pagina=2"),
        ("?pagina=%3Cscript%3E", "/compromisos/"),
        ("?pagina=99999999", "/compromisos/"),
    ],
)
def test_a_list_has_one_address_for_each_of_its_pages_however_it_is_asked(
    client, settings, asked, address
):
    page = client.get(f"/compromisos/{asked}").content.decode()
    assert f'<link rel="canonical" href="{settings.PORTAL_URL}{address}">' in page


@pytest.mark.django_db
def test_what_is_not_there_has_no_address_of_its_own(client):
    page = client.get("/no-existe/").content.decode()
    assert 'rel="canonical"' not in page
    assert "hreflang" not in page.partition("<body>")[0]
    assert 'rel="manifest"' in page


@pytest.mark.django_db
def test_nothing_is_offered_for_sharing_while_nothing_is_promoted(client, cast, settings):
    settings.QUIET_PERIODS = [(datetime.date(2020, 1, 1), datetime.date(2099, 1, 1))]
    page = client.get(f"/compromisos/{commitment(cast).slug}/").content.decode()
    assert 'class="share"' not in page
    assert "Período electoral" in page
