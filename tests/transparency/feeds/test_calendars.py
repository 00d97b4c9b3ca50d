"""Until when one may take part, in calendars that real readers understand."""

import datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from commitments.plans.models import Plan
from ogp_portal.foundation import dates
from tests.factories import drafts as made_drafts
from tests.factories import proposals as made_proposals
from tests.factories import sessions as made_sessions

pytestmark = pytest.mark.django_db


def events(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    assert str(calendar["method"]) == "PUBLISH"
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_the_last_hour_of_each_chance_to_take_part_is_in_the_calendars(client, cast):
    closes_at = dates.first_instant(timezone.localdate() + datetime.timedelta(days=9))
    call = made_proposals.call(cast, closes_at=closes_at)
    consultation = made_drafts.consultation(cast, closes_at=closes_at)
    survey = made_proposals.survey(cast, closes_at=closes_at)
    for kind, page, row in (
        ("call", "convocatorias", call),
        ("consultation", "consultas", consultation),
        ("survey", "encuestas", survey),
    ):
        uid = f"{kind}-{row.slug}@localhost"
        own = events(client, f"/{page}/{row.slug}.ics")
        assert list(own) == [uid]
        event = own[uid]
        assert event["summary"] == f"Último plazo para participar: {row.title}"
        assert event["dtstart"].dt == closes_at - datetime.timedelta(hours=1)
        assert event["dtend"].dt == closes_at
        assert str(event["url"]) == f"http://localhost:8000/{page}/{row.slug}/"
        assert str(event["organizer"]).startswith("mailto:")
        for path in ("/calendario.ics", "/planes/plan.ics", "/en/calendario.ics"):
            assert uid in events(client, path), path
        page_text = client.get(f"/{page}/{row.slug}/").content.decode()
        assert f'href="/{page}/{row.slug}.ics"' in page_text


def test_the_chances_to_take_part_come_by_plan_by_forum_and_by_institution(client, cast):
    other = Plan.objects.create(slug="otro", kind="internal", title="Otro", state="co_creation")
    theirs = {
        f"call-{made_proposals.call(cast, forum=cast.forum).slug}@localhost",
        f"{made_sessions.session(cast).slug}@localhost",
    }
    open_to_all = {
        f"consultation-{made_drafts.consultation(cast).slug}@localhost",
        f"survey-{made_proposals.survey(cast).slug}@localhost",
    }
    elsewhere = f"call-{made_proposals.call(cast, plan=other).slug}@localhost"
    both = theirs | open_to_all
    assert set(events(client, "/participa.ics")) == {*both, elsewhere}
    assert set(events(client, "/participa.ics?plan=plan")) == both
    assert set(events(client, "/participa.ics?plan=otro")) == {elsewhere}
    assert set(events(client, f"/participa.ics?foro={cast.forum.slug}")) == theirs
    assert set(events(client, "/participa.ics?institucion=ciudad")) >= both
    assert events(client, f"/participa.ics?foro={cast.forum.slug}&plan=otro") == {}
    assert set(events(client, "/instituciones/ciudad.ics")) >= both
    assert elsewhere not in events(client, "/instituciones/ciudad.ics")
    title = str(Calendar.from_ical(client.get("/participa.ics?plan=plan").content)["name"])
    assert title.startswith("Para participar · Plan: Plan de prueba · ")


@pytest.mark.parametrize(
    ("asked", "parameter"), [("plan=oculto", "plan"), ("foro=nada", "foro"), ("q=x", "q")]
)
def test_what_that_calendar_cannot_read_or_is_not_public_is_refused(client, cast, asked, parameter):
    Plan.objects.create(slug="oculto", kind="internal", title="Oculto")
    answer = client.get(f"/participa.ics?{asked}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


def test_what_is_not_announced_is_in_no_calendar(client, cast):
    call = made_proposals.call(cast, is_announced=False)
    survey = made_proposals.survey(cast, "draft")
    assert client.get(f"/convocatorias/{call.slug}.ics").status_code == 404
    assert client.get(f"/encuestas/{survey.slug}.ics").status_code == 404
    assert client.get("/consultas/nada.ics").status_code == 404
    assert "call-" not in "".join(events(client, "/calendario.ics"))


def test_a_cancelled_consultation_is_said_to_be_so_under_the_same_name(client, cast):
    row = made_drafts.consultation(cast)
    ((uid, before),) = events(client, f"/consultas/{row.slug}.ics").items()
    type(row).objects.filter(pk=row.pk).update(state="cancelled", state_reason="Se retiró.")
    after = events(client, f"/consultas/{row.slug}.ics")[uid]
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert int(after["sequence"]) >= int(before["sequence"])
    assert "Se retiró." in str(after["description"])
