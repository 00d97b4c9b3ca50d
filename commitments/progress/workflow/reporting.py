"""Writing the report of a month: begun, saved with what it claims of each milestone, sent to
review.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.fulfilment import ALL
from commitments.plans.models import Commitment, Milestone
from commitments.progress.models import MilestoneClaim, ProgressUpdate
from commitments.progress.states import OPEN_UPDATE, UpdateState
from commitments.progress.workflow.evidence import has_evidence, lacks_evidence
from commitments.progress.workflow.periods import changes_something, refuse_contradictions
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

FIELDS = (
    "narrative",
    "is_nil",
    "delay_cause",
    "claimed_level",
    "results",
    "next_steps",
    "challenges",
    "source_note",
)


@dataclass(frozen=True)
class Claim:
    """What is said of one milestone: percent 0–100, and the real date when it is 100."""

    milestone: Milestone
    progress: int
    completed_on: datetime.date | None = None


@transaction.atomic
def begin_update(commitment: Commitment, *, month: datetime.date, by: User) -> ProgressUpdate:
    """Return the open update of `commitment` for the month of `month`, made if there is none:
    pressing twice makes one.
    """
    commitment = rights.fetch("report_progress", commitment, by=by)
    first = month.replace(day=1)
    last = (first + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
    if first > timezone.localdate():
        raise Refusal(_("Ese mes aún no empieza: informe el mes en curso o uno anterior."))
    unfinished = commitment.updates.filter(period_starts_on=first, state__in=OPEN_UPDATE).first()
    if unfinished:
        return unfinished
    update = ProgressUpdate.objects.create(
        commitment=commitment,
        period_starts_on=first,
        period_ends_on=last,
        is_nil=True,
        author=by,
        state=ProgressUpdate.machine.initial,
    )
    journal.record(
        "begin_update", update, role=role_of(by), plan_slug=commitment.plan.slug, is_public=False
    )
    return update


@transaction.atomic
def save_update(
    update: ProgressUpdate,
    *,
    by: User,
    version: int,
    changes: Mapping[str, object],
    claims: list[Claim],
) -> ProgressUpdate:
    """Save what the institution writes.

    Raises NotAllowed, ChangedMeanwhile when somebody saved first, Refusal.
    """
    update = rights.fetch("edit", update, by=by)
    if update.version != version:
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó este reporte mientras usted escribía. Compare ambos "
                "textos y guarde de nuevo."
            )
        )
    for name in FIELDS:
        if name in changes:
            setattr(update, name, changes[name])
    update.narrative = update.narrative.strip()
    if not update.is_nil and not update.narrative:
        raise Refusal(
            _("Cuente qué se hizo en el período, o marque «sin avance»."), field="narrative"
        )
    update.author = by
    update.reviewer = None  # of the text that was given back
    update.version += 1
    update.save()
    four_eyes.wrote(update, by=by)
    update.claims.all().delete()
    for claim in claims:
        _check_claim(update, claim)
        MilestoneClaim.objects.create(
            update_of=update,
            milestone=claim.milestone,
            progress=claim.progress,
            completed_on=claim.completed_on,
        )
    journal.record(
        "edit", update, role=role_of(by), plan_slug=update.commitment.plan.slug, is_public=False
    )
    return update


def _check_claim(update: ProgressUpdate, claim: Claim) -> None:
    title = claim.milestone.title
    if claim.milestone.commitment_id != update.commitment_id:
        raise Refusal(_("El hito no es de este compromiso."))
    if not 0 <= claim.progress <= ALL:
        raise Refusal(_("«%(title)s»: el avance va de 0 a 100.") % {"title": title})
    if (claim.progress == ALL) != (claim.completed_on is not None):
        raise Refusal(
            _("«%(title)s»: la fecha de cumplimiento va con el 100 %% y solo con él.")
            % {"title": title}
        )
    if claim.completed_on and claim.completed_on > timezone.localdate():
        raise Refusal(
            _("«%(title)s»: la fecha de cumplimiento no puede estar en el futuro.")
            % {"title": title}
        )


@transaction.atomic
def submit_update(update: ProgressUpdate, *, by: User) -> ProgressUpdate:
    """Send an update to review: it names at least one source or evidence, and says why when nothing
    advanced.
    """
    update = rights.fetch_for_move("submit_update", update, by=by)
    if not update.is_nil and not (
        update.evidence.exists() or update.source_note.strip() or update.source_id
    ):
        raise Refusal(
            _(
                "Todo avance nombra su fuente: adjunte un medio de verificación o escriba en "
                "qué se basa."
            ),
            field="source_note",
        )
    if update.is_nil and not update.delay_cause:
        raise Refusal(_("Sin avance en el período: elija la causa."), field="delay_cause")
    if update.is_nil and changes_something(update):
        raise Refusal(
            _("Un período «sin avance» no cambia el avance de los hitos."), field="is_nil"
        )
    refuse_contradictions(update)
    for claim in update.claims.select_related("milestone"):
        if claim.progress == ALL and not has_evidence(claim.milestone, update=update):
            raise Refusal(lacks_evidence(claim.milestone))
    update.state = UpdateState.SUBMITTED
    update.state_reason = ""
    update.submitted_at = timezone.now()
    update.version += 1
    update.save(update_fields=["state", "state_reason", "submitted_at", "version"])
    journal.record(
        "submit_update",
        update,
        role=role_of(by),
        plan_slug=update.commitment.plan.slug,
        is_public=False,
    )
    return update
