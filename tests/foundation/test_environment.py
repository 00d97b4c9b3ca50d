"""Settings come from the environment, from `.env`, or from a file for secrets; a wrong value is
told by its name.
"""

import pytest

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
