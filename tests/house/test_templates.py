"""Templates: safe, used, laid out, made of components that say what they take, and each page with a
title of its own.
"""

import re
import subprocess
from pathlib import Path

from ogp_portal.management.commands.check_all import checks
from ogp_portal.site.components import components, described
from tests.house.source import ROOT, modules, read

LONGEST_LINE = 120
LAID_OUT = {".html", ".svg", ".txt"}
TAG = r"\{%.*?%\}|\{\{.*?\}\}"
ELEMENT = re.compile(rf"""<[a-zA-Z](?:{TAG}|"(?:{TAG}|[^"])*"|[^<>"])*>""", re.S)
VALUE = re.compile(rf"""="((?:{TAG}|[^"])*)\"""", re.S)


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
        and not name.startswith(("account/", "allauth/", "admin/base_site", "django/"))
    ] == []


def test_every_page_has_a_title_of_its_own():
    pages = [path for path in templates() if '{% extends "base.html" %}' in read(path)]
    assert [str(path) for path in pages if "{% block title %}" not in read(path)] == []


def drawn() -> list[Path]:
    """Return what is laid out: pages, letters and drawings; the texts of documents are prose."""
    return [path for path in sorted((ROOT / "templates").rglob("*.*")) if path.suffix in LAID_OUT]


def conditions_in_values(text: str) -> list[str]:
    """Return the values of attributes that hold a condition or a loop."""
    return [
        value
        for element in ELEMENT.findall(text)
        for value in VALUE.findall(element)
        if re.search(r"{%\s*(if|elif|else|for|ifchanged)\b", value)
    ]


def test_every_template_is_as_the_formatter_writes_it(tmp_path):
    words, _environment = checks()["djangofmt"]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 0
    planted = tmp_path / "planted.html"
    planted.write_text("<ul><li>one</li>\n\n\n   <li>two</li></ul>\n")
    assert subprocess.run([*words, planted], cwd=ROOT, check=False).returncode == 1


def test_no_line_of_a_template_is_too_long_to_read():
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in drawn()
        for number, line in enumerate(read(path).splitlines(), 1)
        if len(line) > LONGEST_LINE
    ] == []


def test_no_value_of_an_attribute_holds_a_condition():
    assert {
        str(path.relative_to(ROOT)): found
        for path in drawn()
        if (found := conditions_in_values(read(path)))
    } == {}
    assert conditions_in_values("""<p class="a{% if b > 1 %} c{% endif %}">""")
    assert not conditions_in_values("""<p {% if b > 1 %}class="c"{% endif %} id="{{ d }}">""")


def wrong_uses(text: str, known: dict[str, frozenset[str]]) -> list[str]:
    """Return the uses of components in a template that give what the file does not name, or let
    it see the page.
    """
    wrong = []
    for name, given in re.findall(r"{% include \"components/([\w/.]+)\"(.*?)%}", text):
        names = set(re.findall(r"(\w+)=", re.sub(r"\"[^\"]*\"", "", given)))
        if not given.endswith(" only ") or not names <= known[name] - {"content"}:
            wrong.append(f"{name}{given}")
    for name, given in re.findall(r"{% component \"([\w/]+)\"(.*?)%}", text):
        names = set(re.findall(r"(\w+)=", re.sub(r"\"[^\"]*\"", "", given)))
        if not names | {"content"} <= known[f"{name}.html"]:
            wrong.append(f"{name}{given}")
    return wrong


def test_every_component_says_what_it_takes_and_is_given_nothing_else():
    parts = components(ROOT / "templates/components")
    assert [name for name, part in parts.items() if part is None] == []
    known = {name: part.names for name, part in parts.items() if part}
    assert {
        str(path.relative_to(ROOT)): found
        for path in drawn()
        if (found := wrong_uses(read(path), known))
    } == {}
    pill = described("pill", '{# A pill. #}\n{# Inputs: text, tone ("late"). #}\n<p>')
    assert pill is not None
    assert pill.names == {"text", "tone"}
    assert described("pill", "{# A pill. #}\n<p>") is None
    for breach in (
        '{% include "components/tag.html" with text=x %}',
        '{% include "components/tag.html" with text=x planted=y only %}',
        '{% component "notice" planted="x" %}',
        '{% component "tag" text="x" %}',
    ):
        assert wrong_uses(breach, known), breach
