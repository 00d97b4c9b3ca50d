"""Answers that are sent again only if they changed: ETag, Last-Modified, and 304."""

import datetime
import functools
import hashlib

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import Dataset

SETTLED = datetime.timedelta(
    seconds=2
)  # dates of HTTP have whole seconds: a change of this very second could hide behind one
OWN = ("ETag", "Last-Modified", "Content-Type")  # what Django itself gives such an answer, or not
LAST_ACT = "SELECT max(at) FROM ogp_portal_journalentry WHERE is_public"


def last_modified(dataset: Dataset) -> datetime.datetime | None:
    """Return the instant since which no answer about `dataset` has changed, or None while it is too
    recent to say.

    It is the latest of: the last change of its rows, the last public act (which covers what its
    rows mention), and today's midnight in the portal's zone (delays grow with the day).
    """
    with connection.cursor() as cursor:
        cursor.execute(_latest_change(dataset))
        last, now = cursor.fetchone()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    latest = max(midnight, last) if last else midnight
    return latest if now - latest > SETTLED else None


@functools.cache
def _latest_change(dataset: Dataset) -> str:
    table = querying.rows(dataset).model._meta
    is_dated = any(field.name == "modified_at" for field in table.fields)
    own = f"(SELECT max(modified_at) FROM {table.db_table})" if is_dated else "NULL"  # noqa: S608 - names of our own tables
    return f"SELECT greatest({own}, ({LAST_ACT})), clock_timestamp()"


def conditional(
    request: HttpRequest, response: HttpResponse, *, modified: datetime.datetime | None = None
) -> HttpResponseBase:
    """Return `response` with its ETag and Last-Modified, or 304 with the same headers if the reader
    has it already.
    """
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    seconds = int(modified.timestamp()) if modified else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=seconds, response=response
    )
    if unchanged is None or unchanged is response:
        return response
    for name, value in response.items():
        if name not in OWN:
            unchanged.headers.setdefault(name, value)
    return unchanged
