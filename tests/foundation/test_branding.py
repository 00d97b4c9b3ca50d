"""The institution's colours are checked, and the periods in which nothing is promoted."""

import datetime

import pytest
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
