"""What is late or was moved, why, and who said so: today, on a past day, and through what happens
to it.
"""

import csv
import datetime
import io
import json

import pytest
import time_machine

from commitments.amendments import reading
from commitments.plans import workflow as plans
from commitments.plans.models import Axis, Commitment, Milestone, Plan
from commitments.progress.models import ProgressUpdate
from commitments.timeline import delays
from tests.factories.amendments import put_in_force
from tests.factories.commitments import commitment, complete, update
from transparency.reports import workflow as reports

pytestmark = pytest.mark.django_db
OCTOBER = datetime.datetime(2026, 10, 20, 15, tzinfo=datetime.UTC)
NOVEMBER = datetime.datetime(2026, 11, 16, 15, tzinfo=datetime.UTC)
DECEMBER = datetime.datetime(2026, 12, 20, 15, tzinfo=datetime.UTC)
MOVED_TO = datetime.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def move(cast, step, to_on, cause="funding", reason="El fondo no llegó."):
    return plans.reschedule(step, to_on=to_on, cause=cause, reason=reason, by=cast.coordinator)


@pytest.fixture
def late(cast):
    """A commitment whose first milestone was due on 28 June and was moved to 10 November; the
    second is due on 28 December.
    """
    axis = Axis.objects.create(plan=cast.plan, slug="agua", name="Agua", position=1)
    with time_machine.travel(OCTOBER):
        row = commitment(cast, slug="plaza", axis=axis)
        Milestone.objects.filter(commitment=row, position=2).update(
            due_on=datetime.date(2026, 12, 28)
        )
        move(cast, row.milestones.get(position=1), MOVED_TO)
    return row


def asked(client, **query):
    answer = client.get("/atrasos/", query)
    assert answer.status_code == 200
    return answer.context["answer"]


def counts(page):
    tally = page.tally
    return tally.late_milestones, tally.moved_milestones


def test_it_says_since_when_why_who_said_so_and_both_dates(client, late):
    page = client.get("/atrasos/")
    (row,) = page.context["answer"].rows
    assert (row.stood.row.late_since, row.stood.delay.against_due) == (
        datetime.date(2026, 11, 11),
        6,
    )
    text = " ".join(page.content.decode().split())
    for words in (
        "1 hito atrasado, en 1 compromiso.",
        "6 días de atraso",
        "desde el 11 de noviembre de 2026",
        "el primero fue el 28 de junio de 2026",
        "se movió 1 vez",
        "Cambio de financiamiento.",
        "El fondo no llegó.",
        "lo dijo la coordinación del plan el 20 de octubre de 2026",
        'href="/compromisos/plaza/#hito-1"',
    ):
        assert words in text, words
    assert "Nadie ha dicho por qué" not in text


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"plan": "plan"}, 1),
        ({"plan": "plan", "eje": "agua"}, 1),
        ({"institucion": "ciudad", "estado": "atrasado"}, 1),
        ({"causa": "funding", "estado": "movido", "planes": "en_marcha"}, 1),
        ({"causa": "resources"}, 0),
        ({"causa": delays.NOT_MOVED}, 0),
        ({"institucion": "otra"}, 0),
        ({"planes": "otros"}, 0),
        ({"estado": "otro"}, 0),
    ],
)
def test_the_filters_of_the_address_keep_what_they_say_today_and_on_that_day(
    client, late, query, number
):
    assert asked(client, **query).count == number
    of_day = {"plan": "plan", **query, "as_of": "2026-11-16"}
    assert asked(client, **of_day).count == number


def test_page_dataset_sheet_and_feed_give_the_same(client, cast, late):
    commitment(cast, slug="sin-explicar", milestones=1)
    assert counts(asked(client)) == (2, 1)
    for query, api in (
        ({}, "delay=late_or_moved"),
        ({"estado": "atrasado"}, "delay=late"),
        ({"estado": "movido"}, "delay=moved"),
        ({"causa": "sin_mover", "planes": "en_marcha"}, ""),
    ):
        page = asked(client, **query)
        shown = {str(row.stood.milestone.public_id) for row in page.rows}
        question = page.question.as_api
        assert question.startswith(api)
        answer = client.get(f"/api/v1/milestones/?{question}").json()["results"]
        assert {row["id"] for row in answer} == shown
        feed = client.get("/atrasos.atom", query).content.decode()
        assert feed.count("<entry>") == len(shown)
        assert all(f"urn:uuid:{key}" in feed for key in shown)
    sheet = client.get("/api/v1/milestones.csv?delay=moved")
    (line,) = csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig")))
    assert (line["veces_movido"], line["causa"], line["eje"]) == ("1", "funding", "agua")
    assert line["causa_en_palabras"] == "cambio de financiamiento"
    assert line["motivo_de_la_causa"] == "El fondo no llegó."
    assert line["institucion_del_compromiso"] == "ciudad"


def test_the_feed_tells_when_it_became_so_and_refuses_what_there_is_not(client, late):
    feed = client.get("/atrasos.atom?estado=atrasado").content.decode()
    assert "Atrasado desde el 11 de noviembre de 2026: Hito 1, de «" in feed
    assert "<updated>2026-11-11T03:00:00+00:00</updated>" in feed.replace("-03:00", "+00:00") or (
        "<updated>2026-11-11T00:00:00-03:00</updated>" in feed
    )
    assert client.get("/atrasos.atom?estado=otro").json()["parameter"] == "estado"
    assert client.get("/atrasos.atom?plan=nada").json()["parameter"] == "plan"
    later = client.get("/atrasos.atom?modified_since=2026-11-12T00:00:00-03:00").content.decode()
    assert "<entry>" not in later


