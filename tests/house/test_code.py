"""Rules about the code itself, each with a planted breach that it must catch."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from ogp_portal.foundation import personal_data
from ogp_portal.foundation.api.datasets import Column, Dataset
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from ogp_portal.foundation.runtime import environment

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("ogp_portal", "commitments", "forums", "transparency")
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
RECORDERS = {"note", "note_draft", "record_act"}  # each writes one row of the journal
READ_ONLY_WORKFLOW = {
    "missing_before_publication",
    "last_month",
    "render",
    "look",
    "read_mapping",
    "read_file",
    "refresh_measures",
    "note_report",
    "apply",
    "amend_by_form",
    "enqueue_owed",
    "send",
    "finish_report_now",
    "issue_monthly_reports",
    "attach",
    "remind_seats",
    "warn_quiet_forums",
    "make_minutes_pdf",
    "finish_minutes_now",
    "find_by_code",
    "enter_queue",
    "unique_slug",
    "find_request",
    "following",
    "edges",
    "authors_of",
    "tell",
    "tell_authors_of_commitment",
    "tell_moderated",
    "tell_answered",
    "tell_applied",
    "order_report",
    "make_report",
    "without_response",
    "paragraph_at",
    "check_everything",
    "load_files",
    "check_code",
    "preview",
    "content_of",
    "tell_received",
    "tell_decided",
    "draw",
    "draw_commitment",
    "draw_everything",
    "order_all",
    "settled_until",
    "begin_due_mailings",
    "send_digests",
    "forget_digests",
    "take_bounce",
    "count_bounce",
}


OWN_ACTS = {  # a person's support, answers and comments are hers: no journal may tell who and when
    "support",
    "withdraw_support",
    "submit_answers",
    "comment",
    "edit_comment",
    "withdraw_comment",
    "concur",
    "take_back_concurrence",
    "subscribe",
    "confirm_subscription",
    "change_frequency",
    "leave_topic",
    "leave_all",
    "forget_requests",
}


def modules() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


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


def unjournaled(source: str) -> list[str]:
    """Return the public functions of a workflow that write without recording (directly or by a
    private function that does).
    """
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = {
        name: {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
        for name, node in functions.items()
    }
    records = {
        name
        for name, made in calls.items()
        if any(call.startswith("journal.record") or call in RECORDERS for call in made)
    }
    for _turn in functions:
        records |= {name for name, made in calls.items() if made & records}
    return [
        name
        for name in functions
        if not name.startswith("_") and name not in records | READ_ONLY_WORKFLOW | OWN_ACTS
    ]


def unmarked(patterns: list) -> list[str]:
    """Return the views of ours that carry no mark."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                found += unmarked(pattern.url_patterns)
        elif (
            isinstance(pattern, URLPattern)
            and pattern.callback.__module__.split(".")[0] in PACKAGES
            and not hasattr(pattern.callback, "mark")
        ):
            found.append(str(pattern.callback))
    return found


def foreign_admins(registry: dict) -> list[str]:
    return [str(model) for model, page in registry.items() if not isinstance(page, StaffAdmin)]


def undeclared(labels: list[str]) -> list[str]:
    return [label for label in labels if label not in personal_data.MODELS]


def poor_columns(dataset: Dataset) -> list[str]:
    return [
        column.name
        for column in dataset.columns
        if not (column.name and str(column.sentence) and column.type)
    ]


def our_models() -> list[str]:
    names = [
        model
        for app in ("commitments", "forums", "transparency", "ogp_portal")
        for model in apps.get_app_config(app).get_models()
    ]
    return [
        model._meta.label_lower
        for model in names
        if "pgh_id" not in {field.name for field in model._meta.fields}
    ]


def test_no_module_is_named_after_nothing():
    assert bad_names([path.relative_to(ROOT) for path in modules()]) == []
    assert bad_names([Path("commitments/plans/utils.py"), Path("forums/helpers/thing.py")]) != []


