"""Rules about the style sheets: formatted, in one piece when served, nothing unused."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from ogp_portal.foundation.runtime.static_storage import bundle
from ogp_portal.management.commands.format_css import formatted, sheets

ROOT = Path(settings.BASE_DIR)
SHEETS = sheets()
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
STRINGS = re.compile(r'"[^"]*"|\([^)]*\.\w+[^)]*\)|/\*.*?\*/', re.S)
OF_LIBRARIES = {  # classes that Django's admin writes
    "fieldBox",
    "flex-container",
    "form-multiline",
    "object-tools",
    "related-widget-wrapper",
    "select2-hidden-accessible",
}


def classes(css: str) -> set[str]:
    """Return the class names that a style sheet's selectors name."""
    selectors = re.findall(
        r"([^{};]*)\{", re.sub(r'url\([^)]*\)|"[^"]*"|/\*.*?\*/', "", css, flags=re.S)
    )
    return {name for selector in selectors for name in CLASS.findall(selector)}


def written() -> str:
    """Return everything that may write a class: templates, scripts, code and texts."""
    files = [
        path
        for folder in (
            "templates",
            "static/js",
            "ogp_portal",
            "commitments",
            "forums",
            "transparency",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".svg", ".js", ".py", ".md"}
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def unused(names: set[str], text: str) -> set[str]:
    """Return the names that nothing writes, whole or as a beginning that a value completes."""
    return {
        name
        for name in names - OF_LIBRARIES
        if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        and not any(
            f"{name[: place.end()]}{end}" in text
            for place in re.finditer(r"-+", name)
            for end in ("{", "'")
        )
    }


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_has_one_declaration_a_line(path):
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text
    assert formatted("a{b:c;d:e}") == "a {\n  b: c;\n  d: e\n}\n"


def test_no_selector_is_unused():
    text = written()
    names = {name for path in SHEETS for name in classes(path.read_text(encoding="utf-8"))}
    assert unused(names, text) == set()
    assert unused({"planted-class"}, text) == {"planted-class"}
    assert unused({"planted--level"}, 'class="planted--{{ level }}"') == set()


def test_every_component_is_imported_once_and_the_served_sheet_imports_nothing():
    paths = {
        name: (storage, name)
        for finder in get_finders()
        for name, storage in finder.list([])
        if name.startswith("css/")
    }
    index = (ROOT / "static/css/portal.css").read_text(encoding="utf-8")
    for path in (ROOT / "static/css/portal").rglob("*.css"):
        address = path.relative_to(ROOT / "static/css")
        assert index.count(f'url("{address}")') == 1, address
    whole = bundle(index, "css/portal.css", paths)
    assert "@import" not in whole
    assert 'url("../fonts/source-serif-4.woff2")' in whole
    assert whole.index("@layer tokens, base, layout, components, print;") == 0
    with pytest.raises(KeyError):
        bundle('@import url("portal/planted.css");', "css/portal.css", paths)
