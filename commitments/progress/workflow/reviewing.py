"""Reviewing a report by somebody else than who wrote it, and loading what sources told."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import definitions
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment
from commitments.plans.states import MilestoneState
from commitments.progress import queries
from commitments.progress.models import MilestoneClaim, ProgressUpdate
from commitments.progress.states import UpdateState
from commitments.progress.workflow.evidence import has_evidence
from commitments.progress.workflow.periods import refuse_contradictions
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def return_update(update: ProgressUpdate, *, by: User, reason: str) -> ProgressUpdate:
    """Give an update back to who wrote it, saying what is missing.

    The reason is seen where it is edited.
    """
    if not reason.strip():
        raise Refusal(
            _("Escriba qué debe corregirse: la contraparte lo verá al abrir el reporte."),
            field="reason",
        )
    update = rights.fetch_for_move("return_update", update, by=by)
    update.state = UpdateState.RETURNED
    update.state_reason = reason.strip()
    update.reviewer = by
    update.version += 1
    update.save(update_fields=["state", "state_reason", "reviewer", "version"])
    journal.record(
        "return_update",
        update,
        role=role_of(by),
        reason=reason,
        plan_slug=update.commitment.plan.slug,
        is_public=False,
    )
    return update


READ = (
    "narrative",
    "is_nil",
    "delay_cause",
    "claimed_level",
    "results",
    "next_steps",
    "challenges",
    "source_note",
    "source",
)


@four_eyes.read_before("commitments.progressupdate", "approve_update")
def _read(update: ProgressUpdate) -> dict[str, object]:
    """Return what is told, claimed and proved by a report."""
    claims = update.claims.select_related("milestone").order_by("milestone__position")
    evidence = update.evidence.order_by("pk").prefetch_related("milestones")
    return {
        **four_eyes.columns(update, READ),
        str(_("Hitos")): "\n".join(
            f"{claim} {claim.completed_on or ''}".strip() for claim in claims
        ),
        str(_("Medios de verificación")): "\n".join(
            f"{row.title} ({row.url or row.sha256}) "
            + ", ".join(str(milestone) for milestone in row.milestones.all())
            for row in evidence
        ),
    }


@transaction.atomic
def approve_update(update: ProgressUpdate, *, by: User, read: str) -> ProgressUpdate:
    """Make an update public, as it was `read` (`four_eyes.as_read`), and set its milestones.

    Never by who wrote it or added evidence to it; an earlier one of the period is superseded.
    Raises NotAllowed, MoveNotAllowed, ChangedSinceRead.
    """
    update = rights.fetch_for_move("approve_update", update, by=by)
    digest = four_eyes.take_as_read("approve_update", update, read)
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=update.commitment_id)
    replaced = commitment.updates.filter(
        state=UpdateState.APPROVED, period_starts_on=update.period_starts_on
    )
    told = [update.pk, *replaced.values_list("pk", flat=True)]
    replaced.update(state=UpdateState.SUPERSEDED)
    refuse_contradictions(update)
    update.state = UpdateState.APPROVED
    update.state_reason = ""
    update.reviewer = by
    update.approved_at = timezone.now()
    update.version += 1
    update.save(update_fields=["state", "state_reason", "reviewer", "approved_at", "version"])
    _settle(commitment, told, by=by)
    journal.record(
        "approve_update",
        commitment,
        role=role_of(by),
        plan_slug=commitment.plan.slug,
        after={
            "period": str(update.period_starts_on),
            "is_nil": update.is_nil,
            "claimed_level": update.claimed_level,
            "read": digest,
        },
        is_public=commitment.is_public,
    )
    return update


def _settle(commitment: Commitment, told: list[int], *, by: User) -> None:
    """Bring the milestones that the reports `told` name to where the approved reports say they are:
    the latest period wins. The others stay as they are.
    """
    named = MilestoneClaim.objects.filter(update_of__in=told).values("milestone_id")
    milestones = list(commitment.milestones.filter(definitions.counted_milestones(), pk__in=named))
    settled = queries.standings(milestones, queries.clocks_now())
    for milestone in sorted(milestones, key=lambda row: row.position):
        now = settled[milestone.pk]
        if (now.progress, now.completed_on, now.state) == (
            milestone.progress,
            milestone.completed_on,
            milestone.state,
        ):
            continue
        if milestone.state == MilestoneState.COMPLETE and now.state != MilestoneState.COMPLETE:
            raise Refusal(
                _(
                    "El hito «%(title)s» figura cumplido el %(day)s: un reporte no lo deshace. "
                    "La coordinación lo corrige con «Reabrir», con su motivo, y después se aprueba "
                    "este."
                )
                % {"title": milestone.title, "day": date_format(milestone.completed_on or "")}
            )
        plans.record_progress(
            milestone,
            progress=now.progress,
            completed_on=now.completed_on,
            has_evidence=has_evidence(milestone),
            by=by,
        )
    note_reports(commitment)


def note_reports(commitment: Commitment) -> None:
    """Keep beside a commitment what its approved reports claim: the latest period wins, and an
    older one approved later fills its own month alone.
    """
    approved = commitment.updates.filter(state=UpdateState.APPROVED).order_by("-period_ends_on")
    rows = list(approved.values_list("period_ends_on", "claimed_level"))
    plans.note_reports(
        commitment.pk,
        claimed_level=next((level for _day, level in rows if level), ""),
        last_report_on=rows[0][0] if rows else None,
    )


@transaction.atomic
def register_update(commitment: Commitment, *, role: str, **facts: object) -> ProgressUpdate:
    """Load what a source document tells of a historical commitment, as approved by its publication;
    twice changes nothing.
    """
    update, is_new = ProgressUpdate.objects.get_or_create(
        commitment=commitment,
        period_starts_on=facts.pop("period_starts_on"),
        defaults={"state": UpdateState.APPROVED, **facts},
    )
    if is_new:
        note_reports(commitment)
        journal.record(
            "register_update",
            commitment,
            role=role,
            plan_slug=commitment.plan.slug,
            after={"claimed_level": update.claimed_level},
        )
    return update
