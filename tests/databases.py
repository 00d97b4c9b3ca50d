"""The databases that tests run in: each world is made once, and copied.

A world is what is there before a test begins: `empty` has tables and nothing in them, `cast` has
the fixed cast, `santiago` has what the client's documents state, `rights` has one row of every
thing in every state. Each is written once into a template, which says what code it was made from
and is made again only when that changed. Each process of tests copies a template for the tests that
are rolled back, and again for every test that commits: a copy takes a fifth of the time that
emptying all tables does.
"""

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import translation

from ogp_portal.foundation.events import journal, outbox
from tests import people

PREFIX = "test_portal"
SOURCES = ("ogp_portal", "commitments", "forums", "transparency")
MADE_BY = (
    "tests/people.py",
    "tests/databases.py",
    "requirements-dev.txt",
)


def build_tables() -> None:
    """Make every table, as `manage.py migrate` does in an empty database."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def load_santiago() -> None:
    """Load what the client's documents state."""
    call_command("load_santiago", verbosity=0)


def write_rights() -> None:
    """Write the rows that the table of rights is asked about."""
    from tests.rights.world import make_world  # which imports what makes worlds

    make_world()


WORLDS: dict[str, tuple[str | None, Callable[[], object]]] = {  # what each is a copy of, and adds
    "empty": (None, build_tables),
    "cast": ("empty", people.make_cast),
    "rights": ("cast", write_rights),
    "santiago": ("empty", load_santiago),
}


def world_of(item: pytest.Item) -> str:
    """Return the world that a test begins in: that of its mark, or of a fixture of its name."""
    mark = item.get_closest_marker("world")
    if mark:
        return str(mark.args[0])
    asked = [world for world in WORLDS if world in getattr(item, "fixturenames", ())]
    if len(asked) > 1:
        message = f"{item.nodeid} asks for {asked}: a test begins in one world"
        raise pytest.UsageError(message)
    return asked[0] if asked else "empty"


def needs_database(item: pytest.Item) -> bool:
    """Say whether a test reads or writes a database."""
    return (
        item.get_closest_marker("django_db") is not None
        or "_django_db_helper" in getattr(item, "fixturenames", ())
        or bool(getattr(getattr(item, "cls", None), "databases", ()))
    )


def commits(item: pytest.Item) -> bool:
    """Say whether a test commits, and so needs a database that nobody else has."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )


def digest_of_the_code() -> str:
    """Return a digest of everything that a world is made from, and of the day."""
    total = hashlib.sha256(str(datetime.datetime.now(datetime.UTC).date()).encode())
    root = Path(settings.BASE_DIR)
    files = [root / name for name in MADE_BY]
    files += [
        path
        for package in (*SOURCES, "tests/factories", "tests/rights")
        for path in (root / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    for path in sorted(files):
        total.update(str(path.relative_to(root)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


class Databases:
    """The templates, shared by every process of a run, and the copies of one process."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.is_open = False
        self.begins_in = ("empty", False)  # the world of the running test, and whether it commits
        self.copied: set[str] = set()
        self.digest = ""

    def open(self, worlds: set[str]) -> None:
        """Make the templates that this run needs, and enter the world of the running test."""
        self.digest = digest_of_the_code()
        outbox.WAKERS[:] = []
        journal.WAKERS[:] = []
        for world in sorted(worlds, key=list(WORLDS).index):
            self._make_template(world)
        self.is_open = True
        self.enter(*self.begins_in)

    def close(self) -> None:
        """Throw this process's copies away; the templates stay for the next run."""
        connections.close_all()
        with self._server() as link:
            for name in self.copied:
                link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def enter(self, world: str, is_committed: bool) -> None:
        """Turn every connection to a world: a copy of its own where the test commits."""
        self.begins_in = (world, is_committed)
        if not self.is_open:
            return
        name = f"{PREFIX}_{'committed' if is_committed else world}_{self.worker}"
        if is_committed or name not in self.copied:
            connections.close_all()
            self._copy(world, name)
        if connection.settings_dict["NAME"] != name:
            connections.close_all()
            connection.settings_dict["NAME"] = name

    def _copy(self, world: str, name: str) -> None:
        self.copied.add(name)
        with self._server() as link:
            link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{PREFIX}_{world}" STRATEGY FILE_COPY')

    def _make_template(self, world: str) -> None:
        """Make the template of a world, unless one made from the same code is there."""
        source, write = WORLDS[world]
        if source:
            self._make_template(source)
        name = f"{PREFIX}_{world}"
        with self._server() as link:
            link.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
            made_from = link.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [name],
            ).fetchone()
            if made_from == (self.digest,):
                return
            template = f'"{PREFIX}_{source}"' if source else "template0 ENCODING 'UTF8'"
            link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            link.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')
            connections.close_all()
            connection.settings_dict["NAME"] = name
            with translation.override("es-cl"):
                write()
            connections.close_all()
            link.execute(f"COMMENT ON DATABASE \"{name}\" IS '{self.digest}'")

    @staticmethod
    def _server() -> psycopg.Connection:
        """Return a link to the server for making and dropping databases."""
        words = connection.settings_dict
        return psycopg.connect(
            dbname="postgres",
            user=words["USER"] or None,
            password=words["PASSWORD"] or None,
            host=words["HOST"] or None,
            port=words["PORT"] or None,
            autocommit=True,
        )
