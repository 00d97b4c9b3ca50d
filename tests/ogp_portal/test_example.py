"""The example: nobody takes it for real, and it never touches a real portal."""

import datetime
import io
import os
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime import backups, example
from ogp_portal.foundation.runtime.environment import BadSetting
from ogp_portal.loaders.example import clock, making
from ogp_portal.management.commands import up
from ogp_portal.models import JournalEntry, Letter, OutboxMessage
from tests import factories
from transparency.reports.models import ComplianceReport

ANSWERS = (  # one of each kind, and in a page, a card for other sites, a file, a feed, a calendar
    "/",
    "/en/",
    "/compromisos/",
    "/no-existe/",
    "/incrustar/compromisos/{slug}/",
    "/api/v1/commitments/{slug}/",
    "/api/v1/commitments.csv",
    "/api/v1/commitments.jsonl",
    "/cambios.atom",
    "/calendario.ics",
    "/buscar/",
    "/buscar.atom?q=agua",
    "/opensearch.xml",
)
WORDS = (example.NOTICE, "Example: this municipality does not exist")


@pytest.fixture
def is_example(settings):
    """A process is of the example for ever, or never: what it keeps of columns is forgotten."""
    settings.IS_EXAMPLE, settings.PORTAL_OWNER = True, example.NOTICE
    kept = (querying._everything, querying.as_json)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode().replace("\r\n ", "")


def marked(client, slug: str) -> list[str]:
    """Return which addresses say that this is the example, in words and for robots."""
    found = []
    for address in ANSWERS:
        answer = client.get(address.format(slug=slug))
        marks = [any(words in body(answer) for words in WORDS), "Portal-Notice" in answer]
        marks.append(answer.get("X-Robots-Tag") == "noindex, nofollow")
        assert all(marks) or not any(marks), (address, marks)
        if all(marks):
            found.append(address)
    return found


def test_every_kind_of_answer_of_the_example_says_that_it_is_one(cast, client, is_example):
    row = factories.commitments.commitment(cast, "published")
    assert marked(client, row.slug) == list(ANSWERS)


def test_no_answer_of_a_real_portal_says_that_it_is_the_example(cast, client):
    row = factories.commitments.commitment(cast, "published")
    assert marked(client, row.slug) == []


@pytest.mark.parametrize("is_one", [True, False])
def test_every_page_of_a_document_of_the_example_says_so(settings, is_one):
    settings.IS_EXAMPLE = is_one
    order = pdf.order(
        "<html><head></head><body>Informe</body></html>",
        title="Informe",
        language="es",
        at=timezone.now(),
    )
    assert (f"@page {{ @top-center {{ content: '{example.NOTICE}'" in order["html"]) is is_one


def test_the_walkthrough_is_a_page_of_the_example_alone(client, db, settings):
    assert client.get("/recorrido/").status_code == 404
    settings.IS_EXAMPLE = True
    answer = client.get("/recorrido/")
    assert answer.status_code == 200
    assert b"coordinacion@demo.example" in answer.content
    assert answer.content.count(b"@demo.example</strong>") == 9


def test_the_closing_words_name_the_example_and_the_example_its_walkthrough(settings):
    words = {}
    for settings.IS_EXAMPLE in (True, False):
        command = up.Command(stdout=io.StringIO())
        command._welcome("http://localhost:8000", [])
        words[settings.IS_EXAMPLE] = command.stdout._out.getvalue()
    assert example.NOTICE in words[True]
    assert "http://localhost:8000/recorrido/" in words[True]
    assert example.NOTICE not in words[False]
    assert "python3 manage.py up --example" in words[False]


# --- beside the real one ------------------------------------------------------------------------


@pytest.fixture
def variables(monkeypatch, tmp_path):
    """The environment of one command of a project in a folder with a space."""
    monkeypatch.setenv("PORTAL_VAR", "")
    monkeypatch.delenv("PORTAL_VAR")
    root = tmp_path / "un proyecto"
    root.mkdir()
    return root


def test_up_makes_the_example_in_a_folder_of_its_own(variables):
    argv = example.choose(["manage.py", "up", "--example"], root=variables)
    assert argv == ["manage.py", "up"]
    assert os.environ["PORTAL_VAR"] == str(variables / "var" / "example")
    assert example.is_one(variables / "var" / "example")
    assert not example.is_one(variables / "var")
    again = example.choose(["manage.py", "shell", "--example"], root=variables)
    assert again == ["manage.py", "shell"]
    assert os.environ["PORTAL_VAR"] == str(variables / "var" / "example")


def test_without_the_word_a_command_is_of_the_real_portal(variables):
    assert example.choose(["manage.py", "up"], root=variables) == ["manage.py", "up"]
    assert "PORTAL_VAR" not in os.environ
    assert not (variables / "var").exists()


def test_the_example_is_not_made_over_anything_else(variables):
    (variables / "var" / "example").mkdir(parents=True)
    (variables / "var" / "example" / "postgres").mkdir()
    with pytest.raises(BadSetting, match="no es el ejemplo"):
        example.choose(["manage.py", "up", "--example"], root=variables)
    assert not example.is_one(variables / "var" / "example")


