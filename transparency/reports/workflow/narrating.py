"""The month told by who coordinates the plan: written by one, read and approved by another. The
report comes out at its time without it; one that is approved later makes an edition.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import reporting
from commitments.plans.models import Plan
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.reports.models import ComplianceReport, MonthNarrative
from transparency.reports.states import NarrativeState
from transparency.reports.workflow import issuing

LEAST_WORDS = 20
ADDED = "Agrega lo que cuenta la coordinación del mes."


@transaction.atomic
def save_narrative(narrative: MonthNarrative, *, by: User) -> MonthNarrative:
    """Begin what is told of a month (any day of it), or change its words while it is a draft or was
    returned. Raises NotAllowed, Refusal.
    """
    is_new = narrative.pk is None
    if is_new:
        rights.fetch("issue_report", narrative.plan, by=by)
        row = narrative
        row.month = reporting.first_day(narrative.month)
        if row.month > timezone.localdate():
            raise Refusal(_("Ese mes aún no empieza."), field="month")
    else:
        row = rights.fetch("edit", narrative, by=by)
    row.text = narrative.text.strip()
    row.author = by
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field=next(iter(error.message_dict))) from error
    row.save()
    four_eyes.wrote(row, by=by)
    _note("begin_narrative" if is_new else "edit", row, by=by)
    return row


@transaction.atomic
def submit_narrative(narrative: MonthNarrative, *, by: User) -> MonthNarrative:
    """Send it to another coordinator.

    Raises NotAllowed, MoveNotAllowed, Refusal for one that says too little.
    """
    row = rights.fetch_for_move("submit_narrative", narrative, by=by)
    if len(row.text.split()) < LEAST_WORDS:
        raise Refusal(_("El texto es demasiado corto: cuente qué se hizo y dónde consta."))
    row.state = NarrativeState.SUBMITTED
    row.state_reason = ""
    row.submitted_at = timezone.now()
    row.save(update_fields=["state", "state_reason", "submitted_at"])
    _note("submit_narrative", row, by=by)
    return row


@transaction.atomic
def return_narrative(narrative: MonthNarrative, *, by: User, reason: str) -> MonthNarrative:
    """Give it back to who wrote it, saying what to mend.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba qué debe corregirse."), field="reason")
    row = rights.fetch_for_move("return_narrative", narrative, by=by)
    row.state = NarrativeState.RETURNED
    row.state_reason = reason.strip()
    row.save(update_fields=["state", "state_reason"])
    _note("return_narrative", row, by=by, reason=reason)
    return row


@four_eyes.read_before("transparency.monthnarrative", "approve_narrative")
def _read(narrative: MonthNarrative) -> dict[str, object]:
    """Return whose month it is and the words."""
    return four_eyes.columns(narrative, ("plan", "month", "text"))


@transaction.atomic
def approve_narrative(narrative: MonthNarrative, *, by: User, read: str) -> MonthNarrative:
    """Approve what is told of a month, as it was `read` (`four_eyes.as_read`). If the month has its
    report, an edition of it comes out with these words.

    Never by who wrote it. Raises NotAllowed, MoveNotAllowed, ChangedSinceRead, Refusal.
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=narrative.plan_id)
    row = rights.fetch_for_move("approve_narrative", narrative, by=by)
    digest = four_eyes.take_as_read("approve_narrative", row, read)
    row.state = NarrativeState.APPROVED
    row.reviewer = by
    row.approved_at = timezone.now()
    row.save(update_fields=["state", "reviewer", "approved_at"])
    _note("approve_narrative", row, by=by, read=digest)
    reports = ComplianceReport.objects.filter(snapshot__plan=row.plan, snapshot__month=row.month)
    if reports.exists():
        issuing.correct_month(row.plan, row.month, by=by, reason=ADDED)
    return row


def _note(act: str, row: MonthNarrative, *, by: User, reason: str = "", read: str = "") -> None:
    """Record an act under the plan, in public once it is approved."""
    month = {"month": f"{row.month:%Y-%m}"}
    journal.record(
        act,
        row.plan,
        role=role_of(by),
        reason=reason,
        plan_slug=row.plan.slug,
        after={**month, "read": read} if read else month,
        is_public=act == "approve_narrative",
    )
