"""Templates: safe, used, and each page with a title of its own."""

import re
from pathlib import Path

from tests.house.source import ROOT, modules, read


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def styled(text: str) -> bool:
    return bool(re.search(r"\son\w+=|\sstyle=|\|safe\b|autoescape off", text))


def test_no_template_has_a_handler_a_style_or_unescaped_text():
    assert [str(path) for path in templates() if styled(read(path))] == []
    assert styled('<p onclick="x">')
    assert styled("{{ x|safe }}")


def test_every_template_is_used():
    everything = "\n".join(read(path) for path in [*modules(), *templates()])
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
    pages = [path for path in templates() if '{% extends "base.html" %}' in read(path)]
    assert [str(path) for path in pages if "{% block title %}" not in read(path)] == []
