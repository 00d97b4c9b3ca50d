"""The tests of the rules are tested: each rule is changed in small ways, and some test must notice.

What no test notices is listed in `survivors.csv` with the reason why it may stay, and is at most
one in twenty. The run itself is for the night; that the list is true and short is checked always.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.mutants import mutants
from tests.mutation.runner import mutants_of
from tests.mutation.targets import TARGETS

SURVIVORS = Path(__file__).with_name("survivors.csv")


def listed(target: str) -> dict[str, str]:
    """Return the mutants of a target that may survive, with their reasons."""
    with SURVIVORS.open(encoding="utf-8") as table:
        return {
            row["mutant"]: row["reason"] for row in csv.DictReader(table) if row["module"] == target
        }


@pytest.mark.nightly
@pytest.mark.parametrize("target", TARGETS)
def test_every_small_change_of_a_rule_is_noticed_by_its_tests(target, tmp_path):
    outcome = tmp_path / "outcome.json"
    tests = TARGETS[target]
    words = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutation.runner"]
    words += ["--mutate", target, "--outcome", str(outcome)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *tests],
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.exists(), done.stdout[-4000:] + done.stderr[-4000:]
    survived = json.loads(outcome.read_text())["survived"]
    assert sorted(survived) == sorted(listed(target)), done.stdout


def test_the_changes_that_may_stay_are_few_and_each_has_its_reason():
    made = kept = 0
    for target in TARGETS:
        names = [mutant.name for mutant in mutants_of(target)]
        assert set(listed(target)) <= set(names), target
        assert all(reason.strip() for reason in listed(target).values())
        made += len(names)
        kept += len(listed(target))
    assert made > 1000
    assert kept <= made * 5 // 100  # at least 95 % are noticed


def test_every_module_of_rules_is_changed_and_every_named_test_is_there():
    root = Path(__file__).parents[2]
    rules = {str(path.relative_to(root)) for path in root.glob("[!.]*/*/access.py")}
    rules = {path for path in rules if not path.startswith(("var/", "tests/"))}
    unchanged = {"transparency/tokens/access.py"}  # three lines without a condition
    assert rules - set(TARGETS) == unchanged
    for tests in TARGETS.values():
        for path in tests:
            assert (root / path).exists(), path


def names(tmp_path: Path, source: str, **options: bool) -> list[str]:
    (tmp_path / "rule.py").write_text(source)
    return [mutant.name for mutant in mutants(tmp_path / "rule.py", **options)]


def test_a_boundary_a_number_and_a_condition_are_changed(tmp_path):
    assert names(tmp_path, "MOST = 20\n\ndef may(n):\n    return n < MOST and not n == 3\n") == [
        "module: 20 → 21",
        "module: 20 → 19",
        "may: And → Or",
        "may: Lt → LtE",
        "may: not n == 3 → n == 3",
        "may: Eq → NotEq",
        "may: 3 → 4",
        "may: 3 → 2",
    ]


def test_a_filter_loses_each_of_its_parts_and_its_boundaries_move(tmp_path):
    assert names(tmp_path, "def q(a):\n    return Q(x__lt=a, y=None) | ~Q(z=a)\n") == [
        "q: Q(x__lt=a, y=None) | ~Q(z=a) → Q(x__lt=a, y=None)",
        "q: Q(x__lt=a, y=None) | ~Q(z=a) → ~Q(z=a)",
        "q: Q(x__lt=a, y=None) → Q(y=None)",
        "q: Q(x__lt=a, y=None) → Q(x__lt=a)",
        "q: x__lt=a → x__lte=a",
        "q: BitOr → BitAnd",
        "q: ~Q(z=a) → Q(z=a)",
    ]


def test_what_nobody_could_notice_is_left_alone(tmp_path):
    source = (
        '"""Words."""\nimport x\n\ndef f(a: int | None = None) -> int | None:\n    """More."""\n'
    )
    assert names(tmp_path, source) == []


def test_of_a_module_of_promised_numbers_only_the_named_numbers_change(tmp_path):
    source = "MOST = 3\n\ndef f(n):\n    return n > 7\n"
    assert names(tmp_path, source, numbers_alone=True) == ["module: 3 → 4", "module: 3 → 2"]


def test_a_sentence_of_sql_is_changed_where_it_decides(tmp_path):
    source = 'SQL = "SELECT 1 FROM t WHERE a <= b AND c <> 2"\n'
    assert (
        "module: SELECT 1 FROM t WHERE a <= b AND c <> 2 → SELECT 1 FROM t WHERE a < b AND c <> 2"
        in (names(tmp_path, source))
    )
