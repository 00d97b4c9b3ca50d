"""The floors, tried with planted breaches: one in the text of a copy, the others in the graph of
imports, which is read once. And a ground that says no word of the field.
"""

import copy
import re
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure

from tests.house.source import PACKAGES, ROOT, read

LINT = (
    "import sys; sys.path.insert(0, '.'); "
    "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def broken(graph: grimp.ImportGraph) -> list[str]:
    """Return the names of the contracts of pyproject.toml that this graph breaks."""
    configure()
    options = use_cases.read_user_options(str(ROOT / "pyproject.toml"))
    use_cases._register_contract_types(options)
    report = use_cases._build_report(
        graph=graph,
        graph_building_duration=0,
        user_options=options,
        limit_to_contracts=(),
        show_timings=False,
        verbose=False,
    )
    assert not report.invalid_contract_options
    return [
        contract.name for contract, check in report.get_contracts_and_checks() if not check.kept
    ]


def test_the_floors_hold(graph):
    assert broken(graph) == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("commitments.plans.readiness", "forums.process.models"),
        ("forums.process.access", "transparency.reports.models"),
        ("ogp_portal.foundation.documents.text", "commitments.plans.models"),
        ("commitments.plans.views", "commitments.plans.admin"),
        ("commitments.plans.states", "commitments.plans.models"),
        ("commitments.plans.access", "commitments.progress.models"),
        ("commitments.progress.workflow.reporting", "celery"),
        ("commitments.plans.access", "commitments.models"),
        ("commitments.novelty", ""),
        ("transparency.reports.models", "transparency.reports.workflow"),
        ("forums.bodies.access", "forums.sessions.models"),
        ("forums.proposals.lineage", "forums.proposals.models"),
        ("commitments.plans.workflow.plan", "commitments.plans.subject"),
    ],
)
def test_a_planted_breach_of_the_floors_is_caught(graph, module, imported):
    planted = copy.deepcopy(graph)
    if imported:
        assert {module, imported} <= planted.modules
        planted.add_import(
            importer=module, imported=imported, line_number=1, line_contents=f"import {imported}"
        )
    else:
        planted.add_module(module)
    assert broken(planted) != []


def test_a_breach_planted_in_the_text_is_caught_by_the_command(tmp_path: Path):
    for package in PACKAGES:
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "commitments/plans/readiness.py").open("a", encoding="utf-8") as planted:
        planted.write("\nimport forums.process.models\n")
    ended = subprocess.run(
        [sys.executable, "-c", LINT], cwd=tmp_path, capture_output=True, check=False
    )
    assert ended.returncode == 1
    assert b"commitments.plans.readiness -> forums.process.models" in ended.stdout


OF_THE_FIELD = re.compile(
    r"(?<![A-Za-z])(?:plan|planes|plans|commitments?|milestones?|memberships?|forums?|seats?"
    r"|alliances?|alianza|coordinators?|consortium|proposals?|surveys?|ballots?|evidence"
    r"|assessments?|inquir(?:y|ies)|objections?|compromisos?|hitos?|foros?|ogp|renca|santiago)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
COLUMN = re.compile(r"\bplan_slug\b(?: = CodeField\(_\(\"plan\"\))?")
ALLOWED = {  # docs/decisions/0025-the-journals-plan.md
    "ogp_portal/models/__init__.py": "the journal keeps to which plan an act belongs: its column",
    "ogp_portal/foundation/events/journal.py": "and takes it from whoever records the act",
}


def words_of_the_field(source: str) -> set[str]:
    """Return the words of the field that a source says; the portal's own package is none."""
    return set(OF_THE_FIELD.findall(source.replace("ogp_portal", "").replace("ogp-portal", "")))


def test_the_ground_says_no_word_of_the_field():
    folders = (ROOT / "ogp_portal/models", ROOT / "ogp_portal/foundation")
    ground = [path for folder in folders for path in folder.rglob("*.py")]
    texts = {str(path.relative_to(ROOT)): read(path) for path in ground}
    saying = {name: words for name, text in texts.items() if (words := words_of_the_field(text))}
    assert set(saying) == set(ALLOWED), saying
    assert {name: words_of_the_field(COLUMN.sub("", texts[name])) for name in ALLOWED} == {
        name: set() for name in ALLOWED
    }
    assert words_of_the_field(COLUMN.sub("", "plan_slug = 1; plan = 2")) == {"plan"}
    assert words_of_the_field("# who may see a commitment") == {"commitment"}
    assert words_of_the_field("commitment_slug = 1") == {"commitment"}
    assert not words_of_the_field("explanation, informs, ogp_portal")
