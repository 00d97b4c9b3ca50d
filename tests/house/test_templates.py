"""Templates: safe, used, laid out, made of components that say what they take, and each page with a
title of its own.
"""

import re
import subprocess
from pathlib import Path

from django.apps import apps
from django.db import models

from ogp_portal.management.commands.check_all import checks
from ogp_portal.site.components import components, described
from tests.house.source import PACKAGES, ROOT, modules, read

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
    letter = ROOT / "templates/mail/letter.html"  # mail programs leave style sheets out
    assert [str(path) for path in templates() if path != letter and styled(read(path))] == []
    assert not styled(read(letter).replace(" style=", " "))
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
        and not name.startswith(("account/", "allauth/", "mfa/", "admin/base_site", "django/"))
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


def names_of_numbers() -> set[str]:
    """Return how numbers are called: the columns of our tables, and what templates count."""
    kinds = (models.AutoField, models.DecimalField, models.FloatField, models.IntegerField)
    columns = {
        field.name
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        for field in model._meta.get_fields()
        if isinstance(field, kinds)
    }
    # «value» and «size» are columns of ours and also the name of many a text in templates.
    words = {"pk", "counter", "counter0", "at", "start", "previous", "following"}
    return (columns | words) - {"value", "size"}


def written_for_people(text: str, names: set[str]) -> list[str]:
    """Return the numbers in attributes that would be written with the thousands of a language."""
    if "{% localize off %}" in text:
        return []
    return [
        variable
        for element in ELEMENT.findall(text)
        for value in VALUE.findall(element)
        for variable in re.findall(r"{{ ([^}]*) }}", value)
        if variable.split("|")[0].split(".")[-1] in names
        and not re.search(r"\|(unlocalize|stringformat|date|urlencode)", variable)
        and not variable.startswith("answer.")  # whole queries
    ]


def test_a_number_in_an_address_or_an_identifier_is_written_for_machines():
    names = names_of_numbers()
    assert {"number", "position", "paragraph", "pk"} <= names
    assert {
        str(path): numbers for path in drawn() if (numbers := written_for_people(read(path), names))
    } == {}
    assert written_for_people('<li id="c{{ comment.number }}">{{ comment.number }}</li>', names)
    assert written_for_people('<a href="?parrafo={{ passage.at }}#comentarios">x</a>', names)
    assert written_for_people('<li id="c{{ comment.number|unlocalize }}">x</li>', names) == []
    assert written_for_people("<li>{{ comment.number }}</li>", names) == []


def pages_called_json(text: str) -> list[str]:
    """Return the links called JSON whose address a browser opens as a page."""
    named = dict(re.findall(r"""{% url ['"](\w[\w-]*)['"][^%]* as (\w+) %}""", text))
    named = {variable: name for name, variable in named.items()}
    found = []
    for before in text.split(">JSON</a>")[:-1]:
        address = before[before.rindex('href="') + len('href="') :]
        written = re.match(r"""{% url ['"](\w[\w-]*)['"]""", address)
        variable = re.match(r"{{ (\w+) }}", address)
        name = written[1] if written else named.get(variable[1], "") if variable else ""
        if name.startswith("api_") and not name.endswith("_json"):
            found.append(name)
    return found


def test_a_link_called_json_gives_json_to_a_browser_too():
    links = [read(path).count(">JSON</a>") for path in templates()]
    assert sum(links) > 10
    assert {
        str(path): names for path in templates() if (names := pages_called_json(read(path)))
    } == {}
    assert pages_called_json("""<a href="{% url 'api_findings' %}">JSON</a>""")
    assert pages_called_json("""{% url 'api_x' as data %}<a href="{{ data }}?a=b">JSON</a>""")
    assert pages_called_json("""<a href="{% url 'api_findings_json' %}">JSON</a>""") == []


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


def test_no_text_is_cut_inside_a_word():
    cut = re.compile(r"\|truncatechars|\bTruncator\([^)]*\)\.chars")
    found = [str(path) for path in [*modules(), *drawn()] if cut.search(read(path))]
    assert found == []
    assert cut.search("{{ title|truncatechars:80 }}")
    assert cut.search("Truncator(reason).chars(200)")


def unnamed_cells(text: str) -> list[str]:
    """Return the cells of stacked tables that a telephone would show without their heading."""
    return [
        cell
        for table in re.findall(r'{% component "stacked_table" %}.*?{% endcomponent %}', text, re.S)
        for cell in re.findall(r"<td\b[^>]*>", table)
        if "data-title=" not in cell
    ]


def test_a_table_stacks_on_a_telephone_and_each_of_its_cells_says_its_heading():
    assert {str(path): cells for path in drawn() if (cells := unnamed_cells(read(path)))} == {}
    scrolled = [path.name for path in drawn() if '{% component "table"' in read(path)]
    assert scrolled == ["figure.html"]  # a chart's numbers, two or three columns
    assert unnamed_cells('{% component "stacked_table" %}<td>1</td>{% endcomponent %}') == ["<td>"]
    styles = (ROOT / "static/css/portal").rglob("*.css")
    wide = re.compile(r"\btable\s*{[^}]*min-width:\s*\d")
    assert [path.name for path in styles if wide.search(read(path))] == []
    assert wide.search(".scroll table {\n  min-width: 42rem;\n}")
