"""How modules are named, how long they are, and what they may read."""

import ast
import re
from pathlib import Path

from ogp_portal.foundation.runtime import environment
from tests.house.source import ROOT, modules, name_of, read

BANNED = {
    "utils",
    "helpers",
    "common",
    "misc",
    "base",
    "mixins",
    "services",
    "manager",
    "util",
    "helper",
}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 80
BEFORE = "runs before anything is installed"
READS_THE_ENVIRONMENT = {
    "ogp_portal/foundation/runtime/environment.py": "the register of variables itself",
    "ogp_portal/foundation/runtime/bootstrap/debian.py": BEFORE,
    "ogp_portal/foundation/runtime/bootstrap/entrance.py": BEFORE,
    "ogp_portal/foundation/runtime/bootstrap/packages.py": BEFORE,
    "ogp_portal/foundation/runtime/bootstrap/pango.py": BEFORE,
    "ogp_portal/foundation/runtime/bootstrap/steps.py": BEFORE,
    "ogp_portal/foundation/runtime/example.py": "puts the example's values in place of others",
    "ogp_portal/foundation/runtime/dumps.py": "gives PostgreSQL's programs our own",
    "ogp_portal/foundation/runtime/postgres/server.py": "gives the programs of the server our own",
    "ogp_portal/foundation/documents/sandbox.py": "hands a child a bare environment",
    "ogp_portal/management/commands/check_all.py": "hands the checks theirs",
    "ogp_portal/management/commands/test.py": "hands pytest its own",
    "ogp_portal/management/commands/up.py": "hands its programs theirs",
    "ogp_portal/wsgi.py": "names the settings",
    "ogp_portal/celery.py": "names the settings",
}


def bad_names(paths: list[Path]) -> list[str]:
    return [str(path) for path in paths if {path.stem, *path.parts} & BANNED]


def long_parts(name: str, source: str) -> list[str]:
    found = (
        [f"{name}: {source.count(chr(10))} lines"] if source.count("\n") > LONGEST_MODULE else []
    )
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.FunctionDef)
            and (node.end_lineno or 0) - node.lineno > LONGEST_FUNCTION
        ):
            found.append(f"{name}:{node.lineno} {node.name}")
    return found


def hidden_imports(source: str) -> bool:
    return "TYPE_CHECKING" in source


def test_no_module_is_named_after_nothing():
    assert bad_names([path.relative_to(ROOT) for path in modules()]) == []
    assert bad_names([Path("commitments/plans/utils.py"), Path("forums/helpers/thing.py")]) != []


def test_a_module_and_a_function_fit_in_one_reading():
    assert [part for path in modules() for part in long_parts(name_of(path), read(path))] == []
    assert long_parts("planted", "x = 1\n" * 401)
    assert not long_parts("planted", "x = 1\n" * 400)
    assert long_parts("planted", "def f():\n" + "    x = 1\n" * 90)


def test_a_module_of_tests_or_of_the_bench_fits_in_one_reading_too():
    long = {
        name_of(path)
        for folder in ("tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if read(path).count("\n") > LONGEST_MODULE
    }
    assert long == set()


def test_no_import_hides_under_type_checking():
    assert [name_of(path) for path in modules() if hidden_imports(read(path))] == []
    assert hidden_imports("if TYPE_CHECKING: import x")


def reads_environment(source: str) -> bool:
    return bool(re.search(r"os\.environ(\.get|\[)", source))


def test_every_variable_read_is_in_the_register_and_the_example():
    example = read(ROOT / ".env.example")
    assert [name for name in environment.REGISTER if f"#{name}=" not in example] == []
    reading = {name_of(path) for path in modules() if reads_environment(read(path))}
    assert reading <= set(READS_THE_ENVIRONMENT)
    assert reads_environment('os.environ.get("NOVELTY")')


SAYS_NOTHING = {"one", "held", "said"}  # of what? A local says what it is: `update`, `meeting`
MEANT: dict[str, str] = {}  # by path, with the reason: a name of these that the field itself uses


def empty_names(source: str) -> set[str]:
    """Return the names of variables, parameters, attributes and functions that say nothing."""
    tree = ast.parse(source)
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
    return names & SAYS_NOTHING


def test_names_say_what_they_are():
    ours = [path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.py")]
    found = {name_of(path) for path in (*modules(), *ours) if empty_names(read(path))}
    assert found == set(MEANT)
    assert empty_names("for one in rows:\n    print(one)") == {"one"}
    assert empty_names("def f(held):\n    x.said = [said for said in held]") == {"held", "said"}
    assert not empty_names('made.session(cast, "held")  # one that was held')
