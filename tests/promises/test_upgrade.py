"""P21: the database of the oldest version that is supported comes through every migration, with
everything that it held.
"""

import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ogp_portal.foundation.runtime import dumps, postgres
from tests.schemas import MIGRATE, contents, differences, schema_of

OLDEST = Path(__file__).parent / "databases" / "2026-11-26.sql.xz"
NAME = "upgraded_by_test"
GROWING = ("django_migrations.",)  # each migration adds its own row

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
