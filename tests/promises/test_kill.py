"""The whole portal as people run it: a real worker over the real queue, killed in the middle;

TERM stops everything.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from ogp_portal.foundation.runtime import postgres
from ogp_portal.foundation.runtime.bootstrap import load_pango
from ogp_portal.foundation.runtime.postgres import layout
from tests.waiting import until

ROOT = Path(settings.BASE_DIR)
pytestmark = [
    pytest.mark.xdist_group("portal"),
    pytest.mark.skipif(not settings.EMBEDDED, reason="needs the embedded database"),
]
NAME = "portal nuevo de O'Higgins ñ"
LEFT_OUT = (".git", ".venv", "var", "tests", "docs", "bench", ".*_cache", "__pycache__")
SECONDS = 120
WAITING = "ogp_portal_outboxmessage WHERE kind = 'transparency.make_report' AND done_at IS NULL"
SECONDS_TO_RISE = 300  # a first start makes everything: database, texts, reports, package of data


SYSTEM = Path(f"/usr/bin/python3.{sys.version_info.minor}")
INTERPRETER = SYSTEM if SYSTEM.exists() else Path(sys.executable).resolve()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]


def answers(port: int, path: str = "/") -> str:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def children(pid: int) -> dict[int, str]:
    """Return the programs below `pid`, with their words."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "status").read_text()
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            parent = int(re.search(r"PPid:\t(\d+)", status).group(1))
            if parent == pid:
                found[int(folder.name)] = words
    return found


@pytest.fixture(scope="module")
def copied():
    """A copy of the portal in a short folder whose name has what programs have to quote; any
    account may read it.
    """
    with tempfile.TemporaryDirectory(prefix="ogp-") as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder).resolve() / NAME
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        environment = copy / ".venv"
        (environment / "bin").mkdir(parents=True)
        (environment / "bin" / "python").symlink_to(INTERPRETER)
        (environment / "lib").symlink_to(Path(sys.prefix) / "lib")
        (environment / "pyvenv.cfg").write_text(f"home = {INTERPRETER.parent}\n")
        yield copy


def is_open(path: Path) -> bool:
    """Say whether any account may reach the file."""
    return all(folder.stat().st_mode & 1 for folder in (path, *path.parents))


