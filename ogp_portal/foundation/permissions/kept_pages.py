"""Answers for everybody, kept in the database until something they may depend on changes: shared by
every process, never stale.

An answer is right while the number of public changes (`public_changes.py`) is the one that was read
before it was made, and before the next instant at which time alone changes a page: a window that
opens or closes, a session that begins or ends, the end of the day. One statement reads the number
and the answer kept under it, so both are of one snapshot.

What an answer depends on beside is in its key: the release, with all its settings, the address and,
where it says that it varies by them, what the reader accepts.
"""

import contextlib
import datetime
import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from ogp_portal.foundation import dates
from ogp_portal.foundation.permissions import public_changes
from ogp_portal.foundation.runtime import environment

MOST_BYTES = 2_000_000  # of one answer
MOST_ON_DISK = 128 * 1024 * 1024  # of all of them: beyond it nothing more is kept until the sweep
EMPTIED_WITHIN = "50ms"  # for that long those who read wait for the table to be emptied
MOMENTS = ("opens_at", "closes_at", "starts_at", "ends_at", "review_opens_at", "review_closes_at")
A_DAY = datetime.timedelta(days=1)
FIND = """
SELECT state.number, state.rows, clock_timestamp(), page.until, page.headers, page.body
FROM (
    SELECT coalesce(sum(counted), 0)::bigint AS number, count(*) AS rows
    FROM ogp_portal_publicchange
) state
LEFT JOIN ogp_portal_keptpage page
    ON page.key = ANY(%s) AND page.number = state.number AND page.until > clock_timestamp()
LIMIT 1
"""
KEEP = """
INSERT INTO ogp_portal_keptpage AS kept (key, path, number, until, headers, body)
SELECT %s, %s, %s, least(%s, ({next})), %s::jsonb, %s
WHERE pg_total_relation_size('ogp_portal_keptpage') < %s
ON CONFLICT (key) DO UPDATE SET number = EXCLUDED.number, until = EXCLUDED.until,
    headers = EXCLUDED.headers, body = EXCLUDED.body, kept_at = EXCLUDED.kept_at
WHERE kept.number <= EXCLUDED.number
"""
SWEEP = f"""
DELETE FROM ogp_portal_keptpage
WHERE until <= clock_timestamp() OR number <> ({public_changes.NUMBER})
"""  # noqa: S608 - no value from outside
IS_FULL = "SELECT pg_total_relation_size('ogp_portal_keptpage') >= %s"


@dataclass(frozen=True)
class State:
    """The number of public changes when it was read, in how many rows it is counted, and the
    instant: by the clock of the database or of this process, whichever was behind.
    """

    number: int
    rows: int
    at: datetime.datetime


@dataclass(frozen=True)
class Page:
    """An answer for everybody."""

    headers: list[tuple[str, str]]
    body: bytes


def key_of(*parts: str) -> str:
    """Return the key of what an answer of this release depends on."""
    told = "\0".join((release(), *parts))
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=20).hexdigest()


@functools.cache
def release() -> str:
    """Return a digest of what this process answers by: its code and the libraries it is locked to,
    templates, words, static files, logo and settings. To be asked as soon as the code is loaded.
    """
    told = hashlib.blake2b(digest_size=16)
    told.update(repr(environment.as_told()).encode())
    ours = [Path(config.path) for config in apps.get_app_configs()]
    folders = [folder for folder in ours if "site-packages" not in folder.parts]
    folders += [settings.BASE_DIR / "templates", settings.BASE_DIR / "locale"]
    files = {path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc"}
    files |= {settings.STATIC_ROOT / "staticfiles.json", settings.BASE_DIR / "requirements.txt"}
    files |= {Path(settings.PORTAL_LOGO)} if settings.PORTAL_LOGO else set()
    for path in sorted(files):
        with contextlib.suppress(OSError):
            about = path.stat()
            told.update(f"{path}={about.st_size},{about.st_mtime_ns}\0".encode())
    return told.hexdigest()


def find(keys: list[str]) -> tuple[State, Page | None]:
    """Return the public's state, and what is kept of it under one of `keys`: one query."""
    here = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FIND, (keys,))
        number, rows, there, until, headers, body = cursor.fetchone()
    state = State(number, rows, min(here, there))
    if body is None or until <= here:
        return state, None
    return state, Page([(name, value) for name, value in json.loads(headers)], bytes(body))


def keep(key: str, path: str, page: Page, *, state: State) -> None:
    """Keep an answer that was begun after `state` was read, until the next instant after it at
    which time alone changes an answer. One of a newer state stays.
    """
    if len(page.body) > MOST_BYTES:
        return
    moments, count = _moments()
    values: list[str | int | datetime.datetime | bytes] = [
        key,
        path[:1000],
        state.number,
        _end_of_day(state.at),
        *[state.at] * count,
        json.dumps(page.headers),
        page.body,
        MOST_ON_DISK,
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(next=moments), values)
    if state.rows > public_changes.MOST_ROWS:
        public_changes.put_together()


def _end_of_day(at: datetime.datetime) -> datetime.datetime:
    """Return the first instant after `at` that begins a day, in the portal's zone or in UTC."""
    with timezone.override(timezone.get_default_timezone()):
        local = dates.first_instant(timezone.localdate(at) + A_DAY)
    day = at.astimezone(datetime.UTC).date() + A_DAY
    return min(local, datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC))


@functools.cache
def _moments() -> tuple[str, int]:
    """Return the SQL of the first instant after another at which something opens, closes, begins or
    ends, and how many times it asks for that other one.
    """
    quote = connection.ops.quote_name
    columns = [
        (quote(model._meta.db_table), quote(field.column))
        for model in apps.get_models()
        if public_changes.is_watched(model._meta.db_table)
        for field in model._meta.concrete_fields
        if field.name in MOMENTS and isinstance(field, models.DateTimeField)
    ]
    parts = [
        f"SELECT min({column}) AS at FROM {table} WHERE {column} > %s"  # noqa: S608 - our own names
        for table, column in columns
    ]
    return f"SELECT min(at) FROM ({' UNION ALL '.join(parts)}) moments", len(parts)  # noqa: S608


def sweep() -> int:
    """Delete what is kept and no longer right, and return how much that was; put the count's rows
    together. A table that has grown too large is emptied, unless somebody reads all of it meanwhile
    (a backup).
    """
    public_changes.put_together()
    with connection.cursor() as cursor:
        cursor.execute(SWEEP)
        swept = int(cursor.rowcount)
        cursor.execute(IS_FULL, (MOST_ON_DISK,))
        is_full = cursor.fetchone()[0]
    if is_full:
        with contextlib.suppress(OperationalError):
            forget()
    return swept


def forget() -> None:
    """Empty the table. Raises OperationalError while somebody reads all of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (EMPTIED_WITHIN,))
        cursor.execute("TRUNCATE ogp_portal_keptpage")
