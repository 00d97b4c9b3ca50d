"""The embedded server, wherever its folder stands."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from ogp_portal.foundation.runtime import postgres
from tests.waiting import until

SIGNS = "a \"b\" $HOME `touch {mark}` $(touch {mark}) 'ñ' & ;"


@pytest.fixture
def server():
    """A server in a folder whose name is full of what a shell would take for orders."""
    with tempfile.TemporaryDirectory(prefix="ogp-") as folder:
        Path(folder).chmod(0o755)
        var = Path(folder) / SIGNS.format(mark="ordered")
        var.mkdir()
        found = postgres.locate(var, durable=False)
        yield found
        postgres.stop(found)
        shutil.rmtree(found.socket, ignore_errors=True)


@pytest.fixture
def becomes_another(server):
    """A program that uses the server and then becomes another one, as `manage.py run web` does."""
    code = (
        "import os, sys; from pathlib import Path; from ogp_portal.foundation.runtime import "
        "postgres\n"
        "with postgres.shared(postgres.locate(Path(sys.argv[1]), durable=False)):\n"
        "    os.execv('/bin/sh', ['sh', '-c', 'echo become; read end'])"
    )
    words = [sys.executable, "-c", code, str(server.data.parents[1])]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=settings.BASE_DIR, stdin=pipe, stdout=pipe) as process:
        assert process.stdout.readline() == b"become\n"
        yield process


def answer(server) -> int:
    with psycopg.connect(host=str(server.socket), user="postgres", dbname="postgres") as link:
        return link.execute("SELECT 41 + 1").fetchone()[0]


def test_nothing_in_the_name_of_its_folder_is_an_order_and_killed_it_starts_again(server):
    postgres.start(server)
    assert answer(server) == 42
    assert not list(Path(server.data).rglob("ordered"))
    assert not Path("/ordered").exists()
    number = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(number, signal.SIGKILL)
    until(lambda: not postgres.is_running(server), "a dead child is not taken for a living one")
    postgres.start(server)
    assert answer(server) == 42
    postgres.stop(server)
    assert not postgres.is_running(server)


def test_a_server_outlives_its_other_users_while_a_program_that_became_another_runs(
    server, becomes_another
):
    with postgres.shared(server):
        assert answer(server) == 42
    assert answer(server) == 42
    becomes_another.communicate(b"\n")
    with postgres.shared(server):
        pass
    assert not postgres.is_running(server)


def test_a_server_that_cannot_start_says_why(server):
    postgres.start(server)
    postgres.stop(server)
    (server.data / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(
        postgres.NoDatabase, match='unrecognized configuration parameter "nonsense"'
    ):
        postgres.start(server)