def test_a_module_and_a_function_fit_in_one_reading():
    assert [
        part
        for path in modules()
        for part in long_parts(path.name, path.read_text(encoding="utf-8"))
    ] == []
    assert long_parts("planted", "x = 1\n" * 401)
    assert long_parts("planted", "def f():\n" + "    x = 1\n" * 90)


def test_no_import_hides_under_type_checking():
    assert [
        str(path) for path in modules() if hidden_imports(path.read_text(encoding="utf-8"))
    ] == []
    assert hidden_imports("if TYPE_CHECKING: import x")


def test_every_write_function_calls_the_journal():
    rooms = [
        path for path in modules() if path.name == "workflow.py" or path.parent.name == "workflow"
    ]
    assert {
        str(path.relative_to(ROOT)): unjournaled(path.read_text(encoding="utf-8"))
        for path in rooms
        if unjournaled(path.read_text(encoding="utf-8"))
    } == {}
    assert unjournaled("def burn(row):\n    row.delete()\n") == ["burn"]


def test_every_view_carries_a_mark():
    assert unmarked(get_resolver().url_patterns) == []

    def planted(_request):
        return None

    planted.__module__ = "commitments.plans.views"
    assert unmarked([__import__("django.urls", fromlist=["path"]).path("x/", planted)])


def test_every_admin_page_inherits_ours():
    assert foreign_admins(admin.site._registry) == []
    assert foreign_admins({object: admin.ModelAdmin})


def test_every_model_declares_its_personal_columns_or_that_it_has_none():
    assert undeclared(our_models()) == []
    assert undeclared(["commitments.planted"]) == ["commitments.planted"]


def test_every_declared_personal_column_exists_with_purpose_and_retention():
    for field in personal_data.REGISTER.values():
        label, name = field.column.rsplit(".", 1)
        assert apps.get_model(label)._meta.get_field(name)
        assert str(field.purpose)
        assert str(field.retention)
        assert str(field.seen_by)


def test_no_column_that_sounds_personal_is_left_undeclared():
    suspicious = re.compile(r"email|phone|address|birth|rut$|run$|author|reviewer|_by$|user")
    found = []
    for label in our_models():
        for field in apps.get_model(label)._meta.concrete_fields:
            if (
                suspicious.search(field.name)
                and f"{label}.{field.name}" not in personal_data.REGISTER
            ):
                found.append(f"{label}.{field.name}")
    assert found == []


def test_every_dataset_column_has_type_and_sentence():
    from ogp_portal.foundation.api.datasets import PUBLISHED
    from transparency.reports.datasets import REPORT_ROWS

    assert {
        dataset.name: poor_columns(dataset)
        for dataset in (*PUBLISHED.values(), REPORT_ROWS)
        if poor_columns(dataset)
    } == {}
    assert poor_columns(Dataset("x", "x", "x", "x", (Column("a", "a", "", "string", str),))) == [
        "a"
    ]


def personal_sources(dataset: Dataset) -> list[str]:
    """Return the declared personal columns that a dataset's SQL mentions."""
    from ogp_portal.foundation.api import querying

    sql = querying.select(dataset, querying.rows(dataset)).sql
    tables = {apps.get_model(label)._meta.db_table: label for label in personal_data.MODELS}
    found = re.findall(r'"(\w+)"\."(\w+)"', sql)
    return [
        f"{tables[table]}.{name}"
        for table, name in found
        if f"{tables.get(table)}.{name}" in personal_data.REGISTER
    ]


def test_no_published_column_reads_a_personal_one():
    from commitments.plans.models import Contact
    from ogp_portal.foundation.api.datasets import PUBLISHED

    assert {
        dataset.name: personal_sources(dataset)
        for dataset in PUBLISHED.values()
        if personal_sources(dataset)
    } == {}
    planted = Dataset(
        "x",
        "x",
        "x",
        "x",
        (Column("email", "correo", "x", "string"),),
        rows=lambda user: Contact.objects.all(),
    )
    assert personal_sources(planted) == ["commitments.contact.email"]


