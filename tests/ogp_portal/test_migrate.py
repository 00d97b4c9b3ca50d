"""A new database is built from the models: it must be the one that the migrations give."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

QUESTIONS = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), c.relpersistence
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
            AND NOT a.attisdropped
    """,
    "constraints": (
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE "
        "connamespace = 'public'::regnamespace"
    ),
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": (
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT "
        "tgisinternal"
    ),
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "migrations": "SELECT app, name FROM django_migrations",
}
MIGRATE = """
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = "{name}"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, replay=True)
call_command("createcachetable", verbosity=0)
"""


def what_it_holds(name: str) -> dict[str, list[tuple]]:
    """Return everything that makes the tables of the database `name`."""
    words = {
        "dbname": name,
        "user": connection.settings_dict["USER"],
        "password": connection.settings_dict["PASSWORD"] or None,
    }
    words |= {
        "host": connection.settings_dict["HOST"],
        "port": connection.settings_dict["PORT"] or None,
    }
    with psycopg.connect(**{key: value for key, value in words.items() if value}) as link:
        return {what: link.execute(question).fetchall() for what, question in QUESTIONS.items()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="makes databases on the embedded server")
def test_a_database_built_at_once_is_the_one_that_the_migrations_give():
    name = "migrated_by_test"
    kept = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        words = [sys.executable, "-c", MIGRATE.format(name=name)]
        subprocess.run(
            words,
            cwd=Path(settings.BASE_DIR),
            env={**os.environ, "PORTAL_VAR": str(settings.VAR_DIR)},
            check=True,
        )
        built, migrated = what_it_holds(kept), what_it_holds(name)
        for what in QUESTIONS:
            assert set(built[what]) ^ set(migrated[what]) == set(), what
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
