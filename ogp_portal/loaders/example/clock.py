"""A moved clock, for the making of the example alone: Django's and the database's, at once.

The database's is moved for one transaction, by functions that stand before its own and by the
defaults of columns. All of it is gone when the transaction ends, whichever way.
"""

import contextlib
import datetime
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

SCHEMA = "moved_clock"
SHIFT = "moved_clock.shift"
FUNCTIONS = ("now", "statement_timestamp", "clock_timestamp")
DEFAULT = "statement_timestamp()"
NOON = datetime.time(12)
_real_now = timezone.now


def noon(day: datetime.date) -> datetime.datetime:
    """Return noon of a day in the portal's zone."""
    return datetime.datetime.combine(day, NOON, tzinfo=timezone.get_default_timezone())


def real_now() -> datetime.datetime:
    """Return the instant that it is, wherever the clocks were set."""
    return _real_now()


class NotTheExample(RuntimeError):
    """Somebody asked to move the clock of a real portal."""


@contextlib.contextmanager
def moved() -> Iterator[None]:
    """Let the clocks be set (`set_to`) while the block lasts, in one transaction. Raises
    NotTheExample anywhere but in the example.
    """
    if not settings.IS_EXAMPLE:
        raise NotTheExample
    try:
        with transaction.atomic():
            columns = _columns_with_default()
            with connection.cursor() as cursor:
                _stand_before(cursor)
                _set_defaults(cursor, columns, f"{SCHEMA}.{DEFAULT}")
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET LOCAL search_path TO DEFAULT")
                _set_defaults(cursor, columns, f"pg_catalog.{DEFAULT}")
                cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    finally:
        timezone.now = _real_now


def set_to(at: datetime.datetime) -> None:
    """Set both clocks to an instant; they run on from there. Raises NotTheExample anywhere but in
    the example, whose block of `moved` puts them back.
    """
    if not settings.IS_EXAMPLE:
        raise NotTheExample
    shift = at - _real_now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true)", [SHIFT, f"{shift.total_seconds()} seconds"]
        )

    def moved_now() -> datetime.datetime:
        return _real_now() + shift

    timezone.now = moved_now


def _columns_with_default() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_default = %s",
            [DEFAULT],
        )
        return [(str(table), str(column)) for table, column in cursor.fetchall()]


def _stand_before(cursor: object) -> None:
    run = cursor.execute  # type: ignore[attr-defined]
    run(f"CREATE SCHEMA {SCHEMA}")
    for name in FUNCTIONS:
        run(
            f"CREATE FUNCTION {SCHEMA}.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS "
            f"$$ SELECT pg_catalog.clock_timestamp() + current_setting('{SHIFT}')::interval $$"
        )
    run(f"SET LOCAL search_path = {SCHEMA}, public, pg_catalog")


def _set_defaults(cursor: object, columns: list[tuple[str, str]], default: str) -> None:
    for table, column in columns:
        cursor.execute(  # type: ignore[attr-defined]
            f'ALTER TABLE public."{table}" ALTER COLUMN "{column}" SET DEFAULT {default}'
        )
