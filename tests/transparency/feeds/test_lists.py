"""Feeds and calendars that carry the filters of a list, and refuse what they cannot read."""

import datetime
import re

import feedparser
import pytest
from django.db import connection
from icalendar import Calendar

from commitments.inquiries.models import Inquiry
from commitments.organizations.models import Organization
from commitments.plans import workflow
from commitments.plans.models import Axis, Commitment, Plan, Theme
from commitments.progress.models import MilestoneClaim
from forums.proposals.models import Proposal
from ogp_portal.foundation.api import following
from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry, RemovedRow
from tests.factories.commitments import commitment, inquiry
from tests.factories.forums import proposal
from tests.factories.publications import publication
from transparency.feeds.views import changes
from transparency.publications.models import Publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    theme = Theme.objects.create(slug="agua", name="Agua y riego")
    about_water = commitment(cast, slug="riego", title="Abrir los datos del riego", theme=theme)
    other = commitment(cast, slug="actas", title="Abrir las actas")
    for row in (about_water, other):
        workflow.reschedule(
            row.milestones.first(),
            to_on=datetime.date(2027, 1, 15),
            cause="approvals",
            reason="Falta la toma de razón.",
            by=cast.coordinator,
        )
    return about_water, other


def entries(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return feedparser.parse(answer.content)


def problem(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


def test_a_list_offers_the_feed_and_the_calendar_of_its_own_filters(client, two):
    page = client.get("/compromisos/?tema=agua&q=riego&orden=plazo").content.decode()
    assert page.count('href="/compromisos.atom?q=riego&amp;tema=agua"') == 2
    assert 'href="/compromisos.ics?q=riego&amp;tema=agua"' in page
    for path, feed in (
        ("/preguntas/?clase=question", "/preguntas.atom?clase=question"),
        ("/hallazgos/?regla=R2", "/hallazgos.atom?regla=R2"),
        ("/publicaciones/?clase=guide", "/publicaciones.atom?clase=guide"),
        ("/propuestas/?estado=selected", "/propuestas.atom?estado=selected"),
    ):
        body = client.get(path).content.decode()
        assert f'href="{feed}"' in body, path
        assert client.get(feed).status_code == 200, feed
        assert client.get(feed.partition("?")[0]).status_code == 200


def test_a_filtered_feed_has_the_rows_of_the_filter_alone_and_a_title_that_says_it(client, two):
    found = entries(client, "/compromisos.atom?tema=agua")
    assert found.feed.title.startswith("Compromisos · Tema: Agua y riego · ")
    assert found.feed.id == "http://localhost:8000/compromisos.atom?tema=agua"
    assert found.feed.link == "http://localhost:8000/compromisos/?tema=agua"
    assert found.entries
    assert {entry.link.rpartition("/compromisos/")[2] for entry in found.entries} == {"riego/"}
    whole = entries(client, "/compromisos.atom")
    assert {entry.link.rpartition("/compromisos/")[2] for entry in whole.entries} == {
        "riego/",
        "actas/",
    }
    english = entries(client, "/en/compromisos.atom?tema=agua&q=riego")
    assert english.feed.title.startswith("Commitments · Theme: Agua y riego · «riego» · ")


def test_a_filtered_calendar_has_the_dates_of_the_filter_alone(client, two):
    answer = client.get("/compromisos.ics?tema=agua")
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["x-wr-calname"]).startswith("Compromisos · Tema: Agua y riego · ")
    urls = {str(event["url"]) for event in calendar.walk("VEVENT")}
    assert urls == {"http://localhost:8000/compromisos/riego/#hitos"}


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/cambios.atom?plan=x", "plan"),
        ("/compromisos.atom?orden=plazo", "orden"),
        ("/compromisos.atom?tema=nada", "tema"),
        ("/compromisos.atom?nivel=mucho", "nivel"),
        ("/compromisos.atom?tema=", "tema"),
        ("/compromisos.ics?eje=nada", "eje"),
        ("/propuestas.atom?estado=quizas", "estado"),
        ("/preguntas.atom?clase=x", "clase"),
        ("/hallazgos.atom?regla=R99", "regla"),
        ("/publicaciones.atom?clase=x", "clase"),
        ("/calendario.ics?desde=2026", "desde"),
        ("/compromisos/riego.atom?x=1", "x"),
    ],
)
def test_what_a_feed_cannot_read_is_refused_by_name_in_both_languages(client, two, path, parameter):
    spanish, english = problem(client, path), problem(client, f"/en{path}")
    assert spanish["parameter"] == english["parameter"] == parameter
    assert spanish["detail"] != english["detail"]