def test_only_up_makes_the_example(variables):
    with pytest.raises(BadSetting, match="Todavía no hay un ejemplo"):
        example.choose(["manage.py", "shell", "--example"], root=variables)
    assert not (variables / "var").exists()


def test_the_example_takes_nothing_of_the_real_portal():
    real = {
        "DATABASE_URL": "postgresql://real.example/portal",
        "EMAIL_HOST": "smtp.real.example",
        "SECRET_KEY_FILE": "/run/secrets/key",
        "PORTAL_OWNER": "Municipalidad real",
        "PORTAL_LOGO": "real.svg",
        "PORT": "9000",
    }
    example.set_apart("PORTAL_LOGO", variables=real)
    assert (real["DATABASE_URL"], real["EMAIL_HOST"], real["PORTAL_LOGO"]) == ("", "", "")
    assert real["PORTAL_OWNER"] == "Ejemplo: esta municipalidad no existe"
    assert "SECRET_KEY_FILE" not in real
    assert real["PORT"] == "9000"


@pytest.mark.parametrize("words", [["load_santiago"], ["restore", "/nada"], ["make_sample", "1"]])
def test_what_puts_real_things_somewhere_is_refused_in_the_example(words, db, settings):
    settings.IS_EXAMPLE = True
    with pytest.raises(BadSetting, match="es de un portal real"):
        call_command(*words)


def test_other_commands_say_that_they_work_on_the_example():
    assert example.NOTICE in example.warning()


def test_the_example_is_made_in_an_empty_database_alone(cast, is_example):
    with pytest.raises(Refusal, match="ya tiene planes"):
        making.make(today=datetime.date(2026, 11, 28))


@pytest.mark.world("empty")
def test_nothing_moves_the_clock_of_a_real_portal(db):
    with pytest.raises(clock.NotTheExample):
        making.make(today=datetime.date(2026, 11, 28))
    with pytest.raises(clock.NotTheExample):
        making.clear()
    with pytest.raises(clock.NotTheExample):
        clock.set_to(datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC))
    assert timezone.now().year >= 2026
    assert not Plan.objects.exists()


def test_a_real_portal_does_not_serve_the_examples_database(db, settings):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA example")
        cursor.execute("CREATE TABLE example.made AS SELECT current_date AS day")
    with pytest.raises(CommandError, match="un portal real no la sirve"):
        call_command("setup", verbosity=0)


def test_a_real_portal_takes_nothing_of_a_backup_of_the_example(monkeypatch, tmp_path):
    manifest = backups.Manifest("2026-11-28", "15", "", tables={"example.made": [1, "1"]})
    monkeypatch.setattr(backups, "read", lambda _folder: manifest)
    with pytest.raises(backups.CannotBackUp, match="un portal real no lo recibe"):
        backups.restore(tmp_path)


def test_the_clock_of_the_database_goes_back_when_the_example_is_made(db, is_example):
    past = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
    with clock.moved():
        clock.set_to(past)
        assert timezone.now() - past < datetime.timedelta(minutes=1)
        moved = OutboxMessage.objects.create(kind="ejemplo", payload={})
    moved.refresh_from_db()
    assert moved.created_at - past < datetime.timedelta(minutes=1)
    after = OutboxMessage.objects.create(kind="ejemplo", payload={})
    after.refresh_from_db()
    assert after.created_at.year >= 2026
    assert timezone.now().year >= 2026


@pytest.mark.nightly
@pytest.mark.world("empty")
def test_the_example_lives_until_today(client, db, is_example, record_property):
    began, today = time.monotonic(), timezone.localdate()
    making.make(today=today)
    record_property("seconds", round(time.monotonic() - began, 1))
    assert making.made_until() == today
    plan = Plan.objects.get(slug="segundo-plan")
    assert (plan.state, plan.commitments.count()) == ("in_force", 14)
    assert Plan.objects.get(slug="primer-plan").state == "assessed"
    issued = ComplianceReport.objects.filter(snapshot__plan=plan, state="issued")
    assert issued.count() == 13
    for report in issued.select_related("snapshot"):
        after = report.snapshot.month + datetime.timedelta(days=32)
        assert (report.issued_at.year, report.issued_at.month) == (after.year, after.month)
    rows = {row.slug: row for row in plan.commitments.all()}
    assert rows["medicion-del-agua-en-linea"].computed_level == "complete"
    assert rows["compost-de-las-ferias"].state == "closed"
    assert rows["ventanilla-de-tramites"].state == "withdrawn"
    assert rows["mapa-de-obras"].times_moved == 2
    assert rows["riego-que-ahorra"].is_late(on=today)
    assert rows["ordenanza-de-participacion"].amendments.get().state == "submitted"
    assert rows["contratos-a-la-vista"].milestones.get(position=1).state == "in_progress"
    assert JournalEntry.objects.latest("at").at <= timezone.now()
    assert Commitment.objects.filter(published_at__gte=timezone.now()).count() == 0
    assert not Letter.objects.exclude(sent_at=None).exists()
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    assert client.get("/").status_code == 200
    found = client.get("/buscar/?q=agua").content.decode()
    assert "/compromisos/medicion-del-agua-en-linea/" in found
