"""Hours that people type and read: the one that comes twice, the one that does not come, and until
when a window is open.
"""

import datetime
import json
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from forums.proposals.models import Call
from forums.sessions.models import Session
from ogp_portal.foundation import dates
from ogp_portal.foundation.documents.form_fields import SplitMomentField, moment
from tests.factories import forums as made

UTC = datetime.UTC
TWICE = datetime.datetime(2027, 4, 4, 3, 59, tzinfo=UTC)  # 23:59 in Santiago, for the second time


@pytest.mark.parametrize("typed", ["2027-04-03T23:59", "2027-04-03 23:59", "03-04-2027 23:59"])
def test_an_hour_that_comes_twice_is_the_later_one(typed):
    assert moment("Cierra").clean(typed) == TWICE
    assert SplitMomentField().clean(["2027-04-03", "23:59"]) == TWICE


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2027-04-03T22:59", datetime.datetime(2027, 4, 4, 1, 59, tzinfo=UTC)),
        ("2027-04-03T23:00", datetime.datetime(2027, 4, 4, 3, 0, tzinfo=UTC)),
        ("2027-04-04T00:00", datetime.datetime(2027, 4, 4, 4, 0, tzinfo=UTC)),
    ],
)
def test_hours_around_it_are_what_they_are(typed, instant):
    assert moment("Cierra").clean(typed) == instant


def test_an_hour_that_does_not_exist_is_refused_with_one_that_does():
    for field, typed in (
        (moment("Abre"), "2026-09-06T00:30"),
        (SplitMomentField(), ["2026-09-06", "00:30"]),
    ):
        with pytest.raises(ValidationError, match=r"las 00:30 no existen.*las 01:30"):
            field.clean(typed)
    assert moment("Abre").clean("2026-09-06T01:00") == datetime.datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_what_was_taken_of_an_hour_that_comes_twice_is_said():
    assert dates.moment(TWICE) == (
        "3 de abril de 2027 a las 23:59 (la segunda vez que da esa hora, UTC-4)"
    )
    assert dates.moment(TWICE - datetime.timedelta(hours=1)).endswith("(la primera vez, UTC-3)")
    assert dates.moment(TWICE + datetime.timedelta(minutes=1)) == "4 de abril de 2027 a las 00:00"
    assert dates.moment(None) == ""


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        (datetime.datetime(2026, 5, 28, 4, tzinfo=UTC), "27 de mayo de 2026, inclusive"),
        (datetime.datetime(2026, 5, 27, 18, 25, tzinfo=UTC), "27 de mayo de 2026 a las 14:25"),
        (datetime.datetime(2026, 5, 28, 4, 1, tzinfo=UTC), "28 de mayo de 2026 a las 00:01"),
        (datetime.datetime(2027, 4, 4, 4, tzinfo=UTC), "3 de abril de 2027, inclusive"),
        (datetime.datetime(2026, 9, 6, 4, tzinfo=UTC), "5 de septiembre de 2026, inclusive"),
    ],
)
def test_until_when_a_window_is_open_comes_from_its_very_instant(closes, words):
    assert dates.until(closes) == words


def test_from_when_a_window_is_open_says_its_hour_unless_it_begins_with_the_day():
    assert dates.since(datetime.datetime(2026, 5, 27, 4, tzinfo=UTC)) == "27 de mayo de 2026"
    at_ten = datetime.datetime(2026, 5, 27, 14, tzinfo=UTC)
    assert dates.since(at_ten) == "27 de mayo de 2026 a las 10:00"


@pytest.mark.django_db
@time_machine.travel("2026-05-20 12:00:00+00:00")
def test_a_call_that_closes_in_the_afternoon_does_not_say_inclusive(client, cast):
    call = made.call(cast)
    closes = datetime.datetime(2026, 5, 27, 18, 25, tzinfo=UTC)
    Call.objects.filter(pk=call.pk).update(
        opens_at=closes - datetime.timedelta(days=9), closes_at=closes
    )
    page = " ".join(client.get(f"/convocatorias/{call.slug}/").content.decode().split())
    assert "al 27 de mayo de 2026 a las 14:25" in page
    assert "inclusive" not in page
    Call.objects.filter(pk=call.pk).update(
        closes_at=dates.first_instant(datetime.date(2026, 5, 28))
    )
    page = " ".join(client.get(f"/convocatorias/{call.slug}/").content.decode().split())
    assert "al 27 de mayo de 2026, inclusive" in page


COURSES = [
    (datetime.timedelta(hours=2), "4 de mayo de 2026, 10:00–12:00", "4 de mayo de 2026"),
    (
        datetime.timedelta(days=2, hours=3),
        "4 de mayo de 2026 a las 10:00 – 6 de mayo de 2026 a las 13:00",
        "4 de mayo de 2026 – 6 de mayo de 2026",
    ),
    (None, "4 de mayo de 2026 a las 10:00", "4 de mayo de 2026"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("lasts", "course", "days"), COURSES)
def test_a_session_of_several_days_shows_its_last_one_everywhere(client, cast, lasts, course, days):
    session = made.session(cast)
    starts = datetime.datetime(2026, 5, 4, 14, tzinfo=UTC)
    Session.objects.filter(pk=session.pk).update(
        starts_at=starts, ends_at=starts + lasts if lasts else None
    )
    page = client.get(f"/sesiones/{session.slug}/").content.decode()
    assert course in page
    data = json.loads(re.search(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", page, re.DOTALL)[1])
    assert data["startDate"] == "2026-05-04T14:00:00+00:00"
    assert data.get("endDate") == ((starts + lasts).isoformat() if lasts else None)
    assert days in client.get(f"/foros/{session.forum.slug}/").content.decode()


def test_templates_say_instants_by_the_same_words():
    words = Template("{{ at|moment }}|{{ at|until }}|{{ none|moment }}")
    with translation.override("en"):
        shown = words.render(Context({"at": TWICE, "none": None}))
    assert "the second time it is that hour, UTC-4" in shown


@pytest.mark.django_db
def test_the_admin_takes_the_later_hour_and_says_so(client, cast):
    client.force_login(cast.coordinator)
    call = made.call(cast)
    act = reverse("admin:forums_call_act", args=[call.pk, "edit"])
    answer = client.post(
        act,
        {
            "opens_at": "2027-04-01T10:00",
            "closes_at": "2027-04-03T23:59",
            "reason": "Se movió.",
        },
        follow=True,
    )
    assert Call.objects.get(pk=call.pk).closes_at == TWICE
    assert "la segunda vez que da esa hora" in answer.content.decode()
    plain = {"opens_at": "2027-04-01T10:00", "closes_at": "2027-04-03T12:00", "reason": "Otra."}
    assert "segunda vez" not in client.post(act, plain, follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["commitments/?modified_since", "sessions/?starts_at__gte", "changes/?modified_since"]
)
def test_an_instant_without_its_zone_is_refused_with_the_reason(client, cast, name):
    for typed in ("2026-05-01T10:00:00", "2026-05-01"):
        answer = client.get(f"/api/v1/{name}={typed}")
        assert answer.status_code == 400
        assert "Falta la zona horaria: por ejemplo 2026-05-01T" in answer.content.decode()
    for typed in (
        "2026-05-01T10:00:00Z",
        "2026-05-01T10:00:00-04:00",
        "2026-05-01T10:00:00%2B00:00",
    ):
        assert client.get(f"/api/v1/{name}={typed}").status_code == 200
