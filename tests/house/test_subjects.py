"""A subject that leaves a part out is refused with a sentence, and the whole reads what subjects
declare.
"""

import ast
import tomllib
from dataclasses import replace

import pytest
from django.urls import reverse

from commitments.plans.models import Commitment, Plan
from ogp_portal import wiring
from ogp_portal.foundation import personal_data, subjects
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.personal_data import Personal, Stands
from ogp_portal.foundation.subjects import Page, RowPages
from tests.house.source import ROOT, dotted, modules, read


def lacking(package: str, **changed: object) -> list[str]:
    return wiring.lacking(package, replace(subjects.SUBJECTS[package], **changed))


@pytest.mark.parametrize(
    ("package", "changed", "sentence"),
    [
        ("forums.bodies", {"access": None}, "access.py has rules; declare access=access."),
        (
            "commitments.plans",
            {"machines": (Plan, Commitment)},
            "the machine MILESTONE of states.py belongs to no model among machines=.",
        ),
        (
            "commitments.plans",
            {"calendar": ()},
            "the task commitments.end_plans has no line in calendar=.",
        ),
        (
            "forums.proposals",
            {"listeners": ()},
            "listeners.py is declared by nobody; name them in listeners=.",
        ),
        (
            "commitments.spreadsheets",
            {"consequences": ()},
            "the consequence commitments.import is not among consequences=.",
        ),
        (
            "commitments.sources",
            {"datasets": (Dataset("thin", "flaco", "x", "x", (), key="slug"),)},
            (
                "the dataset thin has no column slug, which names a row, or no column modified_at, "
                "by which changes are followed."
            ),
        ),
        (
            "commitments.plans",
            {"personal": {Plan: {"title": Personal("a", "b", "c", kept_by=())}}},
            "nothing keeps the retention of commitments.plan.title: name it in kept_by=.",
        ),
        (
            "commitments.plans",
            {"personal": {Plan: {"title": Personal("a", "", "c", kept_by=Stands("x"))}}},
            "commitments.plan.title needs its purpose, its retention and who sees it.",
        ),
        (
            "forums.bodies",
            {"pages": (RowPages("another", of=Plan),)},
            "the page another is declared by another subject, too.",
        ),
        (
            "forums.bodies",
            {"pages": (Page("home"),)},
            "the page home is declared by another subject, too.",
        ),
        (
            "forums.bodies",
            {"acts": {"publish": Act("Se publicó")}},
            "the act publish is put in words by another subject, too.",
        ),
    ],
)
def test_a_subject_that_leaves_a_part_out_is_refused_with_a_sentence(package, changed, sentence):
    assert wiring.lacking(package, subjects.SUBJECTS[package]) == []
    assert f"{package}: {sentence}" in lacking(package, **changed)


def test_a_dataset_that_nobody_declares_is_refused(monkeypatch):
    whole = subjects.SUBJECTS["forums.bodies"]
    monkeypatch.setitem(
        subjects.SUBJECTS, "forums.bodies", replace(whole, datasets=whole.datasets[1:])
    )
    assert wiring.lacking("forums.bodies", subjects.SUBJECTS["forums.bodies"]) == [
        "forums.bodies: the dataset FORUMS is neither among datasets= nor among tables=."
    ]


def test_a_table_without_a_rule_or_without_a_word_on_personal_data_is_refused(monkeypatch):
    assert wiring.undeclared_models() == []
    monkeypatch.delitem(rights.RULES, ("commitments.plan", "view"))
    monkeypatch.setattr(personal_data, "MODELS", personal_data.MODELS - {"commitments.plan"})
    assert [sentence.partition(": ")[2] for sentence in wiring.undeclared_models()] == [
        "no rule in access.py says who may view a commitments.plan.",
        (
            "say of commitments.plan which columns are personal (personal=) or that none is "
            "(without_personal_data=)."
        ),
    ]


def imported(source: str) -> set[str]:
    """Return the dotted names of the modules that a source imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {f"{node.module}"}
    return found


def readers(sources: dict[str, str]) -> list[str]:
    """Return the modules that import a subject's declaration by name."""
    declared = {f"{package}.subject" for package in subjects.SUBJECTS}
    return [name for name, source in sources.items() if imported(source) & declared]


def test_nobody_imports_a_declaration_by_name():
    assert readers({dotted(path): read(path) for path in modules()}) == []
    assert readers({"planted": "from commitments.plans.subject import SUBJECT"}) == ["planted"]
    assert readers({"planted": "from commitments.plans import subject"}) == ["planted"]


def test_every_declared_page_has_an_address():
    for page in subjects.pages():
        assert reverse(page.name, args=["algo"] if isinstance(page, RowPages) else [])


def test_the_subjects_of_an_app_stand_in_the_order_of_its_floors():
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    for app in ("commitments", "forums", "transparency"):
        layers = next(
            contract["layers"] for contract in contracts if contract.get("containers") == [app]
        )
        floor = {
            name.strip(): number
            for number, layer in enumerate(reversed(layers))
            for name in layer.replace(":", "|").split("|")
        }
        places = [floor[package.split(".")[1]] for package, _subject in subjects.of_app(app)]
        assert places == sorted(places), app


def test_every_consequence_is_known_without_the_admin_having_been_opened():
    written = sum(read(path).count("@outbox.handler(") for path in modules())
    declared = sum(len(subject.consequences) for subject in subjects.SUBJECTS.values())
    assert written == declared
