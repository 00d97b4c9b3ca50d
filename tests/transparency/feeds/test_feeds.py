"""Feeds and calendars that real readers understand, with the same facts as the pages and nothing
that is not public.
"""

import datetime
import time

import feedparser
import pytest
from icalendar import Calendar

from commitments.plans import workflow
from commitments.plans.models import Plan
from forums.process.models import Stage
from tests.factories.commitments import commitment, update
from tests.waiting import until

pytestmark = pytest.mark.django_db
ATOMS = (
    "/cambios.atom",
    "/informes.atom",
    "/planes/plan.atom",
    "/instituciones/ciudad.atom",
    "/compromisos/actas.atom",
    "/en/cambios.atom",
)
CALENDARS = (
    "/calendario.ics",
    "/planes/plan.ics",
    "/instituciones/ciudad.ics",
    "/compromisos/actas.ics",
    "/en/calendario.ics",
)


@pytest.fixture
def row(cast):
    found = commitment(cast, slug="actas", title="Abrir <las> actas & más")
    update(cast, "approved", of=found)
    workflow.reschedule(
        found.milestones.first(),
        to_on=datetime.date(2027, 1, 15),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )
    commitment(cast, "draft", slug="secreto", title="Secreto")
    Stage.objects.create(
        plan=cast.plan,
        position=1,
        name="Formulación",
        opens_on=datetime.date(2026, 11, 13),
        closes_on=datetime.date(2026, 11, 28),
    )
    Stage.objects.create(plan=cast.plan, position=2, name="Por definir")
    return found


def feed(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def events(client, path):
    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("path", ATOMS)
def test_a_feed_is_valid_atom_in_few_queries(client, row, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = feed(client, path)
    assert found.version == "atom10"
    assert found.feed.id == f"http://localhost:8000{path}"
    assert any(link.rel == "self" and link.href == found.feed.id for link in found.feed.links)
    assert found.feed.updated
    for entry in found.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.link.startswith("http://localhost:8000/")
        assert client.get(entry.link.replace("http://localhost:8000", "")).status_code == 200
        assert entry.author
        assert entry.updated_parsed


def test_the_same_change_has_the_same_identity_in_every_feed(client, row):
    whole = {entry.id for entry in feed(client, "/cambios.atom").entries}
    own = {entry.id for entry in feed(client, "/compromisos/actas.atom").entries}
    assert own
    assert own <= whole
    assert own <= {entry.id for entry in feed(client, "/planes/plan.atom").entries}
    assert own <= {entry.id for entry in feed(client, "/instituciones/ciudad.atom").entries}
    assert (
        f"urn:uuid:{client.get('/api/v1/changes/?subject=actas&ordering=-at').json()['results'][0]['id']}"
        in own
    )


def test_an_entry_says_what_changed_and_why_with_its_markup_as_text(client, row):
    entry = next(
        item for item in feed(client, "/compromisos/actas.atom").entries if "plazo" in item.title
    )
    assert (
        "<title>Se movió el plazo de un hito: Abrir &lt;las&gt; actas &amp; más</title>"
        in client.get("/compromisos/actas.atom").content.decode()
    )
    assert "Falta la toma de razón." in entry.summary
    assert "2027-01-15" in entry.summary
    assert "\n" not in entry.title


def test_nothing_private_is_in_a_feed_or_a_calendar(client, row, cast):
    for path in (*ATOMS, *CALENDARS):
        client.force_login(cast.coordinator)
        assert b"Secreto" not in client.get(path).content
    assert client.get("/compromisos/secreto.atom").status_code == 404
    assert client.get("/compromisos/secreto.ics").status_code == 404
    Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    assert client.get("/planes/oculto.atom").status_code == 404
    assert client.get("/planes/oculto.ics").status_code == 404
    assert client.get("/instituciones/nadie.atom").status_code == 404


def test_who_did_it_is_a_role_and_never_a_person(client, row, cast):
    body = client.get("/cambios.atom").content.decode()
    assert "Ciudad" in body
    for person in cast.roles().values():
        if person.is_authenticated:
            assert person.email not in body
            assert not person.name or f">{person.name}<" not in body


@pytest.mark.parametrize("path", CALENDARS)
def test_a_calendar_holds_whole_days_with_their_end_left_out(
    client, row, path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        found = events(client, path)
    moved = found["Hito 1"]
    assert moved["dtstart"].dt == datetime.date(2027, 1, 15)
    assert moved["dtend"].dt == datetime.date(2027, 1, 16)
    assert "2026-06-28" in str(moved["description"])
    assert str(moved["url"]).endswith("/compromisos/actas/#hitos")
    assert "Secreto" not in str(found)


def test_stages_with_dates_are_in_the_plan_s_calendar_and_those_without_are_not(client, row):
    found = events(client, "/planes/plan.ics")
    assert (found["Formulación"]["dtstart"].dt, found["Formulación"]["dtend"].dt) == (
        datetime.date(2026, 11, 13),
        datetime.date(2026, 11, 29),
    )
    assert "Por definir" not in found
    assert "Formulación" not in events(client, "/compromisos/actas.ics")


def test_a_moved_or_cancelled_milestone_replaces_what_the_reader_had(client, row, cast):
    before = events(client, "/calendario.ics")["Hito 2"]
    milestone = row.milestones.get(title="Hito 2")
    workflow.reschedule(
        milestone,
        to_on=datetime.date(2027, 3, 1),
        cause="funding",
        reason="Sin recursos.",
        by=cast.coordinator,
    )
    type(milestone).objects.filter(pk=milestone.pk).update(title="Hito 2")
    written = int(time.time())
    until(lambda: time.time() >= written + 1, "another second, which is how a calendar counts")
    workflow.cancel_milestone(milestone, by=cast.coordinator, reason="Se unió al anterior.")
    after = events(client, "/calendario.ics")["Hito 2"]
    assert str(after["uid"]) == str(before["uid"])
    assert int(after["sequence"]) > int(before["sequence"])
    assert str(after["status"]) == "CANCELLED"


def test_hostile_titles_cannot_add_lines_to_a_calendar(client, cast):
    row = commitment(cast, slug="x", title="A\r\nBEGIN:VALARM; \\, «B»")
    row.milestones.update(title="Fin\r\nEND:VEVENT\r\nX-EVIL:1")
    body = client.get("/calendario.ics").content
    assert b"\r\nX-EVIL" not in body
    assert b"\r\nBEGIN:VALARM" not in body
    addresses = [str(event["url"]) for event in Calendar.from_ical(body).walk("VEVENT")]
    steps = [address for address in addresses if address.endswith("/compromisos/x/#hitos")]
    assert len(steps) == 2
    assert set(addresses) - set(steps) == {"http://localhost:8000/informes/"}  # those to come


def test_historical_plans_fill_no_calendar(client, row, cast):
    Plan.objects.filter(pk=cast.plan.pk).update(is_historical=True)
    assert "Hito 1" not in events(client, "/calendario.ics")


def test_the_pages_lead_to_their_feeds_and_calendars(client, row):
    for page, ends in (
        ("/compromisos/actas/", "compromisos/actas"),
        ("/planes/plan/", "planes/plan"),
        ("/instituciones/ciudad/", "instituciones/ciudad"),
    ):
        body = client.get(page).content.decode()
        for suffix in ("atom", "ics", "json"):
            assert f'href="/{ends}.{suffix}"' in body
    assert 'href="/cambios.atom"' in client.get("/").content.decode()
    assert 'href="/informes.atom"' in client.get("/informes/").content.decode()
