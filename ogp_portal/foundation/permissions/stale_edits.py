"""No edit of another person is overwritten unseen: a form carries a digest of what it showed, and
is refused where the row says something else when it comes back.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import ChangedMeanwhile

SEEN = "_seen"  # the field of a form that carries the digest
RowT = TypeVar("RowT", bound=models.Model)
Beside = Sequence[tuple[str, models.QuerySet[Any]]]


def locked(row: RowT) -> RowT:
    """Return a row afresh, locked until the end of the transaction."""
    rows = type(row)._base_manager.order_by().select_for_update(of=("self",))
    return rows.get(pk=row.pk)


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


def digest_of(values: Mapping[str, object]) -> str:
    """Return a digest of what the fields of a form show."""
    words = repr(sorted((name, str(value)) for name, value in values.items()))
    return hashlib.sha256(words.encode()).hexdigest()


def refuse(request: HttpRequest, row: models.Model, now: str, *, beside: Beside = ()) -> None:
    """Raise ChangedMeanwhile, with both texts, where the form that came back was of another row, or
    of other rows `beside` it: each with what the names of its fields begin with.

    A form without a digest is of a page that showed none.
    """
    if request.POST.get(SEEN, now) == now:
        return
    error = ChangedMeanwhile()
    rows = [("", row), *((prefix, other) for prefix, others in beside for other in others)]
    for prefix, saved in rows:
        typed = {
            column.name: request.POST[f"{prefix}{column.name}"]
            for column in saved._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and f"{prefix}{column.name}" in request.POST
        }
        error = with_both_texts(error, saved=saved, names=typed, typed=typed)
    raise error


def refuse_values(request: HttpRequest, form: forms.Form, now: Mapping[str, object]) -> None:
    """Raise ChangedMeanwhile, with both texts, where the fields of a form that came back had begun
    with anything but what they would begin with `now`.
    """
    seen = digest_of(now)
    if request.POST.get(SEEN, seen) != seen:
        lines = [str(ChangedMeanwhile())]
        for name, theirs in now.items():
            lines += _both(form.fields[name].label, theirs, request.POST.get(name))
        raise ChangedMeanwhile(" · ".join(lines))


def with_both_texts(
    error: ChangedMeanwhile, *, saved: models.Model, names: Iterable[str], typed: Mapping[str, Any]
) -> ChangedMeanwhile:
    """Return the refusal with what the other person saved beside what is still in the form."""
    lines = [str(error)]
    for name in names:
        label = getattr(saved._meta.get_field(name), "verbose_name", name)
        lines += _both(label, getattr(saved, name), typed.get(name))
    return ChangedMeanwhile(" · ".join(lines))


def _both(label: object, theirs: object, own: object) -> list[str]:
    theirs, own = str(theirs or ""), str(own or "")
    if theirs == own:
        return []
    facts = {"field": label, "theirs": theirs or "—", "own": own or "—"}
    return [str(_("«%(field)s» guardado: %(theirs)s — el suyo: %(own)s") % facts)]
