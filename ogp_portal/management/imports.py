"""The picture of who imports whom, read from the code itself (`docs/generated/imports.md`)."""

import ast
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings

from ogp_portal.foundation import subjects

WIRING, GROUND = "wiring", "ground"
Arrows = dict[str, set[str]]


@functools.cache
def picture() -> str:
    """Return the page: the floors, then the parts of each, an arrow for each import that no longer
    way of arrows says already.
    """
    arrows = _arrows()
    apps = sorted({package.split(".")[0] for package in subjects.SUBJECTS} - {"ogp_portal"})
    lines = [
        "# Imports",
        "",
        "Made from the code by `manage.py make_docs`; do not edit.",
        "",
        "An arrow goes from who imports to what is imported; one that a longer way says already is",
        "left out. `tool.importlinter` in `pyproject.toml` keeps them. `index` is where Django",
        "looks: tables, admin, addresses, commands and template tags of an app.",
        *_drawing("Floors", _floors(arrows)),
    ]
    for app in apps:
        inside = {name: made for name, made in arrows.items() if name.startswith(f"{app}.")}
        lines += _drawing(app, _within(inside))
    ground = {name: made for name, made in arrows.items() if _floor(name) == GROUND}
    lines += _drawing("The ground", _within(ground))
    return "\n".join([*lines, ""])


def _arrows() -> Arrows:
    """Return what each part of the code imports of the others."""
    arrows: Arrows = {}
    for app in {package.split(".")[0] for package in subjects.SUBJECTS}:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            part = _part(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
            names = {_part(name) for name in _imported(path.read_text(encoding="utf-8"))}
            arrows.setdefault(part, set()).update(names - {part, ""})
    arrows.pop("", None)
    return arrows


def _imported(source: str) -> Iterable[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _part(name: str) -> str:
    """Return the part of the code that a module belongs to: a subject, a folder of the ground, the
    ground's tables, the wiring; "" for what is not ours.
    """
    words = name.split(".")
    package = ".".join(words[:2])
    if package in subjects.SUBJECTS and package != "ogp_portal.site":
        return package
    if package == "ogp_portal.foundation":
        return ".".join(words[:3]) if len(words) > len(package.split(".")) else ""
    if package == "ogp_portal.models":
        return package
    if words[0] == "ogp_portal":
        return WIRING
    ours = {package.split(".")[0] for package in subjects.SUBJECTS}
    return f"{words[0]}.index" if words[0] in ours else ""


def _floor(part: str) -> str:
    if part.startswith(("ogp_portal.foundation", "ogp_portal.models")):
        return GROUND
    return part if part.startswith("ogp_portal.") else part.split(".")[0]


def _floors(arrows: Mapping[str, set[str]]) -> Arrows:
    """Return the arrows from floor to floor."""
    between: Arrows = {}
    for name, made in arrows.items():
        floor = _floor(name)
        between.setdefault(floor, set()).update({_floor(part) for part in made} - {floor})
    return between


def _within(arrows: Mapping[str, set[str]]) -> Arrows:
    """Return the arrows among the parts themselves."""
    return {name: made & set(arrows) for name, made in arrows.items()}


def _plain(arrows: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the arrows without those that a longer way says already. The arrows make no circle."""

    @functools.cache
    def below(name: str) -> frozenset[str]:
        made = arrows.get(name, set())
        return frozenset(made).union(*(below(part) for part in made))

    return [
        (name, part)
        for name in sorted(arrows)
        for part in sorted(arrows[name])
        if not any(part in below(other) for other in arrows[name] - {part})
    ]


def _drawing(title: str, arrows: Mapping[str, set[str]]) -> list[str]:
    """Return a heading and a Mermaid drawing of the arrows."""
    linked = {name for arrow in _plain(arrows) for name in arrow}
    return [
        "",
        f"## {title}",
        "",
        "```mermaid",
        "flowchart TD",
        *(f"    {_short(name)}" for name in sorted(set(arrows) - linked)),
        *(f"    {_short(name)} --> {_short(part)}" for name, part in _plain(arrows)),
        "```",
    ]


def _short(name: str) -> str:
    """Return the last word of a part's name, which its drawing's title completes."""
    return name.split(".")[-1]
