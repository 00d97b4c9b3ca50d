"""What docker-compose.yml describes, without containers: PostgreSQL of Debian, Redis, setup, web,
worker, beat and two nginx, started by the same words and settings, and walked from outside.
"""

import contextlib
import html
import http.client
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
import redis
import yaml

from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories import forums as made
from tests.promises import serving
from tests.waiting import until

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("deployment")]
ROOT = serving.ROOT
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SITE = "portal.example"
PROXIES = 2
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
# what a first day leaves: people, a commitment, an open call, a report asked for
FIRST_DAY = """
import datetime
from tests.people import find_cast, make_cast
from tests.factories import forums as made
from tests.factories.commitments import commitment
from transparency.reports import workflow as reports
make_cast()
cast = find_cast()
call = made.call(cast)
row = commitment(cast)
reports.request_report(cast.plan, month=datetime.date(2026, 3, 1))
print("FIRST", call.slug, row.slug, cast.plan.slug, cast.coordinator.email)
"""


@dataclass
class Browser:
    """Somebody outside, with cookies and nothing else, before the TLS terminator."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    cached: str = ""

    def open(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask for `path`, or send a form to it; gives status and text, redirections followed."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        headers = {"Host": SITE, "Referer": f"https://{SITE}{path}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(data) if data is not None else None
        link.request("POST" if body else "GET", path, body=body, headers=headers)
        answer = link.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            assert "Secure" in line or "Max-Age=0" in line  # one that is taken back
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.cached = answer.headers.get("X-Cache", "")
        link.close()
        if answer.status in {301, 302}:
            return self.open(answer.headers["Location"].removeprefix(f"https://{SITE}"))
        return answer.status, text

    def send(self, path: str, data: dict[str, str]) -> tuple[int, str]:
        """Open the page of a form, and send the form with what is typed."""
        status, text = self.open(path)
        assert status == 200, (path, status)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text).group(1)
        return self.open(path, {"csrfmiddlewaretoken": token, **data})


@dataclass(frozen=True)
class Deployment:
    """Everything that was started, and where."""

    folder: Path
    database: int
    queue: int
    port: int
    first: list[str]
    started: dict[str, subprocess.Popen]
    environment: dict[str, str]

    def letters(self) -> str:
        """Return every letter that was printed, there being no mail server."""
        return "".join(
            path.read_text(errors="replace") for path in self.folder.glob("*.log")
        ).replace("=\n", "")

    def connect(self, user: str, secret: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.database,
            user=user,
            password=(self.folder / "secrets" / secret).read_text().strip(),
            dbname="portal",
            autocommit=True,
        )


def need(condition: object, what: str) -> None:
    """Skip where a program is missing; fail for it in CI."""
    if not condition:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {what} on this machine")


@contextlib.contextmanager
def postgresql(folder: Path):
    """Run Debian's PostgreSQL with the role and database of docs/operacion/database.sql."""
    need(POSTGRES, "PostgreSQL: apt-get install postgresql")
    programs, port = POSTGRES[-1], serving.free_port()
    who = pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    home = folder / "database"
    home.mkdir()
    os.chown(home, who.pw_uid, who.pw_gid)
    as_owner = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}
    if os.geteuid() != 0:
        as_owner = {"cwd": "/"}
    words = ["--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-U", "postgres", *words, "-D", home / "data"],
        check=True,
        capture_output=True,
        **as_owner,
    )
    server = [programs / "postgres", "-D", home / "data", "-k", home, "-p", str(port)]
    server += ["-h", "127.0.0.1", "-c", "fsync=off"]
    with serving.program([str(word) for word in server], log=folder / "pg.log", **as_owner):
        until((home / f".s.PGSQL.{port}").exists, "the database answers")
        script = (ROOT / "docs/operacion/database.sql").read_text(encoding="utf-8")
        script = script.replace("/run/secrets", str(folder / "secrets"))
        ended = until(
            lambda: _ran(
                [programs / "psql", "-h", home, "-p", str(port), "-U", "postgres", "-X"], script
            ),
            "the role is made",
        )
        assert ended.returncode == 0, ended.stderr
        yield port


