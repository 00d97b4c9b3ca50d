"""How often what the public reads has changed: counted by the database itself, in the transaction
of each change, whatever wrote it (a page, a task, an order, SQL).

Every table is watched but those that their subjects declare `never_public`, and an answer that
reads one of these is not kept (`kept_pages.py`). A transaction that wrote to a watched table leaves
one row; the sum of the rows that a reader sees is how many such transactions were committed before
its snapshot. Nobody waits for anybody: there is no row that all writers would have to lock.
"""

import functools
import re
from collections.abc import Mapping

from django.apps import apps
from django.db import connection

# Tables of no subject: what Django and libraries keep of people and permissions.
BEGINNINGS = ("account_", "auth_", "django_", "mfa_", "pghistory_")
UNWATCHED = {"ogp_portal_cache"}  # and those of the models that subjects declare `never_public`
COUNT = "ogp_portal_publicchange"
COUNTED = "ogp_portal_ratecount"  # read by answers of the API, which are the same whatever it says
NAME = re.compile(r"\w+_\w+")
MOST_ROWS = 500  # of the count, before they are put together

FUNCTION = """
CREATE OR REPLACE FUNCTION public.count_public_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF current_setting('portal.counted', true)
            IS NOT DISTINCT FROM pg_catalog.pg_current_xact_id()::text THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'TRUNCATE' THEN
        IF NOT EXISTS (SELECT FROM changed) THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO public.ogp_portal_publicchange DEFAULT VALUES;
    PERFORM pg_catalog.set_config('portal.counted', pg_catalog.pg_current_xact_id()::text, true);
    RETURN NULL;
END $body$
"""
EVENTS = {"insert": "NEW TABLE AS changed", "update": "NEW TABLE AS changed"}
EVENTS |= {"delete": "OLD TABLE AS changed", "truncate": ""}
WATCHED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'public_change_truncate'"
NUMBER = "SELECT coalesce(sum(counted), 0)::bigint FROM ogp_portal_publicchange"
TOGETHER = """
WITH gone AS (
    DELETE FROM ogp_portal_publicchange
    WHERE (SELECT count(*) FROM ogp_portal_publicchange) > 1 RETURNING counted
)
INSERT INTO ogp_portal_publicchange (counted) SELECT sum(counted) FROM gone HAVING count(*) > 0
"""


def is_watched(table: str) -> bool:
    """Say whether a change of a table counts."""
    is_history = _tables().get(table, table) != table
    return not (table in UNWATCHED or table.startswith(BEGINNINGS) or is_history)


@functools.lru_cache(maxsize=4096)
def reads_only_watched(sql: str) -> bool:
    """Say whether a statement reads nothing but tables whose changes count, or the history of those
    (which changes when they do).
    """
    return all(
        name == COUNTED or is_watched(_tables()[name])
        for name in set(NAME.findall(sql))
        if name in _tables()
    )


@functools.cache
def _tables() -> Mapping[str, str]:
    """Return the tables that there are by the models, and those of Django without one, each with
    the one whose changes count for it: of the history, which the database writes, the one that it
    follows.
    """
    found = {name: name for name in UNWATCHED | {"django_migrations"}}
    for model in apps.get_models(include_auto_created=True):
        followed = getattr(model, "pgh_tracked_model", None) or model
        found[model._meta.db_table] = followed._meta.db_table
    return found


def watch() -> None:
    """Have the database count the changes of every table that is to be watched, and of no other;
    nothing where it has not come to the table of the count, or has gone back before it.
    """
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if COUNT not in there:
            return
        cursor.execute(FUNCTION)
        cursor.execute(WATCHED)
        watched = {table for (table,) in cursor.fetchall()}
        for table in sorted(_tables().keys() & there):
            if is_watched(table) != (table in watched):
                for statement in _statements(table, watches=is_watched(table)):
                    cursor.execute(statement)


def _statements(table: str, *, watches: bool) -> list[str]:
    """Return what puts the triggers on a table, or takes them off."""
    quoted = connection.ops.quote_name(table)
    if not watches:
        return [f"DROP TRIGGER IF EXISTS public_change_{event} ON {quoted}" for event in EVENTS]
    return [
        f"CREATE OR REPLACE TRIGGER public_change_{event} AFTER {event.upper()} ON {quoted} "
        f"{'REFERENCING ' + rows if rows else ''} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION public.count_public_change()"
        for event, rows in EVENTS.items()
    ]


def number() -> int:
    """Return how many transactions have changed what the public may read."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        return int(cursor.fetchone()[0])


def put_together() -> None:
    """Put the rows of the count together in one: their sum stays."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER)
