"""`manage.py migrate`: Django's own, that builds an empty database from the models instead of
replaying its history, and that gives way to whoever is reading.
"""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connection

from ogp_portal.foundation.permissions import public_changes
from ogp_portal.foundation.runtime import schema

LOCK_AWAITED = "900ms"  # while a change of a table waits for its lock, every reader waits behind it
GIVES_WAY = 60  # times it lets the readers pass and asks again
PAUSE = 1.0  # seconds between two


class Command(migrate.Command):
    """Bring the tables up to date."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's words, and one of ours."""
        super().add_arguments(parser)
        parser.add_argument(
            "--replay",
            action="store_true",
            help="Recorre todas las migraciones también en una base vacía.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is empty; then let Django do what is left, one such command at a time."""
        everything = (
            not options["app_label"]
            and not options["plan"]
            and not options["check_unapplied"]
            and not options["fake"]
        )
        applies = not options["plan"] and not options["check_unapplied"]
        with _alone():
            if everything and not options["replay"] and schema.is_empty():
                schema.build()
            self._give_way(*args, watches=applies, **options)

    def _give_way(self, *args: Any, watches: bool, **options: Any) -> None:
        """Run Django's command until every lock was had, and have the changes of every table
        counted: what is applied stays applied, and a migration that could not have its lock was
        rolled back. Raises CommandError.
        """
        for _time in range(GIVES_WAY):
            try:
                with _short_locks():
                    super().handle(*args, **options)
                    if watches:
                        public_changes.watch()
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise
            else:
                return
            self.stdout.write("Una tabla está ocupada: se espera a que terminen de leerla…")
            time.sleep(PAUSE)
        message = (
            "Una tabla estuvo ocupada todo el tiempo: nada quedó a medias. "
            "Repita la orden cuando haya menos uso, o cierre la consulta larga que la ocupa."
        )
        raise CommandError(message)


@contextlib.contextmanager
def _short_locks() -> Iterator[None]:
    """Wait for each lock less than a reader would notice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_AWAITED])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for another `migrate` of the same database to end."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(hashtext('ogp_portal_migrate'))")
        cursor.execute("RESET lock_timeout; RESET statement_timeout")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('ogp_portal_migrate'))")