def test_every_published_dataset_can_be_asked_for_and_refers_to_others_that_exist():
    from ogp_portal.foundation.api.datasets import PUBLISHED, TYPES

    for dataset in PUBLISHED.values():
        assert dataset.column(dataset.key).type in {"string", "uuid"}
        assert {column.type for column in dataset.columns} <= set(TYPES)
        assert {column.refers_to for column in dataset.columns} - {""} <= set(PUBLISHED)
        assert {child.dataset for child in dataset.children} <= set(PUBLISHED)
        headings = [column.heading for column in dataset.published()]
        assert len(headings) == len(set(headings)), dataset.name


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def styled(text: str) -> bool:
    return bool(re.search(r"\son\w+=|\sstyle=|\|safe\b|autoescape off", text))


def test_no_template_has_a_handler_a_style_or_unescaped_text():
    assert [str(path) for path in templates() if styled(path.read_text(encoding="utf-8"))] == []
    assert styled('<p onclick="x">')
    assert styled("{{ x|safe }}")


def test_every_template_is_used():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in [*modules(), *templates()])
    everything = re.sub(r'{% component "([\w/]+)"', r"components/\1.html", everything)
    by_convention = {
        "400.html",
        "413.html",
        "403.html",
        "403_csrf.html",
        "404.html",
        "500.html",
        "503.html",
    }
    unused = [
        str(path.relative_to(ROOT / "templates"))
        for path in templates()
        if str(path.relative_to(ROOT / "templates")) not in everything
    ]
    assert [
        name
        for name in unused
        if name not in by_convention
        and not name.startswith(
            ("account/", "allauth/", "admin/base_site", "django/", "components/")
        )
    ] == []


def test_every_page_has_a_title_of_its_own():
    pages = [
        path
        for path in templates()
        if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
    ]
    assert [
        str(path) for path in pages if "{% block title %}" not in path.read_text(encoding="utf-8")
    ] == []


def test_every_variable_read_is_in_the_register_and_the_example():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in environment.REGISTER if f"#{name}=" not in example] == []
    reading = [
        path
        for path in modules()
        if re.search(r"os\.environ(\.get|\[)", path.read_text(encoding="utf-8"))
    ]
    allowed = {
        "environment.py",
        "bootstrap.py",
        "sandbox.py",
        "backups.py",
        "postgres.py",
        "check_all.py",
        "test.py",
        "up.py",
        "wsgi.py",
        "celery.py",
    }
    assert {path.name for path in reading} <= allowed


def test_every_command_is_documented():
    commands = [
        path.stem
        for path in modules()
        if path.parent.name == "commands" and path.stem != "__init__"
    ]
    documents = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    )
    assert [name for name in commands if name not in documents] == []


def test_the_lock_files_hold_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--extra-index|--find-links", text)


def breach(tmp_path: Path, name: str, source: str) -> int:
    """Copy the packages aside, plant a file, and return how the import linter ends."""
    import shutil
    import subprocess
    import sys

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
        ("commitments/plans/views/plans.py", "import commitments.plans.admin"),
        ("commitments/plans/states.py", "import commitments.plans.models"),
        ("commitments/plans/access.py", "import commitments.progress.models"),
        ("commitments/progress/workflow.py", "import celery"),
        ("commitments/plans/access.py", "import commitments.models"),
        ("commitments/novelty/__init__.py", ""),
        ("transparency/reports/models.py", "import transparency.reports.workflow"),
        ("forums/bodies/access.py", "import forums.sessions.models"),
        ("forums/proposals/lineage.py", "import forums.proposals.models"),
    ],
)
def test_a_planted_breach_of_the_floors_is_caught(tmp_path, name, source):
    assert breach(tmp_path, name, source) != 0


def test_the_floors_hold(tmp_path):
    assert breach(tmp_path, "commitments/plans/readiness.py", "") == 0
