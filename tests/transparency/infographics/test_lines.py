"""The timeline of a plan as a card: for a phone and on paper, of public plans alone."""

import datetime

import pytest
import time_machine
from PIL import Image

from commitments.plans.models import Plan
from ogp_portal.foundation.documents.timelines import Group, Point, Row, TimelineChart
from tests.factories.commitments import commitment
from transparency.infographics.documents import lines, pictures

TODAY = datetime.date(2026, 11, 28)


def chart(rows):
    point = [Point(TODAY, datetime.date(2026, 3, 1), "late", TODAY)]
    groups = [Group("Agua", [Row(str(n), f"Compromiso {n}", point) for n in range(1, rows + 1)])]
    return TimelineChart("Línea", "Dice qué.", groups, TODAY, "Rombo: atrasado.")


@pytest.mark.parametrize("rows", [1, 29])
def test_the_picture_says_the_plan_the_sentence_the_key_and_where_to_read_more(rows):
    svg = lines.picture("Plan de agua", chart(rows), address="https://x.cl/linea/", is_quiet=False)
    for words in ("Plan de agua", "Dice qué.", "Rombo: atrasado.", "https://x.cl/linea/", "Agua"):
        assert f">{words}<" in svg, words
    assert svg.count("<svg") == svg.count("</svg>") == 2
    assert svg.count('class="chart__over"') == rows


def test_the_picture_is_as_wide_as_a_phone_shows_and_as_high_as_its_rows_ask(tmp_path):
    sizes = []
    for rows in (1, 40):
        drawn = lines.picture("Plan", chart(rows), address="https://x.cl/", is_quiet=True)
        (tmp_path / "x.png").write_bytes(pictures.png(drawn, form="alta"))
        with Image.open(tmp_path / "x.png") as image:
            sizes.append(image.size)
    assert [width for width, _height in sizes] == [1080, 1080]
    assert sizes[0][1] < sizes[1][1]


def test_on_paper_the_rows_are_on_sheets_that_hold_them(settings):
    facts = lines.sheet_facts("Plan", chart(80), address="https://x.cl/", is_quiet=False)
    assert str(facts["html"]).count('class="sheet"') == 3
    assert facts["title"] == "Plan"


@pytest.mark.django_db
def test_both_are_of_a_public_plan_that_has_milestones_and_of_no_other(client, cast):
    with time_machine.travel(datetime.datetime(2026, 11, 16, 15, tzinfo=datetime.UTC)):
        address = "/infografias/planes/plan/linea"
        for ending in ("png", "pdf"):
            assert client.get(f"{address}.{ending}").status_code == 404  # nothing to draw
        commitment(cast, slug="plaza", number=1)
        Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
        picture = client.get(f"{address}.png")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
        assert client.get(f"{address}.pdf").status_code in (200, 202, 302)
        for slug in ("oculto", "nada"):
            for ending in ("png", "pdf"):
                hidden = f"/infografias/planes/{slug}/linea.{ending}"
                assert client.get(hidden).status_code == 404
        text = client.get("/planes/plan/linea/").content.decode()
        assert f'href="{address}.png"' in text
        assert f'href="{address}.pdf"' in text
