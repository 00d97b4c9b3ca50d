"""Settings come from the environment, from `.env`, or from a file for secrets; a wrong value is
told by its name.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from ogp_portal.foundation.runtime import environment


def test_the_process_wins_over_the_file(tmp_path, monkeypatch):
    path = tmp_path / ".env"
    path.write_text(
        "# comment\nPORTAL_TEST_A=from file\nPORTAL_TEST_B='quoted'\n\n#PORTAL_TEST_C=no\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PORTAL_TEST_A", "from process")
    monkeypatch.delenv("PORTAL_TEST_B", raising=False)
    environment.read_file(path)
    assert environment.text("PORTAL_TEST_A", meaning="x") == "from process"
    assert environment.text("PORTAL_TEST_B", meaning="x") == "quoted"
    assert environment.text("PORTAL_TEST_C", default="d", meaning="x") == "d"
    monkeypatch.delenv("PORTAL_TEST_B")


def test_a_file_that_is_not_there_is_no_matter(tmp_path):
    environment.read_file(tmp_path / "nothing")


def test_a_secret_may_come_from_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    monkeypatch.setenv("PORTAL_TEST_FILE", str(tmp_path / "secret"))
    assert environment.text("PORTAL_TEST", meaning="x") == "hush"


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_a_yes_or_no_is_nothing_else(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TEST", value)
    with pytest.raises(environment.BadSetting, match="PORTAL_TEST"):
        environment.flag("PORTAL_TEST", default=False, meaning="x")


@pytest.mark.parametrize("value", ["-1", "x", "70000", "1.5"])
def test_a_number_has_its_limits(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TEST", value)
    with pytest.raises(environment.BadSetting, match="whole number"):
        environment.number("PORTAL_TEST", default=1, most=65535, meaning="x")


@pytest.mark.parametrize(
    "value", ["portal.example", "ftp://portal.example", "https://", "https://[", "https://a:x"]
)
def test_an_address_is_of_a_kind_that_is_known(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TEST", value)
    with pytest.raises(environment.BadSetting, match="PORTAL_TEST"):
        environment.address("PORTAL_TEST", meaning="x", kinds=("https", "http"))


@pytest.mark.parametrize(
    "value", ["", "https://portal.example", "tcp://clamd:3310", "unix:/run/clamav/clamd.ctl"]
)
def test_an_address_stays_as_it_was_written(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TEST", value)
    known = ("https", "tcp", "unix")
    assert environment.address("PORTAL_TEST", meaning="x", kinds=known) == value


@pytest.mark.parametrize("value", ["America/Nowhere", "", "../etc/passwd", "GMT+25"])
def test_a_zone_of_time_is_one_that_exists(monkeypatch, value):
    monkeypatch.setenv("PORTAL_TEST", value)
    with pytest.raises(environment.BadSetting, match="PORTAL_TEST"):
        environment.zone("PORTAL_TEST", default="UTC", meaning="x")


def test_a_level_is_one_of_those_there_are(monkeypatch):
    monkeypatch.setenv("PORTAL_TEST", "LOUD")
    with pytest.raises(environment.BadSetting, match="DEBUG or ERROR"):
        environment.choice("PORTAL_TEST", default="ERROR", meaning="x", among=("DEBUG", "ERROR"))


def test_the_command_says_a_wrong_value_in_one_line():
    told = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "help"],
        env={**os.environ, "PORT": "abc", "PORTAL_BOOTSTRAP": "no"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == "✗ PORT='abc': write a whole number from 1 to 65535.\n"
