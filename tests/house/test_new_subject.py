"""A subject declares itself once: adding one touches its folder and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from tests.house.source import PACKAGES, ROOT, read

PLACE = '"work", "spreadsheets"'  # where the floors of commitments begin in pyproject.toml
FOLDER = {
    "__init__.py": "",
    "states.py": '''
        """The life of a promise kept elsewhere."""

        from ogp_portal.foundation.permissions.states import Machine, Move, State, States


        class NoveltyState(States):
            """What may be said of one."""

            NEW = State("new", "nueva")
            OLD = State("old", "vieja", final=True)


        NOVELTY = Machine(
            NoveltyState, moves=(Move("age", (NoveltyState.NEW,), NoveltyState.OLD),)
        )
    ''',
    "models.py": '''
        """Novelties."""

        from typing import ClassVar

        from django.db import models

        from commitments.novelty.states import NOVELTY
        from ogp_portal.foundation.permissions.rights import RightsModel
        from ogp_portal.foundation.permissions.states import Machine
        from ogp_portal.foundation.published import Dated


        class Novelty(Dated, RightsModel):
            """Something new."""

            machine: ClassVar[Machine] = NOVELTY
            slug = models.SlugField("dirección", unique=True)
            email = models.EmailField("correo")
            state = models.CharField("estado", max_length=20, choices=NOVELTY.choices)

            def __str__(self) -> str:
                """Return its address."""
                return self.slug
    ''',
    "access.py": '''
        """WHO."""

        from django.db.models import Q

        from ogp_portal.foundation.permissions.rights import Person, everybody, rule


        @rule("commitments.novelty", "view")
        def view(user: Person) -> Q:
            """Everybody sees what is new."""
            return everybody()
    ''',
    "datasets.py": '''
        """Novelties as published data."""

        from commitments.novelty.models import Novelty
        from ogp_portal.foundation.api.datasets import Column, Dataset

        NOVELTIES = Dataset(
            name="novelties",
            heading="novedades",
            title="Novedades",
            sentence="Lo nuevo.",
            rows=lambda user: Novelty.objects.allowing("view", user),
            columns=(
                Column("slug", "direccion", "Identificador estable.", "string"),
                Column("modified_at", "modificado", "Último cambio.", "datetime"),
            ),
        )
    ''',
    "workflow.py": '''
        """Writing novelties."""

        from ogp_portal.foundation.events import outbox


        def forget() -> None:
            """Erase old addresses."""


        @outbox.handler("commitments.draw_novelty")
        def draw(payload: outbox.Payload) -> None:
            """Draw it."""
    ''',
    "tasks.py": '''
        """The nightly housekeeping of novelties."""

        from celery import shared_task

        from commitments.novelty import workflow


        @shared_task(name="commitments.forget_novelties")
        def forget_novelties() -> None:
            """Erase old addresses."""
            workflow.forget()
    ''',
    "listeners.py": '''
        """What novelties listen to."""

        from ogp_portal.foundation.events import outbox
        from ogp_portal.models import JournalEntry


        def is_new(entry: JournalEntry) -> bool:
            """Say whether it is."""
            return False


        def hear(payload: outbox.Payload) -> None:
            """Hear of it."""
    ''',
    "views.py": '''
        """The pages of novelties."""

        from django.http import HttpRequest, HttpResponse

        from ogp_portal.foundation.permissions.decorators import public


        @public()
        def listed(request: HttpRequest, slug: str = "") -> HttpResponse:
            """Show them."""
            return HttpResponse("novedades")
    ''',
    "urls.py": '''
        """Addresses of novelties."""

        from django.urls import path

        from commitments.novelty import views

        urlpatterns = [
            path("novedades/", views.listed, name="novelty_list"),
            path("novedades/<slug:slug>/", views.listed, name="novelty"),
        ]
    ''',
    "admin.py": '''
        """Novelties in the admin."""

        from django.contrib import admin

        from commitments.novelty.models import Novelty
        from ogp_portal.foundation.permissions.staff_admin import ReadOnlyAdmin


        @admin.register(Novelty)
        class NoveltyAdmin(ReadOnlyAdmin):
            """Novelties."""
    ''',
    "subject.py": '''
        """What novelties give to the whole portal."""

        from celery.schedules import crontab

        from commitments.novelty import access, datasets, listeners, tasks, workflow
        from commitments.novelty.models import Novelty
        from ogp_portal.foundation.events import topics
        from ogp_portal.foundation.events.journal import Act
        from ogp_portal.foundation.events.topics import Followable
        from ogp_portal.foundation.personal_data import Personal
        from ogp_portal.foundation.subjects import (
            Listener,
            MenuEntry,
            Page,
            RowPages,
            Scheduled,
            Subject,
        )

        SUBJECT = Subject(
            position=75,
            access=access,
            datasets=(datasets.NOVELTIES,),
            machines=(Novelty,),
            consequences=(workflow.draw,),
            listeners=(
                Listener(
                    "commitments.hear_novelty",
                    acts=("publish",),
                    of_interest=listeners.is_new,
                    run=listeners.hear,
                ),
            ),
            calendar=(Scheduled("forget-novelties", tasks.forget_novelties, crontab(hour="4")),),
            personal={
                Novelty: {
                    "email": Personal("Avisar.", "Un año.", "Nadie.", kept_by=(workflow.forget,)),
                },
            },
            pages=(
                Page("novelty_list", (MenuEntry("Novedades", 75, ("/novedades/",)),)),
                RowPages("novelty", of=Novelty),
            ),
            unlisted=("/novedades/aparte/",),
            acts={"age": Act("Envejeció", why="Ya no es nueva.", opens=True)},
            named=("novelty",),
            followable=(
                Followable(
                    "novelty",
                    "novedad",
                    topics.find_row("novelty", Novelty, title="slug", path=topics.page("novelty")),
                    lambda target: topics.about(Novelty.objects.filter(slug=target)),
                    feed="novedades",
                ),
            ),
        )
    ''',
}


ASK = """
import json, itertools, django
django.setup()
from django.apps import apps
from django.contrib import admin
from django.template import engines
from django.test import RequestFactory
from django.urls import resolve
from ogp_portal.celery import app
from ogp_portal.foundation import personal_data, subjects
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.events import journal, outbox, topics
from ogp_portal.foundation.permissions import rights
from ogp_portal.management.commands import make_docs
from ogp_portal.site import robots, sitemap
request = RequestFactory().get("/novedades/")
menu = engines["django"].from_string('{% include "components/nav.html" with where="bar" %}')
pages = make_docs.pages()
singles = itertools.takewhile(lambda path: path.count("/") == 2 or path == "/", sitemap._paths())
print(json.dumps({
    "rule": ("commitments.novelty", "view") in rights.RULES,
    "dataset": "novelties" in PUBLISHED,
    "line": str(app.conf.beat_schedule["forget-novelties"]["task"]),
    "task": "commitments.forget_novelties" in app.tasks,
    "handlers": sorted(kind for kind in outbox.HANDLERS if "novelty" in kind),
    "listens": "commitments.hear_novelty" in [kind for kind, _of in journal.LISTENERS["publish"]],
    "personal": personal_data.REGISTER["commitments.novelty.email"].keepers,
    "journal": journal.PAGES["commitments.novelty"],
    "words": (journal.ACTS["age"].words, "novelty" in journal.NAMED),
    "opens": "age" in journal.opening_acts(),
    "topic": topics.label("novelty"),
    "feed": resolve("/novedades/algo.atom").url_name,
    "view": resolve("/novedades/algo/").url_name,
    "admin": apps.get_model("commitments.novelty") in admin.site._registry,
    "menu": menu.render({"request": request}, request),
    "sitemap": "/novedades/" in list(itertools.islice(singles, 30)),
    "robots": robots.robots(request).content.decode(),
    "rows": [page.name for page in subjects.pages() if page.in_sitemap],
    "documents": {name: "ovelt" in text for name, text in pages.items()},
}))
"""


def copy_of_the_tree(place: Path) -> None:
    """Copy what runs, and give the new folder its place among the floors: nothing else changes."""
    for folder in (*PACKAGES, "templates", "static", "locale"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    floors = read(ROOT / "pyproject.toml")
    assert PLACE in floors
    place.joinpath("pyproject.toml").write_text(
        floors.replace(PLACE, f'"novelty", {PLACE}'), encoding="utf-8"
    )


def add_subject(place: Path, *, without: str = "") -> None:
    folder = place / "commitments" / "novelty"
    folder.mkdir()
    for name, source in FOLDER.items():
        if name != without:
            folder.joinpath(name).write_text(dedent(source).lstrip(), encoding="utf-8")


def run(place: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=place,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
            "PORTAL_VAR": str(place / "var"),
            "PORTAL_BOOTSTRAP": "no",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_adding_a_subject_touches_its_folder_and_nothing_else(tmp_path):
    copy_of_the_tree(tmp_path)
    add_subject(tmp_path)
    answer = run(tmp_path, ASK)
    assert answer.returncode == 0, answer.stderr[-3000:]
    found = json.loads(answer.stdout)
    assert found["rule"]
    assert found["dataset"]
    assert (found["line"], found["task"]) == ("commitments.forget_novelties", True)
    assert found["handlers"] == ["commitments.draw_novelty", "commitments.hear_novelty"]
    assert found["listens"]
    assert found["personal"] == ["commitments.novelty.workflow.forget"]
    assert found["journal"] == "novelty"
    assert found["words"] == ["Envejeció", True]
    assert found["opens"]
    assert (found["topic"], found["feed"]) == ("novedad", "novelty_atom")
    assert found["view"] == "novelty"
    assert found["admin"]
    assert 'href="/novedades/"' in found["menu"]
    assert found["menu"].count("aria-current") == 1
    assert found["sitemap"]
    assert {"novelty", "novelty_list"} <= set(found["rows"])
    assert "Disallow: /novedades/aparte/" in found["robots"]
    assert {name for name, says in found["documents"].items() if says} == {
        f"docs/generated/{page}.md"
        for page in ("states", "rights", "columns", "personal_data", "imports")
    }
    floors = run(
        tmp_path,
        "import sys; sys.path.insert(0, '.');"
        "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])",
    )
    assert floors.returncode == 0, floors.stdout[-3000:]


def test_a_folder_that_declares_nothing_is_refused(tmp_path):
    copy_of_the_tree(tmp_path)
    add_subject(tmp_path, without="subject.py")
    answer = run(tmp_path, ASK)
    assert answer.returncode != 0
    assert "commitments.novelty has no subject.py: it says there what" in answer.stderr
