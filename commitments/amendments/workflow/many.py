"""One field of many commitments: an amendment of each, written as one act and approved as one, in
which what changed meanwhile is refused by its name and holds up nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.workflow.reviewing import approve_amendment
from commitments.amendments.workflow.writing import save_amendment, submit_amendment
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

RowT = TypeVar("RowT", bound=models.Model)


@transaction.atomic
def amend_field(
    commitment: Commitment,
    *,
    by: User,
    seen: int,
    name: str,
    value: object,
    kind: str,
    reason: str,
    agreement: str,
) -> Amendment:
    """Write the amendment of one field (`name` is of `reading.FIELDS`) of a published commitment
    that was `seen` in a version, and send it to review.

    Raises NotAllowed, ChangedMeanwhile, and Refusal where another amendment of it is open.
    """
    commitment = rights.fetch("amend", commitment, by=by)
    if Amendment.objects.of(commitment).open().exists():
        raise Refusal(_("Este compromiso ya tiene una modificación en trabajo: termínela primero."))
    if commitment.version != seen:
        raise ChangedMeanwhile(_("Cambió desde que abrió esta página: véalo de nuevo."))
    amendment = save_amendment(
        commitment,
        by=by,
        version=0,
        seen=seen,
        kind=kind,
        reason=reason,
        agreement=agreement,
        changes=reading.changes_of(commitment, {name: value}),
    )
    return submit_amendment(amendment, by=by)


def amend_field_of_each(
    commitments: Iterable[Commitment], *, by: User, seen: Mapping[int, int], **act: object
) -> dict[int, str]:
    """Write and send to review the amendment of one field of each commitment (`amend_field`), and
    return why not, by number, of those that were refused; `seen` are their versions.
    """
    return _each(
        commitments,
        lambda row: amend_field(row, by=by, seen=seen.get(row.pk, 0), **act),  # type: ignore[arg-type]
    )


def try_field_of_each(
    commitments: Iterable[Commitment], *, by: User, seen: Mapping[int, int], **act: object
) -> dict[int, str]:
    """Return what `amend_field_of_each` would, by doing it and taking it back."""
    with transaction.atomic():
        refused = amend_field_of_each(commitments, by=by, seen=seen, **act)
        transaction.set_rollback(True)
    return refused


def approve_each(
    amendments: Iterable[Amendment], *, by: User, read: Mapping[int, str]
) -> dict[int, str]:
    """Put each amendment in force as it was `read` (by number), and return why not, by number, of
    those that were refused.
    """
    return _each(amendments, lambda row: approve_amendment(row, by=by, read=read.get(row.pk, "")))


def _each(rows: Iterable[RowT], act: Callable[[RowT], object]) -> dict[int, str]:
    refused = {}
    for row in rows:
        try:
            act(row)
        except Refusal as refusal:
            refused[row.pk] = str(refusal)
        except rights.NotAllowed:
            refused[row.pk] = _("Su estado no lo permite, o no le corresponde hacerlo.")
        except four_eyes.ChangedSinceRead:
            refused[row.pk] = _("Cambió desde que abrió esta página: véalo de nuevo.")
    return refused
