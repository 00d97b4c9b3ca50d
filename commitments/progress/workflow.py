"""Every write on progress: reported by the institution with evidence, reviewed by somebody else,
then public.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import workflow as plans
from commitments.plans.fulfilment import ALL
from commitments.plans.models import Commitment, Milestone
from commitments.progress.models import Evidence, MilestoneClaim, ProgressUpdate
from commitments.progress.states import OPEN_UPDATE, UpdateState
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

MOST_EVIDENCE = 20
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
    found = commitment.updates.filter(period_starts_on=first, state__in=OPEN_UPDATE).first()
    if found:
        return found
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
    changes: Mapping[str, Any],
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
    update.version += 1
    update.save()
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
def add_evidence(
    update: ProgressUpdate,
    *,
    by: User,
    title: str,
    milestone: Milestone | None = None,
    url: str = "",
    content: bytes = b"",
    file_name: str = "",
) -> Evidence:
    """Attach a link or a file to an update being written.

    The file's type is told by its content; pictures lose their metadata.

    The same file twice is the same row. Raises NotAllowed, Refusal.
    """
    update = rights.fetch("edit", update, by=by)
    if update.evidence.count() >= MOST_EVIDENCE:
        raise Refusal(
            _("Un reporte lleva hasta 20 medios de verificación: reúna los demás en un documento."),
            field="file",
        )
    facts: dict[str, Any] = {"update_of": update, "milestone": milestone, "title": title.strip()}
    if not facts["title"]:
        raise Refusal(_("Ponga un título al medio de verificación."), field="title")
    if bool(url) == bool(content):
        raise Refusal(_("Adjunte un archivo o escriba un enlace, uno de los dos."), field="file")
    if url:
        evidence = Evidence.objects.create(
            commitment=update.commitment, kind=Evidence.Kind.LINK, url=url, **facts
        )
    else:
        evidence = _keep_file(update.commitment, content, file_name, facts)
    journal.record(
        "add_evidence",
        update,
        role=role_of(by),
        plan_slug=update.commitment.plan.slug,
        after={"title": evidence.title},
        is_public=False,
    )
    return evidence


def _keep_file(
    commitment: Commitment, content: bytes, file_name: str, facts: dict[str, Any]
) -> Evidence:
    accepted = uploads.accept(content, file_name=file_name)
    twin = Evidence.objects.filter(commitment=commitment, sha256=accepted.sha256).first()
    if twin:
        return twin
    evidence = Evidence(
        commitment=commitment,
        kind=Evidence.Kind.FILE,
        media_type=accepted.media_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        **facts,
    )
    evidence.file.save(accepted.file_name, ContentFile(accepted.content), save=False)
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError:  # the same file came in at the same instant
        evidence.file.delete(save=False)
        return Evidence.objects.get(commitment=commitment, sha256=accepted.sha256)
    return evidence


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
    if update.is_nil and update.claims.exclude(progress=F("milestone__progress")).exists():
        raise Refusal(
            _("Un período «sin avance» no cambia el avance de los hitos."), field="is_nil"
        )
    for claim in update.claims.select_related("milestone"):
        if claim.progress == ALL and not _has_evidence(claim.milestone):
            raise Refusal(
                _("El hito «%(title)s» necesita un medio de verificación para quedar cumplido.")
                % {"title": claim.milestone.title}
            )
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


def _has_evidence(milestone: Milestone) -> bool:
    return Evidence.objects.filter(milestone=milestone).exists()


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


@transaction.atomic
def approve_update(update: ProgressUpdate, *, by: User) -> ProgressUpdate:
    """Make an update public and set its milestones.

    Never by who wrote it; an earlier one of the period is superseded.
    """
    update = rights.fetch_for_move("approve_update", update, by=by)
    if update.author_id == by.pk:
        raise rights.NotAllowed("approve_update")
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=update.commitment_id)
    commitment.updates.filter(
        state=UpdateState.APPROVED, period_starts_on=update.period_starts_on
    ).update(state=UpdateState.SUPERSEDED)
    for claim in update.claims.select_related("milestone").order_by("milestone__position"):
        plans.record_progress(
            claim.milestone,
            progress=claim.progress,
            completed_on=claim.completed_on,
            has_evidence=_has_evidence(claim.milestone),
            by=by,
        )
    update.state = UpdateState.APPROVED
    update.state_reason = ""
    update.reviewer = by
    update.approved_at = timezone.now()
    update.version += 1
    update.save(update_fields=["state", "state_reason", "reviewer", "approved_at", "version"])
    plans.note_report(
        commitment.pk, claimed_level=update.claimed_level, period_ends_on=update.period_ends_on
    )
    journal.record(
        "approve_update",
        commitment,
        role=role_of(by),
        plan_slug=commitment.plan.slug,
        after={
            "period": str(update.period_starts_on),
            "is_nil": update.is_nil,
            "claimed_level": update.claimed_level,
        },
        is_public=commitment.is_public,
    )
    return update


@transaction.atomic
def register_update(commitment: Commitment, *, role: str, **facts: Any) -> ProgressUpdate:
    """Load what a source document tells of a historical commitment, as approved by its publication;
    twice changes nothing.
    """
    update, is_new = ProgressUpdate.objects.get_or_create(
        commitment=commitment,
        period_starts_on=facts.pop("period_starts_on"),
        defaults={"state": UpdateState.APPROVED, **facts},
    )
    if is_new:
        plans.note_report(
            commitment.pk, claimed_level=update.claimed_level, period_ends_on=update.period_ends_on
        )
        journal.record(
            "register_update",
            commitment,
            role=role,
            plan_slug=commitment.plan.slug,
            after={"claimed_level": update.claimed_level},
        )
    return update
