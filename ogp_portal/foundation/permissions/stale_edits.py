"""No edit of another person is overwritten unseen: a form carries a digest of what it showed, and
is refused where the row says something else when it comes back.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ogp_portal.foundation.refusals import ChangedMeanwhile

SEEN = "_seen"  # the field of a form that carries the digest


def digest(row: models.Model, names: Iterable[str], parts: Iterable[models.QuerySet[Any]]) -> str:
    """Return a digest of the columns of a row that a form shows, and of the rows shown below it."""
    total = hashlib.sha256(_words(row, set(names)).encode())
    for rows in parts:
        for part in rows.order_by("pk"):
            total.update(_words(part, None).encode())
    return total.hexdigest()


def _words(row: models.Model, names: set[str] | None) -> str:
    columns = [*row._meta.concrete_fields, *row._meta.many_to_many]
    return repr(
        [
            (column.name, _value(column, row))
            for column in columns
            if (column.editable if names is None else column.name in names)
        ]
    )


def _value(column: Any, row: models.Model) -> object:
    value = column.value_from_object(row)
    return sorted(linked.pk for linked in value) if column.many_to_many else str(value)


def refuse(request: HttpRequest, row: models.Model, now: str) -> None:
    """Raise ChangedMeanwhile, with both texts, where the form that came back was of another row.

    A form without a digest is of a page that showed none.
    """
    if request.POST.get(SEEN, now) != now:
        error = ChangedMeanwhile(
            _(
                "Otra persona guardó cambios mientras usted editaba. Compare ambos textos y "
                "guarde de nuevo."
            )
        )
        names = [
            column.name
            for column in row._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and column.name in request.POST
        ]
        raise with_both_texts(error, saved=row, names=names, typed=request.POST)


def with_both_texts(
    error: ChangedMeanwhile, *, saved: models.Model, names: Iterable[str], typed: Mapping[str, Any]
) -> ChangedMeanwhile:
    """Return the refusal with what the other person saved beside what is still in the form."""
    lines = [str(error)]
    for name in names:
        theirs, own = str(getattr(saved, name) or ""), str(typed.get(name) or "")
        if theirs != own:
            lines.append(
                _("«%(field)s» guardado: %(theirs)s — el suyo: %(own)s")
                % {
                    "field": getattr(saved._meta.get_field(name), "verbose_name", name),
                    "theirs": theirs or "—",
                    "own": own or "—",
                }
            )
    return ChangedMeanwhile(" · ".join(lines))
