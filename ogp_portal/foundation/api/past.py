"""A dataset on a past day, as known at an instant: `as_of` and `known_at` in its own address.

What was so on a day is worked out of rows and of what is kept of them, so it is a table made in
memory with the columns that have a day; it answers as JSON and as CSV.
"""

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ogp_portal.foundation import dates
from ogp_portal.foundation.api.datasets import Dataset, to_csv
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.sentences import Sentence

AS_OF, KNOWN_AT = "as_of", "known_at"
Rows = Callable[[dict[str, str], datetime.date, datetime.datetime], Sequence[Any]]


@dataclass(frozen=True)
class Past:
    """How a dataset answers a past day: the table, how its rows are found from the day, the instant
    and the values of `filters`, and which of those must be named.
    """

    table: Dataset
    rows: Rows
    filters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


PAST: dict[str, Past] = {}  # by the name of the dataset


def is_asked(query: QueryDict) -> bool:
    """Say whether a query asks for a past day."""
    return AS_OF in query or KNOWN_AT in query


def clocks(query: QueryDict) -> tuple[datetime.date, datetime.datetime]:
    """Return the day and the instant that a query names: by default the day of the instant, and
    now. Raises BadParameter for what is malformed or to come.
    """
    now = timezone.now()
    known_at = _instant(str(query[KNOWN_AT])) if KNOWN_AT in query else now
    if known_at > now:
        raise BadParameter(KNOWN_AT, _("Es un instante futuro: aún no se sabe qué se sabrá."))
    today = timezone.localdate(known_at)
    on = _day(str(query[AS_OF])) if AS_OF in query else today
    if on > timezone.localdate(now):
        raise BadParameter(AS_OF, _("Es un día futuro: de él no hay nada que contar."))
    return on, known_at


def _day(text: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise BadParameter(AS_OF, _("Es un día, como 2026-11-30.")) from error


def _instant(text: str) -> datetime.datetime:
    sentence = _("Es un instante con su zona, como 2026-12-12T09:00:00-03:00 (el «+» va como %2B).")
    try:
        instant = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(KNOWN_AT, sentence) from error
    if instant.tzinfo is None:
        raise BadParameter(KNOWN_AT, sentence)
    if not dates.has_day(instant):
        raise BadParameter(KNOWN_AT, _("Ese valor está fuera de lo que se puede buscar."))
    return instant


def rows(
    past: Past, query: QueryDict
) -> tuple[datetime.date, datetime.datetime, list[dict[str, Any]]]:
    """Return the day, the instant and the rows that a query asks for, by column. Raises
    BadParameter.
    """
    valid = (AS_OF, KNOWN_AT, *past.filters)
    for name in query:
        if name not in valid or len(query.getlist(name)) > 1 or "\x00" in str(query[name]):
            raise BadParameter(
                name[:200], _("Ese parámetro no va con «as_of», o está repetido."), valid=valid
            )
    for name in past.required:
        if not query.get(name):
            raise BadParameter(name, _("Con «as_of» se nombra siempre: diga cuál."))
    on, known_at = clocks(query)
    chosen = {name: str(query[name]) for name in past.filters if name in query}
    found = past.rows(chosen, on, known_at)
    return (
        on,
        known_at,
        [dict(zip(past.table.names, past.table.values(row), strict=True)) for row in found],
    )


def answer(past: Past, query: QueryDict, *, is_table: bool) -> HttpResponse:
    """Return what a query asks for: JSON, or CSV with the Spanish headings. Raises BadParameter."""
    response = _written(past, rows(past, query), is_table=is_table)
    response.tells_now = KNOWN_AT not in query  # type: ignore[attr-defined]
    return response


def _written(
    past: Past,
    told: tuple[datetime.date, datetime.datetime, list[dict[str, Any]]],
    *,
    is_table: bool,
) -> HttpResponse:
    on, known_at, found = told
    if is_table:
        response = HttpResponse(
            to_csv(past.table.header, [list(row.values()) for row in found]),
            content_type="text/csv; charset=utf-8",
        )
        name = f"{past.table.heading}-{on}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    body = {
        "as_of": on,
        "known_at": known_at,
        "licence": "CC BY 4.0",
        "columns": {column.name: str(column.sentence) for column in past.table.columns},
        "results": found,
    }
    return HttpResponse(
        json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False),
        content_type="application/json",
    )


def described() -> Sentence:
    """Return the sentence that OpenAPI adds to a dataset that answers past days."""
    return _(
        "Con «as_of» (un día) y «known_at» (un instante con su zona) responde cómo estaba ese día "
        "con lo que se sabía en ese instante."
    )
