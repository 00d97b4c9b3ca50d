"""`manage.py make_docs [--check]`: the pages of the documentation that are made from the code
itself.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.foundation import languages, subjects
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.permissions import rights, states
from ogp_portal.foundation.personal_data import REGISTER, PersonalField, Stands
from ogp_portal.foundation.runtime import environment
from ogp_portal.management import imports, proxy_pages
from ogp_portal.site.components import components

MADE = "Made by `manage.py make_docs`; do not edit."


def pages() -> dict[str, str]:
    """Return every generated page by its path from the root of the project."""
    with languages.in_own():
        return {
            ".env.example": environment.example_file(),
            "docs/generated/settings.md": _settings(),
            "docs/generated/states.md": states.draw(subjects.machines()),
            "docs/generated/rights.md": _rights(),
            "docs/generated/columns.md": _dictionary(),
            "docs/generated/personal_data.md": _personal(),
            "docs/generated/imports.md": imports.picture(),
            "docs/generated/components.md": _components(),
            **proxy_pages.pages(),
        }


def _settings() -> str:
    rows = [
        f"| `{v.name}` | {v.meaning} | `{v.default}` |"
        for v in environment.REGISTER.values()
        if str(settings.BASE_DIR) not in v.default
    ]
    return "\n".join(
        ["# Settings", "", MADE, "", "| variable | meaning | default |", "|---|---|---|", *rows, ""]
    )


def _components() -> str:
    rows = [
        f"| `{part.name}` | {part.meaning} | {part.inputs} |"
        for part in components(settings.BASE_DIR / "templates/components").values()
        if part
    ]
    return "\n".join(
        [
            "# Components of pages",
            "",
            MADE + " How one is used, and why so: `docs/decisions/0017-components.md`.",
            "",
            "| file of `templates/components/` | what it is | inputs |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _rights() -> str:
    rows = [
        f"| {thing} | {act} | {_first_paragraph(rule.__doc__)} |"
        for (thing, act), rule in sorted(rights.RULES.items())
    ]
    return "\n".join(
        [
            "# Rights",
            "",
            MADE + " The whole table by role and state: `tests/rights/expected.csv`.",
            "",
            "| thing | act | who |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _first_paragraph(docstring: str | None) -> str:
    """Return what a rule says of itself, in one line."""
    return " ".join((docstring or "Nobody by hand.").strip().split("\n\n")[0].split())


def _dictionary() -> str:
    parts = [
        "# Columns",
        "",
        MADE,
        "",
        "First the name in the API and in files headed in English, then the heading in Spanish.",
    ]
    for dataset in subjects.described():
        parts += _columns(dataset)
    return "\n".join([*parts, ""])


def _columns(dataset: Dataset) -> list[str]:
    rows = [
        f"| `{c.name}` | {c.heading} | {c.type} | {c.unit} | {c.sentence} | {c.rule} |"
        for c in dataset.columns
    ]
    head = ["", f"## {dataset.name} · {dataset.title}", "", f"{dataset.sentence}", ""]
    return [
        *head,
        "| column | Spanish | type | unit | meaning | rule |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def _personal() -> str:
    rows = [
        f"| `{column.column}` | {column.purpose} | {column.retention} | {_kept_by(column)} "
        f"| {column.seen_by} |"
        for column in REGISTER.values()
    ]
    return "\n".join(
        [
            "# Personal data",
            "",
            MADE,
            "",
            "| column | purpose | retention | kept by | seen by |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _kept_by(column: PersonalField) -> str:
    """Return what ends the retention: functions, or the table with which the column stands."""
    kept_by = column.declared.kept_by
    if isinstance(kept_by, Stands):
        return f"stands with `{kept_by.label}`"
    return ", ".join(f"`{name}`" for name in column.keepers)


class Command(BaseCommand):
    """Write or compare the generated pages."""

    help = (
        "Escribe las páginas de la documentación que salen del código; con --check solo avisa si "
        "están al día."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the flag."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *_args: object, **options: object) -> None:
        """Write, or say what is stale."""
        stale = []
        for name, text in pages().items():
            path = Path(settings.BASE_DIR, name)
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale:
            message = f"No están al día: {', '.join(stale)}. Corra `python3 manage.py make_docs`."
            raise CommandError(message)
