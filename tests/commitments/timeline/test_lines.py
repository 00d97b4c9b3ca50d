"""The timeline of a plan: a line for each commitment, what it says of each milestone, and the
table behind it.
"""

import datetime

import pytest
import time_machine

from commitments.plans import workflow as plans
from commitments.plans.models import Axis, Commitment
from commitments.progress.queries import clocks_now
from commitments.timeline import queries as timeline
from tests.factories.commitments import commitment, complete

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 16, 15, tzinfo=datetime.UTC)
JUNE, DECEMBER = datetime.date(2026, 6, 28), datetime.date(2026, 12, 28)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(cast):
    """Five commitments: late, moved, complete, withdrawn, and a proposal without milestones."""
    axis = Axis.objects.create(plan=cast.plan, slug="agua", name="Agua", position=1)
    commitment(cast, slug="atrasado", number=1, axis=axis)
    moved = commitment(cast, slug="movido", number=2, axis=axis, milestones=1)
    plans.reschedule(
        moved.milestones.get(),
        to_on=DECEMBER,
        cause="funding",
        reason="El fondo no llegó.",
        by=cast.coordinator,
    )
    complete(cast, commitment(cast, slug="cumplido", number=3, milestones=1))
    gone = commitment(cast, slug="retirado", number=4, milestones=1)
    plans.withdraw_commitment(gone, by=cast.coordinator, reason="Acuerdo del foro.")
    Commitment.objects.filter(pk=commitment(cast, "draft", milestones=0).pk).update(
        is_proposed=True
    )
    return cast.plan


def test_each_commitment_has_a_line_by_axis_with_what_was_promised_moved_done_and_late(plan):
    at = clocks_now()
    chart = timeline.timeline_chart(timeline.plan_lines(plan, at), on=at.on)
    points = {
        row.number: [(point.kind, point.first_on, point.on) for point in row.points]
        for group in chart.groups
        for row in group.rows
    }
    assert [(group.name, len(group.rows)) for group in chart.groups] == [("Agua", 2), ("", 2)]
    assert points["1"][0] == ("late", JUNE, JUNE)
    assert chart.groups[0].rows[0].points[0].late_until == at.on
    assert points["2"] == [("open", JUNE, DECEMBER)]
    assert points["3"][0][0] == "done"
    assert points["4"] == [("off", JUNE, JUNE)]
    assert chart.table[1][1:] == ("0 de 1", "28-06-2026", "28-12-2026", "1", "0")
    assert chart.sentence == (  # without the withdrawn, as in every count
        "Al 16 de noviembre de 2026. Hitos: 4; cumplidos: 1; atrasados: 1; con su fecha movida: 1."
    )


def test_the_page_the_picture_and_the_plan_show_it_and_a_hidden_plan_shows_none(
    client, plan, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        page = client.get("/planes/plan/linea/").content.decode()
    assert "chart__timeline" in page
    assert "<td" in page
    picture = client.get("/planes/plan/linea.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    text = client.get("/planes/plan/").content.decode()
    assert 'src="/planes/plan/linea.svg"' in text
    height = picture.content.decode().partition('viewBox="0 0 360 ')[2].partition('"')[0]
    assert f'height="{height}"' in text  # what stands below keeps its place
    assert client.get("/planes/nada/linea/").status_code == 404


def test_a_plan_without_milestones_has_nothing_to_draw(client, cast):
    assert "no hay línea que dibujar" in client.get("/planes/plan/linea/").content.decode()
    assert client.get("/planes/plan/linea.svg").content.startswith(b"<svg")