def _ran(words, script: str) -> subprocess.CompletedProcess | None:
    """Return how psql ended, or nothing while the server is still starting."""
    ended = subprocess.run(words, input=script, capture_output=True, text=True, check=False)
    return None if "starting up" in ended.stderr or ended.returncode == 2 else ended


@contextlib.contextmanager
def redis_server(folder: Path):
    """Run Redis by the words of the compose file."""
    need(shutil.which("redis-server"), "Redis: apt-get install redis-server")
    port = serving.free_port()
    shell, option, command = SERVICES["queue"]["command"]
    command = command.replace("$$", "$").replace("/run/secrets", str(folder / "secrets"))
    own = f"port {port}\ndir {folder}\nbind 127.0.0.1\nappendonly"
    command = command.replace("appendonly", own)
    with serving.program([shell, option, command], log=folder / "redis.log"):
        yield port
    until(lambda: not serving.is_taken(port), "Redis stops when it is told to")


def environment_of(folder: Path, *, database: int, queue: int, web: int) -> dict[str, str]:
    """Return what the compose file gives to the portal, with the places of this machine."""
    places = {
        "database:5432": f"127.0.0.1:{database}",
        "queue:6379": f"127.0.0.1:{queue}",
        "/run/secrets": str(folder / "secrets"),
        "${TRUSTED_PROXIES:-1}": str(PROXIES),
    }
    given = dict(COMPOSE["x-portal"]["environment"])
    for old, new in places.items():
        given = {name: value.replace(old, new) for name, value in given.items()}
    return {
        **{
            name: os.environ[name]
            for name in ("PATH", "HOME", "FONTCONFIG_FILE", "LD_LIBRARY_PATH")
            if name in os.environ
        },
        **given,
        "PORTAL_BOOTSTRAP": "no",
        "PORTAL_VAR": str(folder / "var"),
        "HOST": "127.0.0.1",
        "PORT": str(web),
        "PORTAL_URL": f"https://{SITE}",
        "ALLOWED_HOSTS": SITE,
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="module")
def deployed():
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ogp-")))
        folder.chmod(0o755)
        (folder / "secrets").mkdir()
        for name in COMPOSE["secrets"]:
            (folder / "secrets" / name).write_text(os.urandom(40).hex() + "\n")
        database = stack.enter_context(postgresql(folder))
        queue = stack.enter_context(redis_server(folder))
        web = serving.free_port()
        environment = environment_of(folder, database=database, queue=queue, web=web)
        facts = {"cwd": ROOT, "env": environment}

        def words(service: str) -> list[str]:
            return [sys.executable, *SERVICES[service]["command"][1:]]

        ended = subprocess.run(words("setup"), capture_output=True, text=True, check=False, **facts)
        assert ended.returncode == 0, ended.stderr
        started = {
            name: stack.enter_context(
                serving.program(words(name), log=folder / f"{name}.log", **facts)
            )
            for name in ("web", "worker", "beat", "letters")
        }
        until(
            lambda: serving.has_answered(web, started["web"], folder / "web.log", "/salud/listo"),
            "the web answers",
            seconds=120,
        )
        first = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", FIRST_DAY],
            capture_output=True,
            text=True,
            check=False,
            **facts,
        )
        assert "FIRST" in first.stdout, first.stderr
        proxy = stack.enter_context(serving.nginx(folder / "proxy", upstream=web, proxies=PROXIES))
        port = stack.enter_context(
            serving.nginx(folder / "tls", upstream=proxy, text=serving.TERMINATOR)
        )
        printed = first.stdout.split("FIRST")[1].split()
        yield Deployment(folder, database, queue, port, printed, started, environment)


