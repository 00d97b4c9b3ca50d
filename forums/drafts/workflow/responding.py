"""Reasoned responses: one to a comment or to many, approved by a second person, joined to the
changes they caused.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.drafts.emails import tell_answered
from forums.drafts.models import Change, Comment, Consultation, Response
from forums.drafts.states import (
    BEING_ANSWERED,
    NEEDS_A_CHANGE,
    CommentState,
    Outcome,
    ResponseState,
)
from forums.drafts.workflow.journal_entries import record_consultation_act
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User


@four_eyes.read_before("forums.response", "approve_response")
def _read(response: Response) -> dict[str, object]:
    """Return what was decided and why, and which comments it answers."""
    numbers = response.comments.order_by("number").values_list("number", flat=True)
    return {
        str(_("Qué se decidió")): response.get_outcome_display(),
        **four_eyes.columns(response, ("reason",)),
        str(_("Comentarios")): ", ".join(str(number) for number in numbers),
    }


@transaction.atomic
def assign_comments(
    consultation: Consultation, *, by: User, numbers: Iterable[int], to: User | None
) -> int:
    """Put comments in the care of a coordinator of the plan (None: of nobody); returns how many.

    Raises NotAllowed, Refusal.
    """
    consultation = rights.fetch("respond", consultation, by=by)
    if to is not None and not rights.may(to, "respond", consultation):
        raise Refusal(_("Esa persona no coordina este plan."), field="to")
    rows = Comment.objects.filter(consultation=consultation, number__in=list(numbers))
    count = rows.update(assigned_to=to)
    record_consultation_act(
        "assign_comments", consultation, by=by, after={"comments": count}, is_public=False
    )
    return count


@transaction.atomic
def answer_comments(
    consultation: Consultation, *, by: User, numbers: Iterable[int], outcome: str, reason: str
) -> Response:
    """Answer some comments together, with the reason that will be published once somebody else
    approves it.

    If another person answered one of them meanwhile nothing is written: ChangedMeanwhile says
    which, and what was typed stays in the form. Raises NotAllowed, ChangedMeanwhile, Refusal.
    """
    consultation = rights.fetch("respond", consultation, by=by)
    _check(outcome, reason)
    if consultation.state not in BEING_ANSWERED:
        raise Refusal(_("La consulta no está en respuesta."))
    chosen = set(numbers)
    comments = list(
        Comment.objects.select_for_update(of=("self",))
        .filter(consultation=consultation, number__in=chosen, state=CommentState.PUBLISHED)
        .order_by("number")
    )
    if not comments or len(comments) != len(chosen):
        raise Refusal(_("Elige comentarios que estén publicados: alguno ya no lo está."))
    answered = [row.number for row in comments if row.response_id]
    if answered:
        raise ChangedMeanwhile(
            _(
                "Otra persona ya respondió: %(numbers)s. Lo que escribió sigue en el "
                "formulario; quite esos comentarios o corrija esa respuesta."
            )
            % {"numbers": ", ".join(str(number) for number in answered)}
        )
    response = Response.objects.create(
        consultation=consultation, outcome=outcome, reason=reason.strip(), written_by=by
    )
    Comment.objects.filter(pk__in=[row.pk for row in comments]).update(response=response)
    four_eyes.wrote(response, by=by)
    record_consultation_act(
        "answer_comments",
        consultation,
        by=by,
        after={"comments": [row.number for row in comments], "outcome": outcome},
        is_public=False,
    )
    return response


@transaction.atomic
def edit_response(
    response: Response, *, by: User, outcome: str, reason: str, seen_at: str = ""
) -> Response:
    """Change a response that waits for approval; whoever did so last is its author, whom another
    person must approve. Raises ChangedMeanwhile, Refusal.
    """
    response = rights.fetch("edit", response, by=by)
    _check(outcome, reason)
    if seen_at and seen_at != response.modified_at.isoformat():
        raise ChangedMeanwhile(
            _(
                "Otra persona cambió esta respuesta mientras usted escribía: compare ambas y "
                "guarde de nuevo."
            )
        )
    response.outcome = outcome
    response.reason = reason.strip()
    response.written_by = by
    response.save(update_fields=["outcome", "reason", "written_by"])
    four_eyes.wrote(response, by=by)
    record_consultation_act("edit_response", response.consultation, by=by, is_public=False)
    return response


@transaction.atomic
def approve_response(response: Response, *, by: User, read: str) -> Response:
    """Publish a response that somebody else wrote, as it was `read` (`four_eyes.as_read`); the
    authors of its comments are told.

    Raises NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal.
    """
    if rights.may(by, "edit", response):
        four_eyes.refuse_own(response, by=by, author="written_by")
    response = rights.fetch_for_move("approve_response", response, by=by)
    digest = four_eyes.take_as_read("approve_response", response, read)
    response.state = Response.machine.target("approve_response", state=response.state)
    response.approved_by = by
    response.approved_at = timezone.now()
    response.save(update_fields=["state", "approved_by", "approved_at"])
    numbers = list(response.comments.order_by("number").values_list("number", flat=True))
    record_consultation_act(
        "approve_response",
        response.consultation,
        by=by,
        reason=response.reason,
        after={"comments": numbers, "outcome": response.outcome, "read": digest},
    )
    tell_answered(response)
    return response


@transaction.atomic
def link_changes(response: Response, *, by: User, changes: Iterable[Change]) -> Response:
    """Say which changes of later versions of the same draft a response caused.

    Raises NotAllowed, Refusal.
    """
    response = rights.fetch("link", response, by=by)
    if response.outcome not in NEEDS_A_CHANGE:
        raise Refusal(_("Solo una respuesta que acoge algo causa cambios."))
    version = response.consultation.version
    keys = [change.pk for change in changes]
    linked = Change.objects.filter(
        Q(version__draft=version.draft_id, version__number__gt=version.number or 0), pk__in=keys
    )
    if len(linked) != len(set(keys)):
        raise Refusal(
            _("Ese cambio es de otro borrador o de una versión anterior a la consulta."),
            field="changes",
        )
    response.changes.set(linked)
    record_consultation_act(
        "link_changes",
        response.consultation,
        by=by,
        after={"changes": sorted(row.number for row in linked)},
        is_public=response.state == ResponseState.APPROVED,
    )
    return response


def _check(outcome: str, reason: str) -> None:
    if outcome not in Outcome.values:
        raise Refusal(_("Elige qué se decidió."), field="outcome")
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué: se publica y se le cuenta a quien comentó."), field="reason"
        )
