"""Until when one may take part, in calendars that real readers understand."""

import datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from ogp_portal.foundation import dates
from tests.factories import drafts as made_drafts
from tests.factories import proposals as made_proposals

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
