"""The first page: the plan under way leads, in words; each number leads to what it counts; only
people's acts are news.
"""

import datetime
import html
import re

import pytest
from django.utils.html import strip_tags

from commitments.plans.models import Milestone, Plan
from commitments.plans.workflow import reschedule
from commitments.progress import queries as progress
from ogp_portal.foundation.events import journal
from tests.factories.commitments import commitment, complete, update

pytestmark = pytest.mark.django_db


def words(page: str) -> str:
    return " ".join(html.unescape(strip_tags(page)).split())


def test_with_the_real_documents_the_plan_being_made_leads_and_no_source_s_claim_does(
    client, santiago
):
    page = client.get("/").content.decode()
    hero, rest = page.split("</section>", 1)[0], words(page)
    assert "Primer Plan de Acción OGP Local" in re.search(r"<h1>(.*?)</h1>", page, re.S)[1]
    assert "El plan que se está haciendo" in words(hero)
    assert "Todavía no promete nada" in rest
    assert 'href="/planes/ogp-local-santiago-renca/proceso/"' in page
    assert "cumplidos de" not in words(hero)
    assert "Sus fuentes no coinciden: una dice 20 cumplidos de 24, otra 24" in rest
    assert "Su fuente habla de 80 compromisos; aquí todavía no hay ninguno registrado." in rest
    assert "carga de los documentos" not in rest
    assert "El portal hizo de nuevo las sumas" not in rest
    assert " 0 " not in rest


def test_without_any_plan_it_says_what_will_be_here(client, db):
    page = words(client.get("/").content.decode())
    assert "Hoy no hay un plan en marcha." in page
    assert "Preguntar y objetar se puede siempre." in page


def test_each_number_leads_to_exactly_the_list_it_counts_and_none_and_one_are_words(client, cast):
    for place in range(2):
        commitment(cast, "draft", title=f"Propuesto {place}")
    Plan.objects.get().commitments.update(is_proposed=True)
    commitment(cast, milestones=1)
    complete(cast, commitment(cast, milestones=2))
    commitment(cast, "withdrawn")
    page = client.get("/").content.decode()
    tiles = re.findall(r'<a href="([^"]+)"><strong>(\S+)</strong>\s*(.*?)</a>', page, re.S)
    found = {
        label.strip(): (number, client.get(html.unescape(path)).context["answer"].count)
        for path, number, label in tiles
        if "cuenta=" in path or "plazo=" in path
    }
    assert found == {
        "prometidos": ("2", 2),
        "avanza": ("Uno", 1),
        "con atraso": ("Uno", 1),
    }
    assert re.search(r"<strong>Ninguno</strong>\s*cumplido\b", page)
    proposed = re.search(r'<a href="([^"]+cuenta=propuesto)">\s*2 compromisos propuestos', page)[1]
    assert client.get(html.unescape(proposed)).context["answer"].count == 2


def test_what_is_late_says_why_as_was_said_or_that_nothing_was(client, cast):
    today = datetime.date(2026, 11, 28)
    silent, moved, told = (commitment(cast, milestones=1, title=name) for name in "ABC")
    reschedule(
        moved.milestones.get(),
        to_on=datetime.date(2026, 10, 1),
        cause="funding",
        reason="No llegó el aporte.",
        by=cast.coordinator,
    )
    report = update(cast, "approved", of=told)
    type(report).objects.filter(pk=report.pk).update(delay_cause="resources")
    assert progress.why_late([silent, moved, told], on=today) == {
        moved.pk: "cambio de financiamiento: No llegó el aporte.",
        told.pk: "falta de recursos",
    }
    page = words(client.get("/").content.decode())
    assert "cambio de financiamiento: No llegó el aporte." in page
    assert page.count("Quien responde todavía no ha dicho por qué.") == 1
    newer = update(cast, "approved", of=told)
    after = {"period_starts_on": "2026-11-01", "period_ends_on": "2026-12-01"}
    type(newer).objects.filter(pk=newer.pk).update(delay_cause="", **after)
    assert told.pk not in progress.why_late([told], on=today)
    assert "lo ha dicho" in client.get(f"/compromisos/{told.slug}/").content.decode()
    late = {
        row.stood.commitment.pk: row.told for row in client.get("/atrasos/").context["answer"].rows
    }
    assert late[told.pk] is None
    Milestone.objects.update(due_on=datetime.date(2027, 6, 1))
    assert progress.why_late([moved], on=today) == {}


def test_only_people_s_acts_are_news(client, cast):
    row = commitment(cast)
    for role, reason in (
        ("coordinación", "Lo hizo una persona."),
        ("portal", "Lo hizo el portal."),
        (journal.LOADING, "Lo trajo la carga."),
    ):
        journal.record("edit", row, role=role, reason=reason)
    page = words(client.get("/").content.decode())
    assert "Lo hizo una persona." in page
    assert "Lo hizo el portal." not in page
    assert "Lo trajo la carga." not in page
