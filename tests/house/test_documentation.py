"""What is documented: every command, and the pages that are made from the code."""

import re

import pytest
from django.core.management import CommandError, call_command

from ogp_portal import wiring
from ogp_portal.foundation import subjects
from ogp_portal.foundation.runtime import environment
from ogp_portal.management.commands import make_docs
from tests.house.source import PACKAGES, ROOT, modules, read

OF_AN_INSTALLATION = ("var/", "files/")  # made where the portal runs


def undocumented(commands: list[str], documents: str) -> list[str]:
    """Return the commands that no document shows as they are typed: `manage.py NAME`."""
    return [name for name in commands if not re.search(rf"manage\.py {name}\b", documents)]


def test_every_command_is_documented():
    commands = [
        path.stem
        for path in modules()
        if path.parent.name == "commands" and path.stem != "__init__"
    ]
    written = [
        *ROOT.glob("*.md"),
        *(path for path in ROOT.glob("docs/**/*.md") if path.parent.name != "generated"),
    ]
    assert undocumented(commands, "\n".join(read(path) for path in written)) == []


def test_a_word_of_the_text_is_not_the_documentation_of_a_command():
    text = "Run the set-up, test it, export what came up: `python3 manage.py tests`."
    assert undocumented(["run", "test", "up", "setup", "export"], text) == [
        "run",
        "test",
        "up",
        "setup",
        "export",
    ]
    assert undocumented(["run"], "`python3 manage.py run web`") == []


def absent(document: str) -> list[str]:
    """Return the files and folders of ours that a text names in backticks and that are not there.

    A path may leave out its app; APP, SUBJECT, NAME and CODE stand for what its reader chooses.
    """
    places = [ROOT, *(ROOT / package for package in PACKAGES), ROOT / "docs"]
    named = re.findall(r"`([a-z_.][\w.-]*/[\w./-]*?(?:\.[a-z]+|/))`", document)
    return [
        name
        for name in dict.fromkeys(named)
        if not name.startswith(OF_AN_INSTALLATION)
        and not re.search(r"\b(APP|SUBJECT|NAME|CODE)\b", name)
        and not any((place / name).exists() for place in places)
    ]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "README.md", "docs/decisions"])
def test_every_file_that_is_named_to_who_changes_the_portal_is_there(name):
    documents = [ROOT / name] if name.endswith(".md") else sorted((ROOT / name).glob("*.md"))
    assert documents
    assert {path.name: absent(read(path)) for path in documents if absent(read(path))} == {}


def test_a_file_that_moved_is_noticed():
    assert absent("in `transparency/budgets/rules.py` or `foundation/api/gone/`") == [
        "transparency/budgets/rules.py",
        "foundation/api/gone/",
    ]
    assert absent("`foundation/api/streaming.py`, `docs/`, `templates/mail/NAME.txt`") == []


def test_the_generated_pages_are_those_of_the_code():
    call_command("make_docs", check=True)


def test_every_machine_is_drawn(monkeypatch):
    page = make_docs.pages()["docs/generated/states.md"]
    drawn = re.findall(r"^## (\w+)$", page, re.MULTILINE)
    alive = [model for model in wiring.our_models() if getattr(model, "machine", None)]
    assert sorted(drawn) == sorted(model.__name__ for model in alive)
    machines = subjects.machines()[:-1]
    monkeypatch.setattr(subjects, "machines", lambda: machines)
    with pytest.raises(CommandError, match="states"):
        call_command("make_docs", check=True)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_declares_of_the_environment_is_forgotten_with_it(turn):
    assert "PLANTED_FOR_A_TURN" not in environment.REGISTER
    environment.text("PLANTED_FOR_A_TURN", meaning="x")