def test_a_plan_that_is_not_public_and_its_axes_are_named_by_no_feed_and_no_calendar(client, two):
    hidden = Plan.objects.create(slug="oculto", kind="internal", title="Plan oculto")
    Axis.objects.create(plan=hidden, slug="eje-oculto", name="Eje oculto")
    for door in ("/compromisos.atom", "/compromisos.ics"):
        for name, value in (("plan", "oculto"), ("eje", "eje-oculto")):
            told = problem(client, f"{door}?{name}={value}")
            assert told == {
                **problem(client, f"{door}?{name}=no-hay"),
                "detail": f"No hay nada que se llame «{value}».",
            }
    Plan.objects.filter(pk=hidden.pk).update(state="in_force")
    assert entries(client, "/compromisos.atom?plan=oculto").feed.title.startswith(
        "Compromisos · Plan: Plan oculto · "
    )


def test_an_axis_has_the_name_it_has_in_the_plan_that_is_asked(client, cast, two):
    other = Plan.objects.create(slug="otro", kind="internal", title="Otro", state="in_force")
    for plan, name in ((cast.plan, "Agua"), (other, "Aire")):
        Axis.objects.create(plan=plan, slug="primero", name=name)
    for slug, name in ((cast.plan.slug, "Agua"), ("otro", "Aire")):
        title = entries(client, f"/compromisos.atom?plan={slug}&eje=primero").feed.title
        assert f"Eje: {name} ·" in title


def test_an_instant_without_its_zone_is_refused_with_the_reason_in_feeds_and_in_the_api(
    client, two
):
    for path in (
        "/cambios.atom?modified_since=2026-11-01T00:00:00",
        "/compromisos.atom?modified_since=2026-11-01T00:00:00",
        "/api/v1/commitments/?modified_since=2026-11-01T00:00:00",
        "/api/v1/changes/?at__gte=2026-11-01T00:00:00",
        "/api/v1/removed/?removed_at__lt=2026-11-01T00:00:00",
    ):
        answer = client.get(path)
        assert answer.status_code == 400, path
        assert answer.json()["detail"] == (
            "Falta la zona horaria: por ejemplo 2026-11-01T00:00:00Z."
        )
    assert client.get("/cambios.atom?modified_since=2026-11-01T00:00:00Z").status_code == 200
    assert client.get("/cambios.atom?modified_since=ayer").status_code == 400