@pytest.fixture(scope="module")
def portal(copied, tmp_path_factory):
    """`manage.py up` in that folder, as somebody who just unpacked it."""
    var = copied / "var"
    assert len(str(var / "postgres" / "socket")) < layout.SOCKET_LIMIT, "else it stands elsewhere"
    port = free_port()
    environment = {
        **os.environ,
        "PORTAL_VAR": str(var),
        "PORT": str(port),
        "PORTAL_BOOTSTRAP": "no",
    }
    environment.pop("DATABASE_URL", None)
    log = (tmp_path_factory.mktemp("log") / "up").open("w+")
    up = subprocess.Popen(
        [copied / ".venv" / "bin" / "python", "manage.py", "up"],
        cwd=copied,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        until(
            lambda: answers(port, "/salud/listo") or up.poll() is not None,
            "the portal answers",
            seconds=SECONDS_TO_RISE,
            every=0.2,
        )
        if up.poll() is not None:
            pytest.fail("it ended")
    except pytest.fail.Exception:
        up.kill()
        pytest.fail(f"`up` did not answer; it said:\n{Path(log.name).read_text()}")
    yield up, port, environment, Path(log.name)
    if up.poll() is None:
        up.terminate()
        up.wait(60)
    shutil.rmtree(postgres.locate(var).socket, ignore_errors=True)


def postmaster(environment) -> Path:
    """Return where the embedded server writes its number while it runs (as root it may live outside
    the folder).
    """
    return postgres.locate(Path(environment["PORTAL_VAR"])).data / "postmaster.pid"


def run(environment, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def ask(environment, question: str) -> int:
    """Ask the portal's own database for a number."""
    socket_folder = postgres.locate(Path(environment["PORTAL_VAR"])).socket
    with psycopg.connect(
        host=str(socket_folder), user="postgres", dbname="portal", autocommit=True
    ) as link:
        found = link.execute(question)
        return found.fetchone()[0] if found.description else found.rowcount


def test_up_serves_the_real_plans_and_says_how_to_enter(portal):
    _up, port, _environment, log = portal
    assert "Primer Plan de Acción OGP Local" in answers(port)
    until(lambda: "El portal está en" in log.read_text(), "the welcome", seconds=SECONDS)
    assert "coordinacion@demo.example" in log.read_text()
    if load_pango():
        assert "PDF" in answers(port, "/informes/")


def test_the_first_tasks_are_done_in_a_folder_with_a_space_and_a_quote_mark(portal):
    _up, _port, environment, log = portal
    waiting = "SELECT count(*) FROM ogp_portal_outboxmessage WHERE done_at IS NULL"
    done = "SELECT count(*) FROM ogp_portal_outboxmessage WHERE done_at IS NOT NULL"
    before = ask(environment, done)
    until(
        lambda: ask(environment, done) > before or not ask(environment, waiting),
        f"the worker does what waits; `up` said:\n{log.read_text()}",
        seconds=SECONDS,
    )
    assert ask(environment, "SELECT count(*) FROM pgmq.meta") > 0, "the queue is there"
    assert "se cayó" not in log.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give up")
def test_started_as_root_nothing_that_serves_stays_root(portal):
    up, _port, environment, log = portal
    if not is_open(INTERPRETER):
        assert f"no puede: Permission denied: {INTERPRETER}" in log.read_text()
        return
    assert "no como root" in log.read_text(), log.read_text()
    owner = {pid: Path(f"/proc/{pid}").stat().st_uid for pid in children(up.pid)}
    assert len(owner) == 5, "web, worker, calendar, letters and the database"
    assert 0 not in owner.values()
    assert set(owner.values()) == {postmaster(environment).stat().st_uid}


@pytest.mark.skipif(
    not load_pango() and not os.environ.get("CI"), reason="no Pango on this machine"
)
def test_a_report_whose_worker_is_killed_is_finished_once_by_the_next(portal):
    up, port, environment, _log = portal
    request = (
        "import datetime; from transparency.reports import workflow as w; from "
        "commitments.plans.models import Plan;"
        "w.request_report(Plan.objects.get(slug='plan-nacional-3'), "
        "month=datetime.date(2018, 7, 1))"
    )
    worker = next(pid for pid, words in children(up.pid).items() if " worker " in words)
    asked = run(environment, "shell", "-v", "0", "-c", request)
    assert asked.returncode == 0, asked.stderr
    until(
        lambda: ask(environment, f"SELECT sum(attempts) FROM {WAITING}") or is_issued(port),
        "the worker begins the report",
        seconds=SECONDS,
    )
    assert not is_issued(port)
    for pid in (*children(worker), worker):
        os.kill(pid, signal.SIGKILL)

    def finished():
        ask(environment, "UPDATE ogp_portal_outboxmessage SET due_at = now() WHERE done_at IS NULL")
        return is_issued(port)

    until(finished, "the report is issued by the next worker", seconds=SECONDS, every=0.3)
    reports = (
        "SELECT count(*) FROM transparency_compliancereport r "
        "JOIN transparency_compliancesnapshot s ON s.id = r.snapshot_id "
        "JOIN commitments_plan p ON p.id = s.plan_id WHERE p.slug = 'plan-nacional-3'"
    )
    assert ask(environment, reports) == 1


def is_issued(port: int) -> bool:
    page = answers(port, "/informes/")
    return "plan-nacional-3/2018-7/1.pdf" in page or "plan-nacional-3/2018-07/1.pdf" in page


def test_a_database_that_dies_is_told_as_such_and_comes_back(portal):
    _up, port, environment, _log = portal
    os.kill(int(postmaster(environment).read_text().splitlines()[0]), signal.SIGKILL)
    seen = set()

    def back():
        try:
            urllib.request.urlopen(f"http://localhost:{port}/compromisos/", timeout=5).close()
        except urllib.error.HTTPError as error:
            seen.add((error.code, error.headers["Retry-After"]))
            return False
        except OSError:
            return False
        return bool(seen)

    until(back, "the portal is back after its database died", seconds=SECONDS, every=0.2)
    assert seen == {(503, "15")}


def test_a_second_up_takes_another_port_and_term_stops_everything(portal):
    up, port, environment, log = portal
    programs = children(up.pid)
    assert {
        name
        for name in ("gunicorn", " worker ", " beat ", " send_urgent ")
        for words in programs.values()
        if name in words
    } == {
        "gunicorn",
        " worker ",
        " beat ",
        " send_urgent ",
    }
    up.terminate()
    assert up.wait(60) == 0
    assert "Todo detenido" in log.read_text()
    assert not [pid for pid in programs if Path(f"/proc/{pid}").exists()]
    assert answers(port) == ""
    assert not postmaster(environment).exists()


def test_a_taken_port_is_told_and_another_used(tmp_path):
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = (
            f"import os; os.environ['PORT'] = '{port}'; import django; django.setup(); from "
            f"ogp_portal.management.commands.up import Command; print(Command()._port())"
        )
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
            "PORT": str(port),
        }
        ended = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert "está ocupado" in ended.stdout
    assert int(ended.stdout.split()[-1]) != port
