"""The examples of docs/api.md, run as they stand against a real server; and the API against its own
description.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command

from ogp_portal.foundation.runtime.bootstrap import ROOT
from tests.journeys.conftest import portal  # noqa: F401 - a real server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("server")]
BLOCKS = re.findall(
    r"```(sh|python|r)\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL
)
PROGRAMS = {"sh": ["sh", "-e"], "python": [sys.executable], "r": ["Rscript"]}
SERVED = [(kind, body) for kind, body in BLOCKS if "manage.py" not in body]


@pytest.fixture
def served(portal, settings, santiago):  # noqa: F811
    settings.PORTAL_URL = portal.url
    settings.API_UNITS_PER_MINUTE = 10_000_000
    return portal


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(
            number,
            id=f"{kind}-{number}",
            marks=[pytest.mark.nightly] if kind == "r" else [],  # R is two hundred packages
        )
        for number, (kind, _body) in enumerate(SERVED)
    ],
)
def test_an_example_works_as_it_stands(served, tmp_path, number):
    kind, body = SERVED[number]
    program = PROGRAMS[kind]
    if shutil.which(program[0]) is None or (kind == "sh" and shutil.which("curl") is None):
        if os.environ.get("CI"):
            pytest.fail(f"{program[0]} or curl is missing in CI")
        pytest.skip(f"no {program[0]} or curl on this machine, and only root can install it")
    script = tmp_path / f"example.{kind}"
    script.write_text(body.replace("http://localhost:8000", served.url), encoding="utf-8")
    ended = subprocess.run(
        [*program, str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()


def test_the_commands_work_as_they_stand(santiago, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = [
        line.split()[2:]
        for _kind, body in BLOCKS
        for line in body.splitlines()
        if line.startswith("python3 manage.py")
    ]
    assert len(commands) >= 4
    for name, *words in commands:
        call_command(name, *words)
    assert {path.suffix for path in tmp_path.iterdir()} >= {".csv", ".parquet", ".xlsx", ".json"}


def test_the_description_is_openapi_3_1_in_both_languages_with_examples(client, db):
    for language, word in (("es", "Filas por página."), ("en", "Rows per page.")):
        body = client.get("/api/v1/openapi.json", headers={"Accept-Language": language}).json()
        listed = body["paths"]["/api/v1/commitments/"]["get"]
        assert body["openapi"].startswith("3.1")
        assert word in {parameter["description"] for parameter in listed["parameters"]}
        assert listed["responses"]["200"]["content"]["application/json"]["examples"]
        assert {"200", "304", "400", "401", "404", "414", "429", "503"} <= set(listed["responses"])


def test_every_answer_is_the_described_one(served, tmp_path, request):
    """A short run over every operation, a longer one each night; `bench/schemathesis.sh` makes the
    one before a release.
    """
    examples = 10 if request.config.getoption("--nightly") else 1
    words = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(Path(configured.BASE_DIR) / "bench/schemathesis.toml"),
        "run",
        f"{served.url}/api/v1/openapi.json",
        "--phases",
        "fuzzing",
        "--mode",
        "all",
        "--max-examples",
        str(examples),
        "--seed",
        "20261121",
        "--generation-database",
        "none",
        "--no-color",
    ]
    ended = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=1200, check=False
    )
    assert ended.returncode == 0, ended.stdout[-4000:]
    assert int(re.search(r"(\d+) generated", ended.stdout).group(1)) > 100 * examples
