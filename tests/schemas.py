"""What makes the tables of a database, for comparing one with another."""

import re
from typing import Any

import psycopg
from psycopg import sql

from ogp_portal.foundation.runtime import dumps

QUESTIONS = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), c.relpersistence
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraints": """
        SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
    """,
    "functions": """
        SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    "migrations": "SELECT app, name FROM django_migrations",
}
MIGRATE = """
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = "{name}"
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, {words})
call_command("createcachetable", verbosity=0)
"""


def schema_of(database: dict[str, Any]) -> dict[str, set[tuple[Any, ...]]]:
    """Return everything that makes the tables of a database of Django's settings."""
    with dumps.connect(database) as session:
        return {
            what: set(session.execute(question).fetchall()) for what, question in QUESTIONS.items()
        }


def differences(left: dict[str, set[Any]], other: dict[str, set[Any]]) -> dict[str, set[Any]]:
    """Return what only one of two databases has, by kind; nothing where they agree."""
    return {what: found for what in left if (found := _plain(left[what]) ^ _plain(other[what]))}


def _plain(rows: set[Any]) -> set[tuple[str, ...]]:
    """Leave out casts and brackets: PostgreSQL writes them anew when a dump is restored."""
    return {
        tuple(re.sub(r"::[a-z ]+(\[\])?|[()]", "", str(value)) for value in row) for row in rows
    }


def contents(session: psycopg.Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Return each column of the public tables as `table.column` with its values in text, sorted."""
    columns = session.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1, 2"
    ).fetchall()
    found = {}
    for table, column in columns:
        statement = sql.SQL("SELECT {column}::text FROM {table} ORDER BY 1").format(
            column=sql.Identifier(column), table=sql.Identifier("public", table)
        )
        found[f"{table}.{column}"] = session.execute(statement).fetchall()
    return found