@pytest.mark.parametrize("typed", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_an_instant_at_the_ends_of_time_is_refused_with_the_reason(client, two, typed):
    for path in (
        "/cambios.atom?modified_since",
        "/compromisos.atom?modified_since",
        "/api/v1/commitments/?modified_since",
        "/api/v1/changes/?at__gte",
        "/api/v1/removed/?removed_at__lt",
    ):
        answer = client.get(f"{path}={typed}")
        assert (answer.status_code, answer.json()["detail"]) == (
            400,
            "Ese valor está fuera de lo que se puede buscar.",
        ), path


def test_a_feed_gives_what_happened_since_an_instant(client, two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0].isoformat().replace("+", "%2B")
    assert entries(client, "/cambios.atom?modified_since=2026-01-01T00:00:00Z").entries
    later = entries(client, f"/cambios.atom?modified_since={now}")
    assert later.entries == []
    assert later.feed.id == "http://localhost:8000/cambios.atom"


def test_a_feed_since_an_instant_goes_on_until_nothing_is_left_out(client, two, monkeypatch):
    monkeypatch.setattr(changes, "MOST_SINCE", 3)
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    days = [0, 1, 2, 2, 2, 3, 4]  # three at the same instant, where the first page is full
    for number, day in enumerate(days):
        RemovedRow.objects.create(
            dataset="commitments", key=str(number), modified_at=start + datetime.timedelta(day)
        )
    address, told, heard, pages = "/cambios.atom?modified_since=2026-01-01T00:00:00Z", [], [], 0
    while address:
        body = client.get(address).content.decode()
        told += re.findall(r"commitments/(\d)/\" when", body)
        read = feedparser.parse(body)
        heard += [entry.id for entry in read.entries]
        following_pages = [link.href for link in read.feed.links if link.rel == "next"]
        address, pages = "".join(following_pages).removeprefix("http://localhost:8000"), pages + 1
    assert told == ["0", "1", "2", "3", "4", "5", "6"]
    acts = JournalEntry.objects.filter(is_public=True).order_by("at", "id")
    assert heard == [f"urn:uuid:{act.public_id}" for act in acts]
    assert pages >= 2
    assert 'rel="next"' not in client.get("/cambios.atom").content.decode()


def test_an_entry_names_its_row_of_the_api_as_what_left_is_named(client, two):
    found = entries(client, "/compromisos.atom?tema=agua").entries
    assert found
    for entry in found:
        related = [link.href for link in entry.links if link.rel == "related"]
        assert related == ["http://localhost:8000/api/v1/commitments/riego/"]


def test_what_left_is_told_by_the_feeds_of_what_it_belonged_to_alone(client, cast, two):
    Theme.objects.create(slug="luz", name="Luz")
    Plan.objects.create(slug="otro", kind="internal", title="Otro", state="in_force")
    Organization.objects.create(slug="otra", name="Otra", territory=cast.city.territory)
    following.look()
    Commitment.objects.filter(slug="riego").update(state="draft")
    following.look()
    reference = 'ref="http://localhost:8000/api/v1/commitments/riego/"'
    for path in (
        "/cambios.atom",
        "/compromisos.atom",
        "/compromisos.atom?tema=agua&plan=plan&nivel=not_started",
        "/compromisos.atom?q=actas",  # nothing is kept of what a row said
        "/planes/plan.atom",
        "/instituciones/ciudad.atom",
    ):
        body = client.get(path).content.decode()
        assert 'xmlns:at="http://purl.org/atompub/tombstones/1.0"' in body
        assert f"<at:deleted-entry {reference} when=" in body, path
        assert not feedparser.parse(body).bozo
    for path in (
        "/propuestas.atom",
        "/compromisos.atom?tema=luz",
        "/compromisos.atom?nivel=complete",
        "/planes/otro.atom",
        "/instituciones/otra.atom",
        "/compromisos/actas.atom",
    ):
        assert reference not in client.get(path).content.decode(), path
    assert (
        reference
        in client.get("/cambios.atom?modified_since=2026-01-01T00:00:00Z").content.decode()
    )


def test_what_left_is_told_as_it_was_seen_and_by_nothing_it_became_once_hidden(client, cast, two):
    light = Theme.objects.create(slug="luz", name="Luz")
    following.look()
    Commitment.objects.filter(slug="riego").update(state="draft", theme=light)
    following.look()
    reference = 'ref="http://localhost:8000/api/v1/commitments/riego/"'
    assert reference in client.get("/compromisos.atom?tema=agua").content.decode()
    assert reference not in client.get("/compromisos.atom?tema=luz").content.decode()


def test_a_part_that_left_is_told_by_the_feeds_of_its_commitment_plan_and_institution(client, two):
    following.look()
    row = two[0]
    milestone = row.milestones.last()
    key = str(milestone.public_id)
    MilestoneClaim.objects.filter(milestone=milestone).delete()
    milestone.reschedules.all().delete()
    milestone.delete()
    following.look()
    reference = f'ref="http://localhost:8000/api/v1/milestones/{key}/"'
    for path in ("/compromisos/riego.atom", "/planes/plan.atom", "/instituciones/ciudad.atom"):
        assert reference in client.get(path).content.decode(), path
    for path in ("/compromisos/actas.atom", "/compromisos.atom?tema=agua"):
        assert reference not in client.get(path).content.decode(), path


def test_what_left_of_each_list_is_told_by_the_filters_that_it_met(client, cast, two):
    asked, objected = inquiry(cast, of=two[0]), proposal(cast, "admitted")
    published = publication(cast, "published").publication
    following.look()
    Inquiry.objects.filter(pk=asked.pk).update(state="withdrawn")
    Proposal.objects.filter(pk=objected.pk).update(slug="otra-direccion")
    Publication.objects.filter(pk=published.pk).delete()
    following.look()
    call, kind = objected.call.slug, published.kind
    for path, row in (
        (f"/preguntas.atom?clase={asked.kind}&compromiso=riego", f"inquiries/{asked.slug}"),
        (f"/propuestas.atom?convocatoria={call}&estado=admitted", f"proposals/{objected.slug}"),
        (f"/publicaciones.atom?clase={kind}", f"publications/{published.slug}"),
    ):
        assert f"/api/v1/{row}/" in client.get(path).content.decode(), path
    others = [other for other in Publication.Kind.values if other != kind]
    for path, row in (
        ("/preguntas.atom?compromiso=actas", f"inquiries/{asked.slug}"),
        ("/propuestas.atom?estado=selected", f"proposals/{objected.slug}"),
        (f"/publicaciones.atom?clase={others[0]}", f"publications/{published.slug}"),
    ):
        assert f"/api/v1/{row}/" not in client.get(path).content.decode(), path


def test_entries_of_reports_name_their_month(client, cast, two):
    for edition in (1, 2):
        after = {"month": "2026-10", "edition": edition}
        journal.record("finish_report", cast.plan, role="portal", plan_slug="plan", after=after)
    titles = [entry.title for entry in entries(client, "/informes.atom").entries]
    assert [title.partition(":")[0] for title in titles] == [
        "Se emitió el informe mensual de octubre de 2026, edición 2",
        "Se emitió el informe mensual de octubre de 2026",
    ]
    english = entries(client, "/en/informes.atom").entries[-1].title
    assert english.startswith("The monthly report of October 2026 was issued: ")