def test_the_role_of_the_portal_owns_its_schema_and_nothing_more(deployed):
    with deployed.connect("portal", "database_password") as link:
        powers = link.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert powers == (False,) * 5
        owned = "SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole"
        assert link.execute(owned).fetchall() == [("public",)]
        tables = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        assert link.execute(tables).fetchall() == [("portal",)]
        for forbidden in (
            "CREATE DATABASE other",
            "CREATE ROLE other",
            "CREATE SCHEMA other",
            "SELECT * FROM pg_authid",
            "SELECT pg_read_file('/etc/passwd')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(forbidden)


def test_redis_answers_nobody_without_its_password(deployed):
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=deployed.queue).ping()
    password = (deployed.folder / "secrets" / "queue_password").read_text().strip()
    assert redis.Redis(port=deployed.queue, password=password).ping()
    processes = [
        path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()
    ]
    assert not any(password.encode() in words for words in processes)


def test_a_stranger_reads_and_the_second_reading_is_from_the_cache(deployed):
    _call, commitment, _plan, _email = deployed.first
    stranger = Browser(deployed.port)
    for path in ("/", f"/compromisos/{commitment}/", "/en/", "/datos/", "/robots.txt"):
        status, first = stranger.open(path)
        assert status == 200, path
        assert stranger.open(path) == (200, first)
        assert stranger.cached in {"HIT", "REVALIDATED"}, path
    assert stranger.cookies == {}
    assert stranger.open("/no-existe/")[0] == 404


def test_a_person_enters_by_the_code_that_is_mailed(deployed):
    *_first, email = deployed.first
    person = Browser(deployed.port)
    assert person.send("/cuenta/login/", {"login": email})[0] == 200
    code = until(
        lambda: re.findall(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", deployed.letters(), re.M),
        "the code is mailed",
        seconds=60,
    )[-1]
    status, page = person.send("/cuenta/login/codigo/confirmar/", {"code": code})
    assert status == 200
    assert "Mi trabajo" in page
    assert "__Host-session" in person.cookies
    person.open("/")
    assert person.cached in {"BYPASS", "MISS"}


def test_a_stranger_proposes_and_confirms_and_it_counts(deployed):
    call, *_rest = deployed.first
    stranger = Browser(deployed.port)
    typed = {
        "email": "vecina@prueba.example",
        "sector": "citizens",
        "key": str(uuid.uuid4()),
        **made.words(),
    }
    status, page = stranger.send(f"/convocatorias/{call}/proponer/", typed)
    assert status == 200
    assert "Falta un paso" in page
    link = until(
        lambda: re.findall(
            r"https://portal\.example(/[^\s<\"]*/confirmar/[^\s<\"]+)", deployed.letters()
        ),
        "the letter is sent by the worker",
        seconds=90,
    )[-1]
    status, page = stranger.send(html.unescape(link), {})
    assert status == 200
    assert "20 días hábiles" in page
    with deployed.connect("portal", "database_password") as kept:
        states = kept.execute("SELECT state, number FROM forums_proposal").fetchall()
    assert states == [("confirmed", 1)]


@pytest.mark.skipif(not load_pango(), reason="no Pango on this machine")
def test_a_report_is_made_by_the_worker_and_read_through_the_proxy(deployed):
    _call, _commitment, plan, _email = deployed.first
    stranger = Browser(deployed.port)
    address = f"/informes/{plan}/2026-3/1.pdf"
    until(lambda: stranger.open(address)[0] == 200, "the report is made", seconds=180, every=1)
    assert stranger.open(address)[1].startswith("%PDF-")
    assert "%%EOF" in stranger.open(address)[1][-40:]


def test_a_backup_is_made_and_comes_back_without_more_power(deployed):
    folder = str(deployed.folder / "respaldo")
    for words in ((folder,), (folder, "--verify")):
        ended = subprocess.run(
            [sys.executable, "manage.py", "backup", *words],
            cwd=ROOT,
            env=deployed.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Comparado" in ended.stdout


def test_after_all_that_everything_still_runs_and_said_nothing_wrong(deployed):
    assert {name: program.poll() for name, program in deployed.started.items()} == {
        "web": None,
        "worker": None,
        "beat": None,
        "letters": None,
    }
    logs = "".join((deployed.folder / f"{name}.log").read_text() for name in deployed.started)
    assert "Traceback" not in logs, logs[-3000:]