def test_a_past_day_says_what_was_so_with_what_was_known(client, cast, late):
    on_time = asked(client, plan="plan", as_of="2026-11-10")
    assert counts(on_time) == (0, 1)
    assert counts(asked(client, plan="plan", as_of="2026-11-11")) == (1, 1)
    before = {"as_of": "2026-10-20", "known_at": "2026-10-20T11:59:59-03:00"}
    page = asked(client, plan="plan", **before)
    assert page.count == 0  # nothing was public a second before
    with time_machine.travel(DECEMBER):
        complete(cast, Commitment.objects.get(pk=late.pk))
        assert counts(asked(client)) == (0, 1)
        of_today = asked(client, plan="plan", as_of="2026-11-16")
        assert of_today.tally.moved_milestones == 1


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "2026-11-10"},
        {"plan": "plan", "as_of": "2027-01-01"},
        {"plan": "plan", "as_of": "x"},
    ],
)
def test_a_past_day_without_its_plan_or_one_to_come_is_refused_with_its_reason(client, late, query):
    answer = client.get("/atrasos/", query)
    assert answer.status_code == 422
    assert "notice" in answer.content.decode()


def test_a_move_that_was_corrected_the_same_day_counts_once_with_what_it_says_now(
    client, cast, late
):
    step = late.milestones.get(position=2)
    move(cast, step, datetime.date(2027, 1, 31), reason="Fecha mal escrita.")
    move(cast, step, datetime.date(2027, 2, 15), cause="resources", reason="Falta un equipo.")
    page = asked(client, estado="movido")
    second = next(row for row in page.rows if row.stood.milestone.position == 2)
    assert [(each.to_on, each.reason) for each in second.moves] == [
        (datetime.date(2027, 2, 15), "Falta un equipo.")
    ]
    assert second.stood.row.times_moved == 1
    move(cast, step, datetime.date(2026, 12, 28), reason="No había que moverla.")
    assert counts(asked(client, estado="movido")) == (1, 1)  # the first one is late, too


def test_of_a_withdrawn_commitment_nothing_is_late_and_what_moved_stays_with_its_reason(
    client, cast, late
):
    plans.withdraw_commitment(
        Commitment.objects.get(pk=late.pk), by=cast.coordinator, reason="Acuerdo del foro."
    )
    page = client.get("/atrasos/")
    assert counts(page.context["answer"]) == (0, 1)
    text = page.content.decode()
    assert "compromiso retirado" in text
    assert "Acuerdo del foro." in text
    moved = client.get("/compromisos/", {"plazo": "reprogramado"}).context["answer"].count
    assert page.context["answer"].tally.moved_commitments == moved == 1
    assert counts(asked(client, plan="plan", as_of="2026-11-15")) == (1, 1)  # it was, until then


def test_a_milestone_that_an_objection_reopened_is_late_again_and_says_why(client, cast, late):
    complete(cast, Commitment.objects.get(pk=late.pk))
    step = Milestone.objects.get(commitment=late, position=1)
    assert counts(asked(client)) == (0, 1)
    plans.reopen_milestone(step, by=cast.coordinator, reason="La obra no está.", progress=40)
    page = client.get("/atrasos/")
    assert counts(page.context["answer"]) == (1, 1)
    text = " ".join(page.content.decode().split())
    assert "Figuraba cumplido desde el" in text
    assert "La obra no está." in text


def test_what_an_amendment_changes_is_told_of_a_day_as_it_was_that_day(client, cast, late):
    before = Commitment.objects.get(pk=late.pk)
    put_in_force(cast, before, reading.changes_of(before, {"responsible": cast.partner}))
    (now,) = asked(client, plan="plan").rows
    assert now.stood.row.institution.slug == cast.partner.slug
    (then,) = asked(client, plan="plan", as_of="2026-11-15").rows
    assert then.stood.row.institution.slug == "ciudad"


def test_the_latest_report_says_why_where_it_gives_a_cause(client, cast):
    row = commitment(cast, slug="callada", milestones=1)
    assert "Nadie ha dicho por qué." in client.get("/atrasos/").content.decode()
    told = update(cast, "approved", of=row, month=datetime.date(2026, 10, 1))
    ProgressUpdate.objects.filter(pk=told.pk).update(delay_cause="resources")
    text = " ".join(client.get("/atrasos/").content.decode().split())
    assert "Falta de recursos." in text
    assert "de todo el compromiso, en su reporte de octubre de 2026." in text
    assert "Nadie ha dicho por qué." not in text


def test_an_old_report_counts_what_the_page_says_of_its_day_and_its_instant(client, cast, late):
    report = reports.request_report(cast.plan, month=datetime.date(2026, 10, 1))
    facts = json.loads(report.snapshot.body)
    with time_machine.travel(DECEMBER):
        move(cast, late.milestones.get(position=1), datetime.date(2027, 1, 31))
        page = asked(client, plan="plan", as_of="2026-10-31", known_at=facts["taken_at"])
        assert page.tally.late_milestones == facts["totals"]["milestones_late"]
        assert counts(asked(client)) == (0, 1)


def test_the_page_asks_the_same_few_questions_of_one_and_of_many(
    client, cast, late, django_assert_max_num_queries
):
    for _number in range(4):
        commitment(cast)
    with django_assert_max_num_queries(10):
        assert asked(client).tally.late_milestones == 5
    with django_assert_max_num_queries(12):
        asked(client, plan="plan", as_of="2026-11-16")


def test_what_is_not_public_is_nowhere(client, cast):
    hidden = Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    commitment(cast, "draft", slug="borrador", plan=hidden)
    assert asked(client).count == 0
    assert client.get("/atrasos/", {"plan": "oculto", "as_of": "2026-11-01"}).status_code == 422
