"""The floors: planted breaches on a copy of the tree, and a ground that says no word of the field."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGES, ROOT, read


def breach(tmp_path: Path, name: str, source: str) -> int:
    """Copy the packages aside, plant a file, and return how the import linter ends."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / name
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(
        (planted.read_text(encoding="utf-8") if planted.exists() else "") + "\n" + source + "\n",
        encoding="utf-8",
    )
    words = [
        sys.executable,
        "-c",
        (
            "import sys; sys.path.insert(0, '.'); from importlinter.cli import "
            "lint_imports_command as run; run(['--no-cache'])"
        ),
    ]
    return subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("commitments/plans/readiness.py", "import forums.process.models"),
        ("forums/process/access.py", "import transparency.reports.models"),
        ("ogp_portal/foundation/documents/text.py", "import commitments.plans.models"),
        ("commitments/plans/views.py", "import commitments.plans.admin"),
        ("commitments/plans/states.py", "import commitments.plans.models"),
        ("commitments/plans/access.py", "import commitments.progress.models"),
        ("commitments/progress/workflow/reporting.py", "import celery"),
        ("commitments/plans/access.py", "import commitments.models"),
        ("commitments/novelty/__init__.py", ""),
        ("transparency/reports/models.py", "import transparency.reports.workflow"),
        ("forums/bodies/access.py", "import forums.sessions.models"),
        ("forums/proposals/lineage.py", "import forums.proposals.models"),
        ("commitments/plans/workflow/plan.py", "import commitments.plans.subject"),
    ],
)
def test_a_planted_breach_of_the_floors_is_caught(tmp_path, name, source):
    assert breach(tmp_path, name, source) != 0


def test_the_floors_hold(tmp_path):
    assert breach(tmp_path, "commitments/plans/readiness.py", "") == 0


OF_THE_FIELD = re.compile(
    r"(?<![A-Za-z])(?:plan|planes|plans|commitments?|milestones?|memberships?|forums?|seats?"
    r"|alliances?|alianza|coordinators?|consortium|proposals?|surveys?|ballots?|evidence"
    r"|assessments?|inquir(?:y|ies)|objections?|compromisos?|hitos?|foros?|ogp|renca|santiago)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
ALLOWED = {
    "ogp_portal/models.py": "the journal keeps to which plan an act belongs (plan_slug)",
    "ogp_portal/foundation/events/journal.py": "and takes it from whoever records the act",
}


def words_of_the_field(source: str) -> set[str]:
    """Return the words of the field that a source says; the portal's own package is none."""
    return set(OF_THE_FIELD.findall(source.replace("ogp_portal", "").replace("ogp-portal", "")))


def test_the_ground_says_no_word_of_the_field():
    ground = [ROOT / "ogp_portal/models.py", *(ROOT / "ogp_portal/foundation").rglob("*.py")]
    found = {
        str(path.relative_to(ROOT)): words
        for path in ground
        if (words := words_of_the_field(read(path)))
    }
    assert set(found) <= set(ALLOWED), found
    assert {word for words in found.values() for word in words} <= {"plan"}
    assert words_of_the_field("# who may see a commitment") == {"commitment"}
    assert words_of_the_field("commitment_slug = 1") == {"commitment"}
    assert not words_of_the_field("explanation, informs, ogp_portal")
