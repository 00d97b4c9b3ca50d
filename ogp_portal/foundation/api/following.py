"""What left the published datasets, for whoever follows them.

A row leaves public view in many ways: it is deleted, what it belongs to is hidden, a rule looks at
another column. So nothing is noted where that happens: the rows that everybody sees now are set
beside those that everybody saw at the last look (`VisibleRow`), after public acts and each minute.
What is missing becomes a `RemovedRow`, with what it belonged to while it was to be seen. What
appears gets a new date of change, so that `modified_since` tells it: it may have been changed
before what it belongs to was published.
"""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pgtrigger
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Max, Model

from ogp_portal.foundation.api import belonging, querying
from ogp_portal.foundation.api.datasets import PUBLISHED, Dataset
from ogp_portal.models import DatasetLook, JournalEntry, RemovedRow

LOCK = 7_302_028  # one look at a time
BETWEEN_LOOKS = datetime.timedelta(seconds=15)  # of those that acts ask for
NEVER_LEAVE = (JournalEntry, RemovedRow)  # rows that are neither changed nor deleted
log = logging.getLogger(__name__)


def look(*, asked: datetime.datetime | None = None) -> int:
    """Note what left the datasets and what appeared in them since the last look; return how many
    rows left. The first look at a dataset only notes what is there.

    Nothing is done while another process looks; nor, for what an act `asked` at an instant, when
    the last look began after it or less than BETWEEN_LOOKS ago: the sweep, which asks at no
    instant, finds the rest. A dataset that cannot be looked at in time is logged and hinders no
    other: its `DatasetLook` grows old.
    """
    with _one_at_a_time() as is_ours:
        if not is_ours:
            return 0
        now = _now()
        last = DatasetLook.objects.aggregate(last=Max("looked_at"))["last"]
        if asked and last and last > min(asked, now - BETWEEN_LOOKS):
            return 0
        return sum(_look_at_one(dataset, now) for dataset in followed())


def followed() -> list[Dataset]:
    """Return the datasets that rows can leave."""
    return [
        dataset
        for dataset in PUBLISHED.values()
        if not issubclass(querying.rows(dataset).model, NEVER_LEAVE)
    ]


def oldest_look() -> datetime.datetime | None:
    """Return when the dataset that waits longest was last looked at; None while one never was."""
    names = [dataset.name for dataset in followed()]
    looks = DatasetLook.objects.filter(dataset__in=names).order_by("looked_at")
    instants = list(looks.values_list("looked_at", flat=True))
    return instants[0] if len(instants) == len(names) else None


def forget(*, before: datetime.datetime) -> int:
    """Forget the rows that left before an instant, and return how many: a key may have been made of
    words that somebody took back.
    """
    return RemovedRow.objects.filter(modified_at__lt=before).delete()[0]


@contextmanager
def _one_at_a_time() -> Iterator[bool]:
    """Hold the lock of looks, outside any transaction, and say whether it is ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours and connection.is_usable():  # a lost link has lost its locks
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _now() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime.datetime = cursor.fetchone()[0]
    return now


def _look_at_one(dataset: Dataset, now: datetime.datetime) -> int:
    """Look at a dataset in a transaction of its own, and return how many rows left; none where the
    database does not let us in time. Raises OperationalError once the link to it is lost.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            looks = DatasetLook.objects.filter(dataset=dataset.name)
            before = looks.values_list("looked_at", flat=True).first()
            removed = _look_at(cursor, dataset, before)
            looks.update_or_create(dataset=dataset.name, defaults={"looked_at": now})
    except OperationalError:
        log.exception("The look at the dataset %s was not finished", dataset.name)
        if not connection.is_usable():
            raise
        return 0
    return removed


def _look_at(cursor: Any, dataset: Dataset, before: datetime.datetime | None) -> int:
    """Note what changed in a dataset since the look at `before`, and return how many rows left."""
    visible, params = _visible(dataset)
    cursor.execute(
        f"""
        WITH visible (row_pk, key, belongs_to) AS MATERIALIZED ({visible}), moved AS (
            UPDATE ogp_portal_visiblerow k SET key = v.key, belongs_to = v.belongs_to
            FROM visible v, ogp_portal_visiblerow had
            WHERE k.dataset = %s AND had.id = k.id AND v.row_pk = k.row_pk
            AND (v.key <> k.key OR v.belongs_to <> k.belongs_to)
            RETURNING k.row_pk, had.key, had.belongs_to, had.key <> k.key AS is_another
        ), gone AS (
            DELETE FROM ogp_portal_visiblerow k
            WHERE k.dataset = %s AND NOT EXISTS (SELECT 1 FROM visible v WHERE v.row_pk = k.row_pk)
            RETURNING k.key, k.belongs_to
        ), told AS (
            INSERT INTO ogp_portal_removedrow (dataset, key, belongs_to, modified_at)
            SELECT %s, key, belongs_to, clock_timestamp()
            FROM (
                SELECT key, belongs_to FROM gone
                UNION ALL SELECT key, belongs_to FROM moved WHERE is_another
            ) AS keys
            RETURNING 1
        ), came AS (
            INSERT INTO ogp_portal_visiblerow (dataset, row_pk, key, belongs_to)
            SELECT %s, v.row_pk, v.key, v.belongs_to
            FROM visible v
            WHERE NOT EXISTS (
                SELECT 1 FROM ogp_portal_visiblerow k WHERE k.dataset = %s AND k.row_pk = v.row_pk
            )
            RETURNING row_pk
        )
        SELECT (SELECT count(*) FROM told), ARRAY(
            SELECT row_pk FROM came UNION ALL SELECT row_pk FROM moved WHERE is_another
        )""",  # noqa: S608 - a query of our own
        [*params, *[dataset.name] * 5],
    )
    removed: int
    removed, appeared = cursor.fetchone()
    if before is not None and appeared:
        _touch(cursor, dataset, appeared)
    return removed


def _visible(dataset: Dataset) -> tuple[str, list[Any]]:
    """Return the SQL of the primary key, the public key and the belongings of every row that
    everybody sees.
    """
    queryset = querying.rows(dataset).order_by()
    words = belonging.words(dataset, queryset)
    keys = queryset.values_list("pk", dataset.key_path or dataset.key, words).distinct()
    try:
        sql, params = keys.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # nobody may see any of them
        return "SELECT 0::bigint, ''::text, '{}'::text[] WHERE false", []
    columns = "u.pk, u.key::text, u.belongs_to"
    return f"SELECT {columns} FROM ({sql}) AS u (pk, key, belongs_to)", list(params)  # noqa: S608


def _touch(cursor: Any, dataset: Dataset, rows: list[int]) -> None:
    """Give the rows that appeared the date of now, where they have one of their own: whatever it
    says, they may have been shown later. That is no change for their history.
    """
    model = querying.rows(dataset).model
    if dataset.column("modified_at").value:
        return
    protections = _protections(model)  # of no name, pgtrigger would ignore every trigger
    with pgtrigger.ignore(*protections) if protections else nullcontext():
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET modified_at = clock_timestamp() "  # noqa: S608
            "WHERE id = ANY(%s)",
            [rows],
        )


def _protections(model: type[Model]) -> list[str]:
    """Return the names of the triggers that let no row of a model be changed."""
    return [
        f"{model._meta.label}:{trigger.name}"
        for owner, trigger in pgtrigger.registered()
        if owner._meta.label == model._meta.label and isinstance(trigger, pgtrigger.Protect)
    ]
