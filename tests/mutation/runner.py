"""A plugin of pytest that runs a module's tests against each mutant of it.

    python -m pytest -p tests.mutation.runner --mutate commitments/plans/fulfilment.py \
        tests/commitments/plans/test_fulfilment.py

The tests run once as they are; what each function's tests are is seen on the way. A mutant of a
function is put into a copy (a fork) of this process, so that nothing is imported again, and meets
the tests that call the function. A mutant of what runs when the module is imported meets all of
them in a process that imports it so. No file is changed.
"""

import ast
import functools
import gc
import importlib.abc
import importlib.machinery
import json
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutation.mutants import Mutant, mutants

PATIENCE = 10  # times what the tests take without any change; then a mutant never ends
NUMBERS = "numbers:"  # before a path: the numbers that have a name, alone
ROOT = Path(__file__).parents[2]
KEEPS = "ogp_portal/foundation/"  # keeps what others gave it: never run twice in a process
DERIVED = {  # package → modules that make something of it when they are imported, in that order
    "transparency.budgets.rules": (
        "transparency.budgets.rules.accounts",
        "transparency.budgets.rules.amounts",
        "transparency.budgets.rules.months",
        "transparency.budgets.rules.percentages",
        "transparency.budgets.rules",
        "transparency.budgets.workflow.checking",
    ),
}
NO_CALL = types.SimpleNamespace(params={})
PLANTED = "PORTAL_MUTANT"  # "path|place": the mutant that this process imports
RUN = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutation.runner")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def mutants_of(target: str) -> list[Mutant]:
    """Return the mutants of a module, or of its named numbers alone."""
    path = Path(target.removeprefix(NUMBERS))
    return mutants(path, numbers_alone=target.startswith(NUMBERS))


