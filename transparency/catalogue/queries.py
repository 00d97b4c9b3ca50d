"""When published data last changed, as one question to the database; and JSON in one way of
writing.
"""

import datetime
import functools
import json
from typing import Any

from django.db import connection
from django.utils import timezone

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import Dataset

SETTLED = datetime.timedelta(
    seconds=2
)  # dates of HTTP have whole seconds: a change of this very second could hide behind one
LAST_ACT = "SELECT max(at) FROM ogp_portal_journalentry WHERE is_public"


def stamp(dataset: Dataset) -> datetime.datetime | None:
    """Return the instant since which no answer about `dataset` has changed, or None while it is too
    recent to say.

    It is the latest of: the last change of its rows, the last public act (which covers what its
    rows mention), and today's midnight in the portal's zone (delays grow with the day).
    """
    with connection.cursor() as cursor:
        cursor.execute(_question(dataset))
        last, now = cursor.fetchone()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    latest = max(midnight, last) if last else midnight
    return latest if now - latest > SETTLED else None


@functools.cache
def _question(dataset: Dataset) -> str:
    table = querying.rows(dataset).model._meta
    is_dated = any(field.name == "modified_at" for field in table.fields)
    own = f"(SELECT max(modified_at) FROM {table.db_table})" if is_dated else "NULL"  # noqa: S608 - names of our own tables
    return f"SELECT greatest({own}, ({LAST_ACT})), clock_timestamp()"


def as_json(value: Any) -> str:
    """Return JSON for people and programs: accents as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
