"""A new database is built from the models: it must be the one that the migrations give."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.schemas import MIGRATE, differences, schema_of


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="makes databases on the embedded server")
def test_a_database_built_at_once_is_the_one_that_the_migrations_give():
    name = "migrated_by_test"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        subprocess.run(
            [sys.executable, "-c", MIGRATE.format(name=name, words="replay=True")],
            cwd=Path(settings.BASE_DIR),
            env={**os.environ, "PORTAL_VAR": str(settings.VAR_DIR)},
            check=True,
        )
        built = schema_of(connection.settings_dict)
        assert differences(built, schema_of({**connection.settings_dict, "NAME": name})) == {}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
