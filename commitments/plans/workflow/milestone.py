"""The life of a milestone: written with the draft; afterwards a date moves only with cause and
reason.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Milestone, Reschedule
from commitments.plans.states import DelayCause
from commitments.plans.workflow.measures import refresh_measures
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

NEED_REASON = _("Escriba el motivo: se publica junto al hito.")
COMPLETE = 100


@transaction.atomic
def save_milestone(milestone: Milestone, *, by: User) -> Milestone:
    """Add or change a milestone of a commitment that is not published yet; its first date follows
    until publication.
    """
    commitment = rights.fetch("edit", milestone.commitment, by=by)
    milestone.commitment = commitment
    milestone.first_due_on = milestone.due_on
    if milestone.position is None:
        milestone.position = (
            commitment.milestones.order_by("-position").values_list("position", flat=True).first()
            or 0
        ) + 1
    try:
        milestone.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    act = "edit" if milestone.pk else "add"
    milestone.save()
    refresh_measures(commitment.pk)
    _record(
        f"{act}_milestone",
        milestone,
        by=by,
        after={"title": milestone.title, "due_on": str(milestone.due_on)},
    )
    return milestone


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take a milestone out of a draft. After publication it can only be cancelled, with
    its reason.
    """
    commitment = rights.fetch("edit", milestone.commitment, by=by)
    _record("remove_milestone", milestone, by=by, before={"title": milestone.title})
    milestone.delete()
    refresh_measures(commitment.pk)


@transaction.atomic
def reschedule(
    milestone: Milestone, *, to_on: datetime.date, cause: str, reason: str, by: User
) -> Reschedule:
    """Move the due date of an open milestone of a published commitment, saying which of the six
    causes and why.

    The first date promised never changes. Raises NotAllowed, Refusal.
    """
    if cause not in DelayCause.values:
        raise Refusal(_("Elija una de las seis causas de atraso."), field="cause")
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    held = rights.fetch("reschedule", milestone, by=by)
    if to_on == held.due_on:
        raise Refusal(_("La fecha nueva es igual a la vigente."), field="to_on")
    if held.starts_on and to_on < held.starts_on:
        raise Refusal(_("La fecha nueva es anterior al inicio del hito."), field="to_on")
    moved = Reschedule.objects.create(
        milestone=held, from_on=held.due_on, to_on=to_on, cause=cause, reason=reason.strip()
    )
    held.due_on = to_on
    held.save(update_fields=["due_on"])
    refresh_measures(held.commitment_id)
    _record(
        "reschedule",
        held,
        by=by,
        reason=reason,
        before={"due_on": str(moved.from_on)},
        after={"due_on": str(to_on), "cause": cause},
    )
    return moved


@transaction.atomic
def cancel_milestone(milestone: Milestone, *, by: User, reason: str) -> Milestone:
    """Give an open milestone up, with its public reason; it no longer counts in the progress."""
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    held = rights.fetch_for_move("cancel", milestone, by=by)
    before = held.state
    held.state = "cancelled"
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    refresh_measures(held.commitment_id)
    _record(
        "cancel", held, by=by, reason=reason, before={"state": before}, after={"state": "cancelled"}
    )
    return held


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, by: User, reason: str, progress: int) -> Milestone:
    """Correct a completion that was wrong: back in progress at `progress` percent, with its public
    reason.
    """
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    if not 0 <= progress < COMPLETE:
        raise Refusal(_("Escriba el avance real, de 0 a 99."), field="progress")
    held = rights.fetch_for_move("reopen", milestone, by=by)
    held.state = "in_progress"
    held.state_reason = reason.strip()
    held.progress = progress
    held.completed_on = None
    held.save(update_fields=["state", "state_reason", "progress", "completed_on"])
    refresh_measures(held.commitment_id)
    _record(
        "reopen",
        held,
        by=by,
        reason=reason,
        before={"state": "complete"},
        after={"state": "in_progress", "progress": progress},
    )
    return held


@transaction.atomic
def record_progress(
    milestone: Milestone,
    *,
    progress: int,
    completed_on: datetime.date | None,
    has_evidence: bool,
    by: User,
) -> Milestone:
    """Set what an approved update claims of a milestone. Complete needs evidence and the real date.

    Called by the approval of an update, which has checked the coordinator's right; the row is
    locked here.
    """
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("commitment__plan")
        .get(pk=milestone.pk)
    )
    before = {"state": held.state, "progress": held.progress}
    act = "complete" if progress == COMPLETE else "begin"
    if act == "complete" and not (has_evidence and completed_on):
        raise Refusal(
            _(
                "El hito «%(title)s» no puede quedar cumplido sin un medio de verificación y "
                "la fecha real."
            )
            % {"title": held.title}
        )
    if held.state == "complete" and act == "complete":
        return held
    if held.state == "not_started" or act == "complete":
        held.state = Milestone.machine.target(act, state=held.state)
    elif held.state != "in_progress":
        Milestone.machine.target(act, state=held.state)
    held.progress = progress
    held.completed_on = completed_on
    held.state_reason = ""
    held.save(update_fields=["state", "progress", "completed_on", "state_reason"])
    refresh_measures(held.commitment_id)
    _record(
        "record_progress",
        held,
        by=by,
        before=before,
        after={"state": held.state, "progress": progress},
    )
    return held


def _record(
    act: str,
    milestone: Milestone,
    *,
    by: User,
    reason: str = "",
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Record the act under the commitment's page, where its history is read."""
    commitment = milestone.commitment
    journal.record(
        act,
        commitment,
        role=role_of(by),
        reason=reason,
        before={"milestone": milestone.title, **(before or {})},
        after={"milestone": milestone.title, **(after or {})},
        plan_slug=commitment.plan.slug,
        is_public=commitment.is_public,
    )
