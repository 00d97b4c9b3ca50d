"""The database dumped and loaded by PostgreSQL's own programs, and its tables digested."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from ogp_portal.foundation.runtime import postgres

EVERYTHING = {"statement_timeout": "0", "lock_timeout": "0", "TimeZone": "UTC", "DateStyle": "ISO"}
TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
"""
DIGEST = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {table} t
"""


class CannotBackUp(RuntimeError):
    """The backup or restoration cannot go on; the message says what to do. Nothing was changed."""


def dump(target: Path) -> tuple[dict[str, list[object]], str]:
    """Dump the database and return what its tables hold in the same snapshot, and the version.

    Of tables that a crash empties, the dump has none of the rows: what was asked in a minute and
    the pages kept under a number of changes are nothing to bring back.
    """
    with connect(connection.settings_dict) as session:
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = session.execute("SELECT pg_catalog.pg_export_snapshot()").fetchone()
        version = session.info.server_version // 10_000
        address = address_of(connection.settings_dict)
        words = ["--format=custom", "--no-owner", "--no-unlogged-table-data"]
        words.append(f"--snapshot={(snapshot or ('',))[0]}")
        _client("pg_dump", version, [*words, f"--file={target}", *address.words], address)
        return tables_of(session), str(version)


def load(dump: Path, address: "DatabaseAddress") -> None:
    """Load a dump into an empty database, all or nothing. Raises CannotBackUp."""
    version = _server_version(address)
    words = ["--exit-on-error", "--no-owner", "--single-transaction"]
    _client("pg_restore", version, [*words, *address.words, str(dump)], address)


def tables_of(session: "psycopg.Connection[Any]") -> dict[str, list[object]]:
    """Return for each table that a crash keeps its rows and a digest that knows no order."""
    for name, value in EVERYTHING.items():
        session.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), value))
    found = {}
    for schema, name in session.execute(TABLES).fetchall():
        statement = sql.SQL(DIGEST).format(table=sql.Identifier(schema, name))
        found[f"{schema}.{name}"] = list(session.execute(statement).fetchone() or ())
    return found


@dataclass(frozen=True)
class DatabaseAddress:
    """A database as PostgreSQL's programs are told of it; the password is never in the words."""

    words: list[str]
    environment: dict[str, str]
    facts: Mapping[str, object]


def address_of(database: Mapping[str, object]) -> DatabaseAddress:
    """Return how the programs reach a database of Django's settings."""
    words = [f"--dbname={database['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if database.get(name):
            words.append(f"--{option}={database[name]}")
    password = str(database.get("PASSWORD") or "")
    return DatabaseAddress(words, {"PGPASSWORD": password} if password else {}, database)


@contextlib.contextmanager
def connect(
    database: Mapping[str, Any], *, autocommit: bool = False
) -> Iterator["psycopg.Connection[Any]"]:
    """Open a connection of its own: a backup takes longer than any page may."""
    with psycopg.connect(
        dbname=database["NAME"],
        host=database.get("HOST") or None,
        port=database.get("PORT") or None,
        user=database.get("USER") or None,
        password=database.get("PASSWORD") or None,
        autocommit=autocommit,
    ) as session:
        yield session


def _server_version(address: DatabaseAddress) -> int:
    with connect(address.facts) as session:
        return session.info.server_version // 10_000


def _client(program: str, version: int, words: list[str], address: DatabaseAddress) -> None:
    """Run one of PostgreSQL's client programs, of the server's version or a later one.

    Raises CannotBackUp with the program's last words.
    """
    environment = {**os.environ, **address.environment, "PGOPTIONS": "-c statement_timeout=0"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        ended = subprocess.run(  # noqa: S603 - PostgreSQL's own program and our words
            [str(_find(program, version)), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        output.seek(0)
        if ended.returncode != 0:
            message = f"{program} no pudo: {output.read()[-2000:]}"
            raise CannotBackUp(message)


def _find(program: str, version: int) -> Path:
    """Return the program of the server's version: the embedded one's, Debian's, or the path's."""
    candidates = []
    with contextlib.suppress(postgres.NoDatabase):
        candidates.append(postgres.program_folder() / "bin" / program)
    candidates += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    if on_path := shutil.which(program):
        candidates.append(Path(on_path))
    suitable = [path for path in candidates if path.exists() and _version(path) >= version]
    if not suitable:
        message = (
            f"Falta {program} de PostgreSQL {version} o posterior: "
            f"instale postgresql-client-{version}."
        )
        raise CannotBackUp(message)
    return min(suitable, key=_version)


def _version(program: Path) -> int:
    """Return the major version a client program says it is, or 0."""
    ended = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [str(program), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\s(\d+)(\.\d+)?", ended.stdout)
    return int(found[1]) if found else 0
