"""A command that cannot go on because of where it runs says so in a sentence, with an exit code."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import InternalError, OperationalError

from ogp_portal.foundation.runtime import console


def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORTAL_BOOTSTRAP": "no", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_command_whose_database_is_away_says_so_in_a_line_and_may_be_repeated():
    address = "postgresql://portal:secreto@127.0.0.1:1/portal"
    away = {"DATABASE_URL": address, "SECRET_KEY": "k" * 60}
    done = manage("export", "plans", "--output", os.devnull, **away)
    assert done.returncode == 75
    assert done.stderr.startswith("✗ La base de datos no responde (")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "secreto" not in done.stdout + done.stderr


def test_a_file_that_cannot_be_written_is_named():
    done = manage("sbom", "--output", "/no/hay/lista.json")
    assert (done.returncode, done.stdout) == (74, "")
    assert done.stderr == "✗ No se pudo usar /no/hay/lista.json: No such file or directory.\n"


def caused_by(cause, kind=OperationalError):
    error = kind("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("server closed the connection"),
        psycopg.errors.AdminShutdown("adiós"),
    ],
)
def test_a_database_that_leaves_meanwhile_is_told_too(cause):
    assert console.in_words(caused_by(cause))[1] == 75


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        OSError("x"),  # of no file
        caused_by(psycopg.errors.LockNotAvailable("x")),
        caused_by(psycopg.errors.QueryCanceled("x")),
        caused_by(psycopg.errors.RaiseException("x"), InternalError),
    ],
)
def test_a_fault_of_ours_is_raised_as_it_is(error):
    assert console.in_words(error) is None
    with pytest.raises(type(error)):
        console.end(error, ["manage.py", "export"])


def test_the_whole_error_is_shown_to_who_asks_for_it():
    error = caused_by(psycopg.OperationalError("connection failed"))
    with pytest.raises(OperationalError):
        console.end(error, ["manage.py", "export", "--traceback"])
    with pytest.raises(SystemExit) as ended:
        console.end(error, ["manage.py", "export"])
    assert ended.value.code == 75