def _dotted(path: str) -> str:
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module as its mutant."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = Path(path).resolve(), tree
        self.name = _dotted(path)

    def find_spec(self, fullname, path=None, target=None):
        """Find the module, and leave every other to Python."""
        if fullname != self.name:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path)
        found.loader = self
        return found

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the mutant."""
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


if planted := os.environ.get(PLANTED, ""):
    place, _bar, number = planted.partition("|")
    sys.meta_path.insert(
        0, Planted(place.removeprefix(NUMBERS), mutants_of(place)[int(number)].tree)
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the module to mutate and where the outcome is written."""
    parser.addoption("--mutate", help="run the tests against each mutant of this module")
    parser.addoption("--outcome", help="write what survived to this file, as JSON")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Work in databases of this process alone, with the same examples each time."""
    from tests.conftest import DATABASES

    hypothesis.settings.register_profile(
        "mutation",
        hypothesis.settings.get_profile("ci"),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        report_multiple_bugs=False,
    )
    hypothesis.settings.load_profile("mutation")
    config.stash[DATABASES].worker = f"mutation_{os.getpid()}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the table of rights, keep the things that the rules of the mutated module are about."""
    from ogp_portal.foundation.permissions.rights import RULES

    target = config.getoption("--mutate") or planted.partition("|")[0]
    if not target.endswith("access.py"):
        return
    own = {thing for (thing, _act), rule in RULES.items() if rule.__module__ == _dotted(target)}
    items[:] = [
        item
        for item in items
        if "thing" not in getattr(item, "callspec", NO_CALL).params
        or item.callspec.params["thing"] in own
    ]


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests as they are, then against each mutant."""
    target = session.config.getoption("--mutate")
    if not target:
        return None
    watch = Watch(str(Path(target.removeprefix(NUMBERS)).resolve()))
    for item in session.items:
        if not watch.passes(item):
            raise pytest.UsageError(f"{item.nodeid} fails without any change")
    found = mutants_of(target)
    _those_that_take_from(_dotted(target.removeprefix(NUMBERS)))
    _say(f"{target}: {len(found)} mutants, {sum(watch.taken.values()):.1f} s")
    survived, begun = [], time.monotonic()
    for number, mutant in enumerate(found):
        is_killed = _is_killed(mutant, number, watch, session, target)
        if not is_killed:
            survived.append(mutant)
            _say(f"survived  line {mutant.line}  {mutant.name}")
    taken = time.monotonic() - begun
    _say(f"{target}: {len(found)} mutants, {len(survived)} survived, {taken:.0f} s")
    outcome = {"mutants": len(found), "survived": [mutant.name for mutant in survived]}
    if session.config.getoption("--outcome"):
        Path(session.config.getoption("--outcome")).write_text(json.dumps(outcome))
    session._setupstate.teardown_exact(None)
    return True


@dataclass
class Watch:
    """What the tests do without any change: how long each takes, and which functions of the module
    it calls, by the lines they begin in.
    """

    path: str
    taken: dict[str, float] = field(default_factory=dict)
    called: dict[int, list[pytest.Item]] = field(default_factory=dict)

    def passes(self, item: pytest.Item) -> bool:
        """Run a test and say whether it passes."""
        lines: set[int] = set()

        def look(frame: types.FrameType, _event: str, _argument: object) -> None:
            if frame.f_code.co_filename == self.path:
                lines.add(frame.f_code.co_firstlineno)

        begun = time.monotonic()
        sys.settrace(look)
        try:
            is_good = _passes(item)
        finally:
            sys.settrace(None)
        self.taken[item.nodeid] = time.monotonic() - begun
        for line in lines:
            self.called.setdefault(line, []).append(item)
        return is_good

    def tests_of(self, function: types.CodeType) -> list[pytest.Item]:
        """Return the tests that call a function or what is written in it, the quickest first."""
        lines = [code.co_firstlineno for code in _codes(function)]
        tests = {item.nodeid: item for line in lines for item in self.called.get(line, ())}
        return self.quickest(tests.values())

    def quickest(self, tests: Iterable[pytest.Item]) -> list[pytest.Item]:
        """Return tests, the quickest first."""
        return sorted(tests, key=lambda item: self.taken[item.nodeid])


def _passes(item: pytest.Item) -> bool:
    """Run a test and leave the database open for the next."""
    item.session._setupstate.teardown_exact(item.parent)
    reports = runtestprotocol(item, log=False, nextitem=item.parent)
    for report in reports:
        if report.failed:
            _say(report.longreprtext)
    return not any(report.failed for report in reports)


def _is_killed(
    mutant: Mutant, number: int, watch: Watch, session: pytest.Session, target: str
) -> bool:
    """Say whether some test notices the mutant: quickly in a fork, or else by importing it."""
    limit = 10 + PATIENCE * sum(watch.taken.values())
    mutated = compile(mutant.tree, watch.path, "exec")
    if not mutant.function and not target.startswith(KEEPS):
        put = functools.partial(_run_again, mutated, target.removeprefix(NUMBERS))
        if _is_killed_in_a_fork(put, watch.quickest(session.items), limit):
            return True
    for code in _outermost(mutated):
        if code.co_firstlineno == mutant.function:
            put = functools.partial(_put_into_place, code, watch.path)
            tests = watch.tests_of(code)
            if tests and _is_killed_in_a_fork(put, tests, limit):
                return True
    return _is_killed_anew(target, number, session.config.args, limit)


def _is_killed_in_a_fork(
    put: Callable[[], None], tests: Sequence[pytest.Item], limit: float
) -> bool:
    connections.close_all()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        try:
            put()
            os._exit(int(not all(_passes(item) for item in tests)))
        except BaseException:  # noqa: BLE001 - whatever it is, it was noticed
            os._exit(1)
    return _ends_badly(child, limit)


def _ends_badly(child: int, limit: float) -> bool:
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _is_killed_anew(target: str, number: int, tests: Sequence[str], limit: float) -> bool:
    environment = {**os.environ, PLANTED: f"{target}|{number}"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *RUN, *tests],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60 + limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


@functools.cache
def _those_that_take_from(name: str) -> list[tuple[types.ModuleType, list[tuple[str, str]]]]:
    """Return the modules that import names of a module, and which: its name and their own."""
    found = []
    for other in list(sys.modules.values()):
        path = Path(getattr(other, "__file__", None) or "/")
        if ROOT not in path.parents or ".venv" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if f"from {name} import" in source:
            nodes = [
                node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)
            ]
            aliases = [alias for node in nodes if node.module == name for alias in node.names]
            found.append((other, [(alias.name, alias.asname or alias.name) for alias in aliases]))
    return found


def _run_again(code: types.CodeType, path: str) -> None:
    """Run a module again as its mutant, and tell those that took something from it."""
    name = _dotted(path)
    module = sys.modules[name]
    exec(code, module.__dict__)
    for other, names in _those_that_take_from(name):
        for taken, own_name in names:
            setattr(other, own_name, getattr(module, taken))
    for package, made_from_it in DERIVED.items():
        if name.startswith(package):
            for other in map(sys.modules.__getitem__, made_from_it):
                if other is module:
                    continue
                exec(compile(Path(other.__file__).read_text(), other.__file__, "exec"), vars(other))


def _put_into_place(code: types.CodeType, path: str) -> None:
    """Give the mutant's code to every function that was made from that of the module."""
    wanted = {(inner.co_firstlineno, inner.co_qualname): inner for inner in _codes(code)}
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__code__.co_filename == path:
            new = wanted.get((thing.__code__.co_firstlineno, thing.__code__.co_qualname))
            if new is not None:
                thing.__code__ = new
        elif isinstance(thing, functools._lru_cache_wrapper):
            thing.cache_clear()


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """Return a code and every code written in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _outermost(module: types.CodeType) -> Iterator[types.CodeType]:
    """Return the codes of functions and methods of a module."""
    for code in _codes(module):
        if code.co_name != "<module>" and "<locals>" not in code.co_qualname:
            yield code
