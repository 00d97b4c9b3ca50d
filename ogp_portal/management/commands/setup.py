"""`manage.py setup`: everything the portal needs before it serves; may be repeated at
every start.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from pgmq import install_pgmq_from_sql

from ogp_portal.foundation.runtime import database, example
from ogp_portal.loaders.example import making

LOCK = 20_250_718  # any number, the same for every set-up


class Command(BaseCommand):
    """Prepare database, queue, texts and static files."""

    help = (
        "Instala lo que el portal necesita: base de datos, cola, traducciones y archivos "
        "estáticos. Puede repetirse."
    )

    def handle(self, *_args: object, **options: object) -> None:
        """Do each step, saying it."""
        quiet = options["verbosity"] == 0
        if making.made_until() and not settings.IS_EXAMPLE:
            message = (
                f"{example.NOTICE}, y esta base de datos es la suya: un portal real no la sirve."
            )
            raise CommandError(message)
        with one_at_a_time():
            self._steps(quiet=quiet)

    def _steps(self, *, quiet: bool) -> None:
        for words, step in (
            ("Traducciones", compile_translations),
            (
                "Base de datos: tablas al día",
                lambda: call_command("migrate", verbosity=0, interactive=False),
            ),
            ("Caché compartida", lambda: call_command("createcachetable", verbosity=0)),
            ("Cola de tareas", install_queue),
            (
                "Archivos estáticos",
                lambda: call_command("collectstatic", verbosity=0, interactive=False, clear=False),
            ),
        ):
            if not quiet:
                self.stdout.write(f"· {words}…")
                self.stdout.flush()
            step()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one set-up at a time touch the database, from whatever machine; the others
    wait for it.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                break
            time.sleep(0.5)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def compile_translations() -> None:
    """Compile each catalogue that is newer than its compiled form; needs no gettext tools."""
    for source in Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text)
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as compiled:
            write_mo(compiled, catalogue)
        fresh.rename(target)


def install_queue() -> None:
    """Put PGMQ's tables and functions into the database, where it carries the queue;

    Redis needs nothing.
    """
    if settings.CELERY_BROKER_URL:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL")
        is_there = cursor.fetchone()[0]
    if not is_there:
        with psycopg.connect(database.conninfo(settings.DATABASES["default"])) as link:
            install_pgmq_from_sql(conn=link)
