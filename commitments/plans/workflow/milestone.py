"""The life of a milestone: written with the draft; afterwards a date moves only with cause and
reason.
"""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.workflow import refuse_closed
from commitments.plans.fulfilment import ALL
from commitments.plans.models import Commitment, Milestone, Reopening, Reschedule
from commitments.plans.states import (
    DelayCause,
    MilestoneState,
)
from commitments.plans.workflow.measures import refresh_measures
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

NEED_REASON = _("Escriba el motivo: se publica junto al hito.")


@transaction.atomic
def save_milestone(milestone: Milestone, *, by: User) -> Milestone:
    """Add or change a milestone of a commitment that is not published yet; its first date follows
    until publication.
    """
    commitment = rights.fetch("edit", milestone.commitment, by=by)
    milestone.commitment = commitment
    if not commitment.plan.is_historical:
        refuse_closed(milestone.responsible, field="responsible")
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
    four_eyes.wrote(commitment, by=by)
    refresh_measures(commitment.pk)
    _record(
        f"{act}_milestone",
        milestone,
        by=by,
        after={"title": milestone.title, "due_on": str(milestone.due_on)},
    )
    return milestone


@transaction.atomic
def order_milestones(commitment: Commitment, keys: Sequence[int], *, by: User) -> None:
    """Put the milestones of a commitment that is not published yet in the order of `keys`; those it
    does not name stay behind them. An order that stands already changes nothing.
    """
    commitment = rights.fetch("edit", commitment, by=by)
    stands = dict(commitment.milestones.order_by("position").values_list("pk", "title"))
    ordered = list(dict.fromkeys([*(key for key in keys if key in stands), *stands]))
    if ordered == list(stands):
        return
    for place, key in enumerate(ordered, start=1):
        Milestone.objects.filter(pk=key).update(position=place)
    four_eyes.wrote(commitment, by=by)
    journal.record(
        "order_milestones",
        commitment,
        role=role_of(by),
        before={"order": "; ".join(stands.values())},
        after={"order": "; ".join(stands[key] for key in ordered)},
        plan_slug=commitment.plan.slug,
        is_public=commitment.is_public,
    )


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take a milestone out of a draft. After publication it can only be cancelled, with
    its reason.
    """
    commitment = rights.fetch("edit", milestone.commitment, by=by)
    _record("remove_milestone", milestone, by=by, before={"title": milestone.title})
    milestone.delete()
    four_eyes.wrote(commitment, by=by)
    refresh_measures(commitment.pk)


@transaction.atomic
def reschedule(
    milestone: Milestone, *, to_on: datetime.date, cause: str, reason: str, by: User
) -> Reschedule:
    """Move the due date of an open milestone of a published commitment, saying which of the six
    causes and why.

    The first date promised never changes. Whoever moved it last, and says the same day that it was
    wrong, corrects that move. Raises NotAllowed, and Refusal beyond the end of the commitment or
    its plan: their amendment comes first.
    """
    if cause not in DelayCause.values:
        raise Refusal(_("Elija una de las seis causas de atraso."), field="cause")
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    _hold(milestone)
    milestone = rights.fetch("reschedule", milestone, by=by)
    if to_on == milestone.due_on:
        raise Refusal(_("La fecha nueva es igual a la vigente."), field="to_on")
    if milestone.starts_on and to_on < milestone.starts_on:
        raise Refusal(_("La fecha nueva es anterior al inicio del hito."), field="to_on")
    _refuse_beyond_the_end(milestone.commitment, to_on)
    mistake = _own_move_of_today(milestone, by=by)
    moved = Reschedule.objects.create(
        milestone=milestone,
        at=timezone.now(),
        from_on=mistake.from_on if mistake else milestone.due_on,
        to_on=to_on,
        cause=cause,
        reason=reason.strip(),
        author=by,
        corrects=mistake,
    )
    milestone.due_on = to_on
    milestone.save(update_fields=["due_on"])
    refresh_measures(milestone.commitment_id)
    _record(
        "reschedule",
        milestone,
        by=by,
        reason=reason,
        before={"due_on": str(moved.from_on)},
        after={
            "due_on": str(to_on),
            "cause": cause,
            **({"corrects": str(mistake)} if mistake else {}),
        },
    )
    return moved


def _refuse_beyond_the_end(commitment: Commitment, to_on: datetime.date) -> None:
    plan = commitment.plan
    if plan.ends_on and to_on > plan.ends_on:
        raise Refusal(
            _("El plan termina el %(day)s: cambie primero el período del plan.")
            % {"day": dates.say(plan.ends_on)},
            field="to_on",
        )
    if commitment.ends_on and to_on > commitment.ends_on:
        raise Refusal(
            _(
                "El compromiso termina el %(day)s: modifique primero su término, en Mi trabajo, "
                "«Modificar lo publicado»."
            )
            % {"day": dates.say(commitment.ends_on)},
            field="to_on",
        )


def _own_move_of_today(milestone: Milestone, *, by: User) -> Reschedule | None:
    """Return the last move of a milestone if `by` made it today."""
    last = milestone.reschedules.order_by("at", "pk").last()
    if last is None or not four_eyes.is_own(last, by=by, author="author"):
        return None
    return last if timezone.localdate(last.at) == timezone.localdate() else None


def _hold(milestone: Milestone) -> None:
    """Lock the commitment before its milestone: whoever changes one of another rebuilds the same
    measures, and everybody locks in this order.
    """
    Commitment.objects.select_for_update(of=("self",)).get(pk=milestone.commitment_id)


@transaction.atomic
def cancel_milestone(milestone: Milestone, *, by: User, reason: str) -> Milestone:
    """Give an open milestone up, with its public reason; it no longer counts in the progress."""
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    _hold(milestone)
    milestone = rights.fetch_for_move("cancel", milestone, by=by)
    before = milestone.state
    milestone.state = MilestoneState.CANCELLED
    milestone.state_reason = reason.strip()
    milestone.cancelled_at = timezone.now()
    milestone.save(update_fields=["state", "state_reason", "cancelled_at"])
    refresh_measures(milestone.commitment_id)
    _record(
        "cancel",
        milestone,
        by=by,
        reason=reason,
        before={"state": before},
        after={"state": MilestoneState.CANCELLED},
    )
    return milestone


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, by: User, reason: str, progress: int) -> Milestone:
    """Correct a completion that was wrong: back in progress at `progress` percent, with its public
    reason.
    """
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    if not 0 <= progress < ALL:
        raise Refusal(_("Escriba el avance real, de 0 a 99."), field="progress")
    _hold(milestone)
    milestone = rights.fetch_for_move("reopen", milestone, by=by)
    Reopening.objects.create(
        milestone=milestone,
        completed_on=milestone.completed_on or timezone.localdate(),
        progress=progress,
        reason=reason.strip(),
        at=timezone.now(),
    )
    milestone.state = MilestoneState.IN_PROGRESS
    milestone.state_reason = reason.strip()
    milestone.progress = progress
    milestone.completed_on = None
    milestone.save(update_fields=["state", "state_reason", "progress", "completed_on"])
    refresh_measures(milestone.commitment_id)
    _record(
        "reopen",
        milestone,
        by=by,
        reason=reason,
        before={"state": MilestoneState.COMPLETE},
        after={"state": MilestoneState.IN_PROGRESS, "progress": progress},
    )
    return milestone


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
    milestone = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("commitment__plan")
        .get(pk=milestone.pk)
    )
    before = {"state": milestone.state, "progress": milestone.progress}
    act = "complete" if progress == ALL else "begin"
    if act == "complete" and not (has_evidence and completed_on):
        raise Refusal(
            _(
                "El hito «%(title)s» no puede quedar cumplido sin un medio de verificación y "
                "la fecha real."
            )
            % {"title": milestone.title}
        )
    is_redated = milestone.state == MilestoneState.COMPLETE and act == "complete"
    if is_redated and milestone.completed_on == completed_on:
        return milestone
    if is_redated:
        pass  # it stays complete; a later report says another day
    elif milestone.state == MilestoneState.NOT_STARTED or act == "complete":
        milestone.state = Milestone.machine.target(act, state=milestone.state)
    elif milestone.state != MilestoneState.IN_PROGRESS:
        Milestone.machine.target(act, state=milestone.state)
    milestone.progress = progress
    milestone.completed_on = completed_on
    milestone.state_reason = ""
    milestone.save(update_fields=["state", "progress", "completed_on", "state_reason"])
    refresh_measures(milestone.commitment_id)
    _record(
        "record_progress",
        milestone,
        by=by,
        before=before,
        after={"state": milestone.state, "progress": progress},
    )
    return milestone


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
