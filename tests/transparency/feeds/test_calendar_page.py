"""The calendar for people: what the calendar file tells of a month, day by day."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar

from commitments.plans import workflow as plans
from commitments.plans.models import Plan
from forums.process.models import Stage
from ogp_portal.foundation import dates
from tests.factories import drafts as made_drafts
from tests.factories import proposals as made_proposals
from tests.factories import sessions as made_sessions
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2026, 11, 16, 15, tzinfo=datetime.UTC)
JUST_BEFORE = datetime.timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


@pytest.fixture
def month(cast):
    """A November with one of each kind."""
    commitment(cast, slug="plaza", milestones=1)
    row = commitment(cast, slug="vence", milestones=1)
    row.milestones.update(due_on=datetime.date(2026, 11, 30))
    gone = commitment(cast, slug="retirado", milestones=1)
    gone.milestones.update(due_on=datetime.date(2026, 11, 1))
    plans.withdraw_commitment(gone, by=cast.coordinator, reason="Acuerdo del foro.")
    closes_at = dates.first_instant(datetime.date(2026, 12, 1))  # the last day is 30 November
    opens_at = dates.first_instant(datetime.date(2026, 11, 20))
    return {
        "call": made_proposals.call(cast, opens_at=opens_at, closes_at=closes_at),
        "consultation": made_drafts.consultation(cast, closes_at=closes_at),
        "survey": made_proposals.survey(cast, closes_at=closes_at),
        "session": made_sessions.session(cast),
        "stage": Stage.objects.create(
            plan=cast.plan,
            position=90,
            name="Cocreación larga",
            opens_on=datetime.date(2026, 9, 1),
            closes_on=datetime.date(2026, 12, 31),
        ),
    }


def shown(client, **query):
    page = client.get("/calendario/", query)
    assert page.status_code == 200
    return {entry.uid: entry for _day, entries in page.context["days"] for entry in entries}


def in_file(client, first, last, query=""):
    """Return what a calendar file tells of some days, by the portal's zone."""
    calendar = Calendar.from_ical(client.get(f"/calendario.ics{query}").content)
    found = set()
    for event in calendar.walk("VEVENT"):
        begins, ends = event["dtstart"].dt, event["dtend"].dt
        if isinstance(begins, datetime.datetime):
            begins, ends = timezone.localdate(begins), timezone.localdate(ends - JUST_BEFORE)
        else:
            ends -= datetime.timedelta(days=1)
        is_meeting = "Sesión" in str(event["categories"].to_ical().decode())
        if begins <= last and (begins if is_meeting else ends) >= first:
            found.add(str(event["uid"]).partition("@")[0])
    return found


def test_the_page_of_each_month_and_the_file_of_the_same_filters_tell_the_same(client, cast, month):
    for code, first, last in (
        ("2026-11", datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)),
        ("2026-06", datetime.date(2026, 6, 1), datetime.date(2026, 6, 30)),
        ("2026-12", datetime.date(2026, 12, 1), datetime.date(2026, 12, 31)),
    ):
        for query in ({}, {"plan": "plan"}, {"foro": cast.forum.slug}, {"institucion": "ciudad"}):
            address = "".join(f"?{name}={value}" for name, value in query.items())
            told = in_file(client, first, last, address)
            assert set(shown(client, mes=code, **query)) == told, (code, query)
    assert len(shown(client, mes="2026-11")) >= 7


def test_each_thing_stands_on_its_day_with_its_page_and_its_file(client, month):
    page = client.get("/calendario/?mes=2026-11")
    days = {entry.uid: day.day for day, entries in page.context["days"] for entry in entries}
    call = month["call"]
    assert days[f"call-{call.slug}-opens"] == 20
    assert days[f"call-{call.slug}"] == 30  # the last day one may take part
    assert days[str(month["stage"].public_id)] == 1  # it began before, and goes on
    text = page.content.decode()
    for address in (
        f"/convocatorias/{call.slug}/",
        f"/convocatorias/{call.slug}.ics",
        "/compromisos/vence/#hito-1",
        "/compromisos/vence.ics",
        "webcal://localhost:8000/calendario.ics",
        "?mes=2026-12",
        "?mes=2026-10",
    ):
        assert f'href="{address}"' in text, address
    assert '<h2 id="dia-30"' in text
    assert 'href="#dia-30"' in text


def test_what_is_late_done_or_off_says_so_and_the_due_day_itself_is_on_time(client, cast, month):
    states = {entry.path.split("/")[2]: entry.state for entry in shown(client).values()}
    assert (states["vence"], states["retirado"]) == ("", "off")
    assert (
        shown(client, mes="2026-06")[
            next(
                uid for uid, entry in shown(client, mes="2026-06").items() if "plaza" in entry.path
            )
        ].state
        == "late"
    )
    calendar = Calendar.from_ical(client.get("/calendario.ics").content)
    statuses = {
        str(event["url"]).split("/")[4]: str(event["status"])
        for event in calendar.walk("VEVENT")
        if "/compromisos/" in str(event["url"])
    }
    assert statuses == {"plaza": "CONFIRMED", "vence": "CONFIRMED", "retirado": "CANCELLED"}


def test_a_filter_stays_in_the_months_beside_and_in_the_calendar_of_one_press(client, month):
    text = client.get("/calendario/?plan=plan&mes=2026-11").content.decode()
    for address in (
        "?plan=plan&amp;mes=2026-12",
        "webcal://localhost:8000/calendario.ics?plan=plan",
        "/calendario.ics?plan=plan",
    ):
        assert f'href="{address}"' in text, address
    name = str(Calendar.from_ical(client.get("/calendario.ics?plan=plan").content)["name"])
    assert name.startswith("Plan: Plan de prueba · ")


def test_what_is_not_public_or_not_there_is_refused(client, cast):
    hidden = Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    commitment(cast, "draft", slug="borrador", plan=hidden)
    assert client.get("/calendario/?plan=oculto").status_code == 404
    assert client.get("/calendario/?foro=nada").status_code == 404
    assert client.get("/calendario.ics?plan=oculto").json()["parameter"] == "plan"
    assert shown(client, mes="2026-06") == {}


def test_the_report_of_last_month_is_expected_on_the_tenth_working_day(client, cast):
    with time_machine.travel(datetime.datetime(2026, 11, 10, 15, tzinfo=datetime.UTC)):
        day = shown(client, mes="2026-11")["report-plan-2026-10"]
    assert (day.first, day.title) == (
        datetime.date(2026, 11, 13),
        "Último día para informar octubre de 2026; después sale el informe",
    )
    assert "report-plan-2026-10" not in shown(client, mes="2026-11")  # closed, and not issued


def test_a_month_asks_the_same_few_questions_however_much_is_in_it(
    client, month, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        client.get("/calendario/?plan=plan")
    assert len(client.get("/calendario/").content) < 100_000
