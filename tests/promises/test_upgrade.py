"""P21: the database of the oldest version that is supported comes through every migration, with
everything that it held.
"""

import lzma
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as of_django
from django.db import connection

from ogp_portal.foundation.runtime import dumps, postgres
from ogp_portal.management.commands import migrate
from tests.schemas import MIGRATE, contents, differences, schema_of

OLDEST = Path(__file__).parent / "databases" / "2026-11-26.sql.xz"
NAME = "upgraded_by_test"
GROWING = (  # Django's own lists of migrations and models
    "auth_permission.",
    "django_content_type.",
    "django_migrations.",
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.EMBEDDED, reason="makes databases on the embedded server"),
]


@pytest.fixture
def old() -> Iterator[dict]:
    """The oldest database, restored beside the one of the tests."""
    database = {**connection.settings_dict, "NAME": NAME}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    # a dump of that version names its functions without their schema, and so cannot be restored
    # under the empty path that pg_dump asks for
    text = lzma.decompress(OLDEST.read_bytes()).decode()
    text = text.replace("set_config('search_path', '',", "set_config('search_path', 'public',")
    address = dumps.address_of(database)
    words = [str(postgres.program_folder() / "bin/psql"), *address.words]
    loaded = subprocess.run(
        [*words, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"],
        input=text,
        text=True,
        env={**os.environ, **address.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert loaded.returncode == 0, loaded.stderr
    yield database
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


@pytest.mark.nightly
def test_the_oldest_database_becomes_the_newest_and_loses_nothing(old):
    with dumps.connect(old) as session:
        before = contents(session)
    subprocess.run(
        [sys.executable, "-c", MIGRATE.format(name=NAME, words="interactive=False")],
        cwd=Path(settings.BASE_DIR),
        env={**os.environ, "PORTAL_VAR": str(settings.VAR_DIR)},
        check=True,
    )
    with dumps.connect(old) as session:
        after = contents(session)
    assert differences(schema_of(connection.settings_dict), schema_of(old)) == {}
    assert len(before["commitments_commitment.title"]) == 51
    assert len(before["ogp_portal_journalentry.id"]) == 607
    changed = [
        name
        for name, values in before.items()
        if after.get(name) != values and not name.startswith(GROWING)
    ]
    assert changed == []


@pytest.fixture
def changes_a_table(monkeypatch) -> list[float]:
    """A pending migration that needs a table for itself; each time it asks is noted."""
    asked = []

    def handle(_command, *_args, **_options) -> None:
        asked.append(time.monotonic())
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE commitments_value ADD COLUMN planted integer")

    monkeypatch.setattr(of_django.Command, "handle", handle)
    monkeypatch.setattr(migrate, "PAUSE", 0.2)
    return asked


def test_a_migration_lets_readers_pass_while_a_long_question_has_its_table(
    cast, changes_a_table, capsys
):
    waited = []
    with dumps.connect(connection.settings_dict) as long_question:
        long_question.execute("SELECT count(*) FROM commitments_value")  # holds it until it ends
        migration = threading.Thread(target=run_migrate)
        migration.start()
        with dumps.connect(connection.settings_dict, autocommit=True) as reader:
            ends = time.monotonic() + 3
            while time.monotonic() < ends:
                began = time.monotonic()
                reader.execute("SELECT count(*) FROM commitments_value")
                waited.append(time.monotonic() - began)
                time.sleep(0.02)
    migration.join(timeout=30)
    assert not migration.is_alive()
    assert len(changes_a_table) > 2
    assert max(waited) < 1.5  # PostgreSQL lets go after 0.9 s; the default of the portal is 5 s
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(planted) FROM commitments_value")


def run_migrate() -> None:
    call_command("migrate", verbosity=0)
    connection.close()


def test_a_migration_that_never_has_its_table_says_so_and_leaves_nothing_half_done(
    cast, changes_a_table, monkeypatch
):
    monkeypatch.setattr(migrate, "GIVES_WAY", 2)
    with dumps.connect(connection.settings_dict) as long_question:
        long_question.execute("SELECT count(*) FROM commitments_value")
        with pytest.raises(CommandError, match="ocupada"):
            call_command("migrate", verbosity=0)
    assert len(changes_a_table) == 2
