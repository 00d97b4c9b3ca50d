"""What left the published datasets, for whoever follows them.

A row leaves public view in many ways: it is deleted, what it belongs to is hidden, a rule looks at
another column. So nothing is noted where that happens: the rows that everybody sees now are set
beside those that everybody saw at the last look (`VisibleRow`), after each act and each minute.
What is missing becomes a `RemovedRow`. What appears without having been changed itself (what it
belongs to was published) gets a new date of change, so that `modified_since` tells it.
"""

import datetime
from typing import Any

import pgtrigger
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Model

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED, Dataset
from ogp_portal.models import DatasetLook, JournalEntry, RemovedRow

LOCK = 7_302_028  # one look at a time
NEVER_LEAVE = (JournalEntry, RemovedRow)  # rows that are neither changed nor deleted


def look() -> int:
    """Note what left the datasets and what appeared in them since the last look; return how many
    rows left. The first look at a dataset only notes what is there. While another process looks
    this does nothing: what that one was too early for, the next sweep finds.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s), clock_timestamp()", [LOCK])
        is_ours, now = cursor.fetchone()
        if not is_ours:
            return 0
        before = dict(DatasetLook.objects.values_list("dataset", "looked_at"))
        followed = [
            dataset
            for dataset in PUBLISHED.values()
            if not issubclass(querying.rows(dataset).model, NEVER_LEAVE)
        ]
        removed = sum(_look_at(cursor, dataset, before.get(dataset.name)) for dataset in followed)
        DatasetLook.objects.bulk_create(
            [DatasetLook(dataset=dataset.name, looked_at=now) for dataset in followed],
            update_conflicts=True,
            unique_fields=["dataset"],
            update_fields=["looked_at"],
        )
    return removed


def _look_at(cursor: Any, dataset: Dataset, before: datetime.datetime | None) -> int:
    """Note what changed in a dataset since the look at `before`, and return how many rows left."""
    visible, params = _visible(dataset)
    cursor.execute(
        f"""
        WITH visible (row_pk, key) AS MATERIALIZED ({visible}), gone AS (
            DELETE FROM ogp_portal_visiblerow k
            WHERE k.dataset = %s
                AND NOT EXISTS (SELECT 1 FROM visible v WHERE v.row_pk = k.row_pk AND v.key = k.key)
            RETURNING k.key
        )
        INSERT INTO ogp_portal_removedrow (dataset, key, modified_at)
        SELECT %s, key, clock_timestamp() FROM gone""",  # noqa: S608 - a query of our own
        [*params, dataset.name, dataset.name],
    )
    removed: int = cursor.rowcount
    cursor.execute(
        f"""
        INSERT INTO ogp_portal_visiblerow (dataset, row_pk, key)
        SELECT %s, v.row_pk, v.key
        FROM ({visible}) AS v (row_pk, key)
        WHERE NOT EXISTS (
            SELECT 1 FROM ogp_portal_visiblerow k WHERE k.dataset = %s AND k.row_pk = v.row_pk
        )
        RETURNING row_pk""",  # noqa: S608 - a query of our own
        [dataset.name, *params, dataset.name],
    )
    appeared = [row for (row,) in cursor.fetchall()]
    if before is not None and appeared:
        _touch(cursor, dataset, appeared, before=before)
    return removed


def _visible(dataset: Dataset) -> tuple[str, list[Any]]:
    """Return the SQL of the primary key and the public key of every row that everybody sees."""
    queryset = querying.rows(dataset).order_by()
    keys = queryset.values_list("pk", dataset.key_path or dataset.key).distinct()
    try:
        sql, params = keys.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # nobody may see any of them
        return "SELECT 0::bigint, ''::text WHERE false", []
    return f"SELECT u.pk, u.key::text FROM ({sql}) AS u (pk, key)", list(params)  # noqa: S608


def _touch(cursor: Any, dataset: Dataset, rows: list[int], *, before: datetime.datetime) -> None:
    """Give the rows that appeared a date of change that is after the last look, where they have one
    of their own; that is no change for their history.
    """
    model = querying.rows(dataset).model
    if dataset.column("modified_at").value:
        return
    with pgtrigger.ignore(*_protections(model)):
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET modified_at = clock_timestamp() "  # noqa: S608
            "WHERE id = ANY(%s) AND modified_at < %s",
            [rows, before],
        )


def _protections(model: type[Model]) -> list[str]:
    """Return the names of the triggers that let no row of a model be changed."""
    return [
        f"{model._meta.label}:{trigger.name}"
        for owner, trigger in pgtrigger.registered()
        if owner._meta.label == model._meta.label and isinstance(trigger, pgtrigger.Protect)
    ]
