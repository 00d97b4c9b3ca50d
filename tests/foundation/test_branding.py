"""The institution's colours are checked, and the periods in which nothing is promoted."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings as settings_of_django
from django.core.checks import run_checks

from ogp_portal.foundation import branding
from ogp_portal.foundation.runtime import environment


def test_contrast_is_that_of_the_guidelines():
    assert round(branding.contrast("#000000", "#ffffff"), 2) == 21
    assert (
        round(branding.contrast("#767676", "#ffffff"), 2) == 4.54
    )  # the example of WCAG's own explanation
    assert branding.contrast("#ffffff", "#000000") == branding.contrast("#000000", "#ffffff")


@pytest.mark.parametrize(
    ("colour", "code"),
    [("#8fbcff", "portal.E002"), ("blue", "portal.E001"), ("#0b4ea", "portal.E001")],
)
def test_a_colour_that_is_none_or_cannot_be_read_is_refused(settings, colour, code):
    settings.PORTAL_COLOR = colour
    assert code in {found.id for found in run_checks(tags=["security"])}


def test_the_colours_as_they_come_are_fine():
    assert not [found for found in run_checks(tags=["security"]) if found.id.startswith("portal.")]


@pytest.mark.parametrize("name", ["no-existe.png", "logo.gif"])
def test_a_logo_that_cannot_be_used_is_refused(settings, tmp_path, name):
    (tmp_path / "logo.gif").write_bytes(b"GIF89a")
    settings.PORTAL_LOGO = str(tmp_path / name)
    assert "portal.E003" in {found.id for found in run_checks(tags=["security"])}


def test_a_quiet_period_has_both_its_ends(settings):
    first, last = datetime.date(2028, 9, 1), datetime.date(2028, 10, 30)
    settings.QUIET_PERIODS = [(first, last)]
    day = datetime.timedelta(days=1)
    assert [bool(branding.quiet_period(on)) for on in (first - day, first, last, last + day)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("value", ["2028-09-01", "2028-09-01/x", "ayer/hoy"])
def test_a_period_that_is_none_is_told(monkeypatch, value):
    monkeypatch.setenv("QUIET_PERIODS", value)
    with pytest.raises(environment.BadSetting, match="QUIET_PERIODS"):
        environment.periods("QUIET_PERIODS", meaning="x")
    monkeypatch.setenv("QUIET_PERIODS", "2028-09-01/2028-10-30, 2029-01-01/2029-02-01")
    assert len(environment.periods("QUIET_PERIODS", meaning="x")) == 2


def test_another_government_has_its_own_colours_in_every_style_sheet(settings):
    css = ":root { --blue: light-dark(#0b4ea2, #8fbcff); --deep: light-dark(#083A79, #0d3468); }"
    assert branding.in_own_colours(css) == css
    settings.PORTAL_COLOR = "#7a1f3d"
    settings.PORTAL_COLOR_DEEP = "#4a0f24"
    own = branding.in_own_colours(css)
    assert "#7a1f3d" in own
    assert own.count("#4a0f24") == 2
    assert not any(colour in own.lower() for colour in ("#0b4ea2", "#8fbcff", "#083a79"))


@pytest.mark.parametrize("colour", ["#0b4ea2", "#7a1f3d", "#000000", "#1d5c2f"])
def test_a_colour_is_lightened_until_it_is_read_on_dark(colour):
    lighter = branding.readable_on(colour, branding.DARK_PAPER)
    assert branding.contrast(lighter, branding.DARK_PAPER) >= 4.5
    assert branding.readable_on("#8fbcff", branding.DARK_PAPER) == "#8fbcff"


def test_pages_carry_the_institutions_logo(settings, tmp_path):
    assert branding.logo_file() == ""
    drawn = tmp_path / "logo.svg"
    drawn.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    settings.PORTAL_LOGO = str(drawn)
    assert branding.logo_file() == '<svg xmlns="http://www.w3.org/2000/svg"/>'
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"\x89PNG")
    settings.PORTAL_LOGO = str(picture)
    assert 'href="data:image/png;base64,' in branding.logo_file()


def test_what_is_written_in_style_sheets_is_what_is_replaced():
    tokens = Path(settings_of_django.BASE_DIR, "static/css/portal/tokens.css").read_text()
    assert f"light-dark({branding.BLUE}, {branding.BLUE_ON_DARK})" in tokens
    assert f"light-dark({branding.DEEP}, {branding.DEEP_ON_DARK})" in tokens


def test_the_owner_and_the_country_are_named_in_the_settings_alone():
    root = Path(settings_of_django.BASE_DIR)
    named = re.compile(
        r"Renca|Gobierno de Santiago|Miembros de la Alianza|America/Santiago|\"es-cl\"|subdiv=\""
    )
    allowed = {"ogp_portal/settings.py"}
    found = [
        str(path.relative_to(root))
        for folder in ("ogp_portal", "commitments", "forums", "transparency", "templates", "static")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".html", ".svg", ".css", ".js", ".txt"}
        and not {"migrations", "loaders", "formats", "tests"} & set(path.parts)
        and str(path.relative_to(root)) not in allowed
        and named.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert named.search('zone = "America/Santiago"')
