"""The example: nobody takes it for real, and it never touches a real portal."""

import datetime
import io
import os
import time
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import example as instance
from hypothesis import given
from hypothesis import strategies as st

from commitments.amendments.models import Amendment
from commitments.plans.models import Commitment, Plan
from forums.drafts.models import Consultation
from forums.proposals.models import Proposal
from forums.sessions.models import Agreement, Ballot, Minutes, Session
from forums.surveys.models import Survey
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.documents import pdf, sandbox
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime import backups, example
from ogp_portal.foundation.runtime.environment import BadSetting
from ogp_portal.loaders.example import clock, making, places
from ogp_portal.loaders.example.diary import LATER, Diary, month_after
from ogp_portal.management.commands import up
from ogp_portal.models import JournalEntry, Letter, OutboxMessage, User
from ogp_portal.site import errors, walkthrough
from tests import factories
from transparency.budgets.models import BudgetPeriod, Finding
from transparency.publications.models import PublicationVersion
from transparency.reports.models import ComplianceReport
from transparency.reports.workflow import latest_month

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
    "/api/v1/commitments/no-existe/",
    "/compromisos/{slug}/avance.svg",
    "/infografias/{slug}.svg",
    "/infografias/{slug}.txt",
    "/oembed?url={portal}/compromisos/{slug}/",
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
        answer = client.get(address.format(slug=slug, portal=settings.PORTAL_URL))
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
def test_the_pages_of_faults_of_the_example_say_so(rf, settings, is_one):
    settings.IS_EXAMPLE = is_one
    for answer in (errors.unavailable(), errors.fault(rf.get("/"))):
        assert (example.NOTICE in answer.content.decode()) is is_one


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
    steps = answer.content.split("Y además".encode())[0].split(b"<h1")[1]
    assert steps.count(b"<li>") == 10
    entries = answer.content.split(b"Para entrar")[1]
    assert entries.count(b"@demo.example</strong>") == 13


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


# --- its life -------------------------------------------------------------------------------------


def counts(model) -> dict[str, int]:
    """Return how many rows of a model are in each state."""
    return dict(Counter(model.objects.values_list("state", flat=True)))


class Paper(Diary):
    """A diary that is read and not lived."""

    def days(self) -> list[datetime.date]:
        return sorted(day for day, _number, _act in self._acts)


@given(st.dates(datetime.date(2024, 1, 1), datetime.date(2040, 12, 31)))
@instance(datetime.date(2028, 2, 29))
@instance(datetime.date(2027, 8, 31))
@instance(datetime.date(2027, 1, 1))
@instance(datetime.date(2026, 9, 6))  # the clocks go forward
def test_the_example_of_any_day_has_all_its_life_until_that_day(today):
    diary = Paper(month_after(latest_month(today), -12))
    nobody = places.People(**dict.fromkeys(places.People.__dataclass_fields__, None))
    making.write_down(diary, nobody, today=today, months=13)
    days = diary.days()
    assert days[0] > today - datetime.timedelta(days=4 * 366)
    assert days[-1] <= today


def check_together() -> None:
    """What was decided together, and what was accounted for."""
    assert counts(Session) == {"held": 5, "not_held": 1, "convened": 1}
    assert (counts(Minutes), counts(Ballot)) == ({"approved": 5}, {"counted": 5})
    assert counts(Agreement) == {"fulfilled": 6, "open": 3}
    assert counts(Proposal) == {
        "in_commitment": 14,
        "merged": 7,
        "split": 1,
        "not_admitted": 3,
        "not_selected": 17,
    }
    assert Proposal.objects.filter(arrival="paper").count() == 6
    assert counts(Consultation) == {"applied": 1, "announced": 1}
    assert counts(Survey) == {"reported": 2, "announced": 1}
    for side in ("expense", "income"):
        rows = BudgetPeriod.objects.current().filter(side=side)
        assert rows.count() >= 26
    states = counts(Finding)
    assert (states["settled"], states["corrected"]) == (3, 1)
    assert (states["explained"], states["notified"]) == (2, 1)
    assert not Finding.objects.filter(rule="R7").exists()
    assert counts(PublicationVersion) == {"published": 3, "superseded": 1}
    assert counts(Amendment) == {"in_force": 1, "submitted": 1}


def check_walkthrough(client) -> None:
    """Each of the ten things is a page for whom it is meant, after the second factor is set up
    where a role needs one.
    """
    people = {user.email: user for user in User.objects.all()}
    for part in walkthrough.PARTS:
        if part.email:
            client.force_login(people[part.email])
        for thing in part.things:
            answer = client.get(thing.address, follow=True)
            assert answer.status_code == 200, thing.address
            assert "/cuenta/login/" not in [where for where, _status in answer.redirect_chain]


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
    waiting = OutboxMessage.objects.filter(done_at=None).values_list("kind", flat=True)
    assert set(waiting) == set(LATER)
    assert client.get("/").status_code == 200
    found = client.get("/buscar/?q=agua").content.decode()
    assert "/compromisos/medicion-del-agua-en-linea/" in found
    check_together()
    check_walkthrough(client)
    assert Consultation.objects.open_now().count() == 1
    assert Survey.objects.open_now().count() == 1


@pytest.mark.nightly
@pytest.mark.world("empty")
@pytest.mark.parametrize(
    "day",
    [
        datetime.date(2024, 2, 29),
        datetime.date(2026, 8, 31),
        datetime.date(2026, 9, 6),  # the clocks go forward
    ],
)
def test_the_example_is_made_on_any_day(day, db, is_example, monkeypatch):
    """All of it but for the drawing of documents, which takes half of the time."""
    monkeypatch.setattr(sandbox, "run", lambda job, content, options: content)
    making.make(today=day)
    assert making.made_until() == day
    assert ComplianceReport.objects.filter(state="issued").count() == 13
    check_together()
