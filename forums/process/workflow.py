"""Every write on the calendar of co-creation."""

import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Plan
from forums.process.models import Stage, StageEvidence
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

ENDS_TOO_EARLY = _("El término de la etapa es anterior a su comienzo.")


@transaction.atomic
def register_stage(plan: Plan, *, position: int, role: str, **facts: object) -> Stage:
    """Return the stage at `position`, made as its document states it if it is new."""
    stage, is_new = Stage.objects.get_or_create(plan=plan, position=position, defaults=facts)
    if is_new:
        journal.record(
            "register_stage",
            plan,
            role=role,
            plan_slug=plan.slug,
            after={"stage": stage.name, "opens_on": str(stage.opens_on or "")},
        )
    return stage


@transaction.atomic
def save_stage(stage: Stage, *, by: User) -> Stage:
    """Make or edit a stage of a plan; once made, its dates move only with a reason.

    Raises NotAllowed, Refusal.
    """
    rights.fetch("run", stage.plan, by=by)
    if stage.pk:
        saved = rights.fetch("edit", stage, by=by)
        if (saved.opens_on, saved.closes_on) != (stage.opens_on, stage.closes_on):
            raise Refusal(
                _("Las fechas de una etapa se mueven con su motivo: use «Mover las fechas»."),
                field="opens_on",
            )
    elif stage.closes_on and (stage.opens_on is None or stage.closes_on < stage.opens_on):
        raise Refusal(ENDS_TOO_EARLY, field="closes_on")
    is_new = not stage.pk
    stage.save()
    after = {
        "stage": stage.name,
        "opens_on": str(stage.opens_on or ""),
        "closes_on": str(stage.closes_on or ""),
    }
    journal.record(
        "add_stage" if is_new else "edit_stage",
        stage.plan,
        role=role_of(by),
        plan_slug=stage.plan.slug,
        after=after,
    )
    return stage


@transaction.atomic
def add_stage_evidence(
    stage: Stage,
    *,
    by: User,
    kind: str,
    title: str,
    happened_on: datetime.date,
    url: str = "",
    file: UploadedFile | None = None,
) -> StageEvidence:
    """Add what proves a stage: a link or a file, checked by its content; the same file twice is
    one. Raises NotAllowed, Refusal.
    """
    upload = _accepted(file) if file else None  # slow: before any row is held
    stage = rights.fetch("edit", stage, by=by)
    if not url and not file:
        raise Refusal(_("Agregue un enlace o un archivo."), field="url")
    if happened_on > timezone.localdate():
        raise Refusal(_("La fecha aún no llega."), field="happened_on")
    evidence = StageEvidence(
        stage=stage, kind=kind, title=title.strip(), happened_on=happened_on, url=url
    )
    if upload:
        existing = StageEvidence.objects.filter(stage=stage, sha256=upload.sha256).first()
        if existing:
            return existing
        evidence.media_type = upload.media_type
        evidence.sha256 = upload.sha256
        evidence.scanned_at = upload.scanned_at
        evidence.file.save(upload.file_name, ContentFile(upload.content), save=False)
    evidence.save()
    journal.record(
        "add_stage_evidence",
        stage.plan,
        role=role_of(by),
        plan_slug=stage.plan.slug,
        after={"stage": stage.name, "evidence": evidence.title},
    )
    return evidence


def _accepted(file: UploadedFile) -> uploads.Accepted:
    if (file.size or 0) > uploads.LARGEST:
        raise Refusal(
            _("El archivo pesa más de 10 MB: redúzcalo o publíquelo y escriba el enlace."),
            field="file",
        )
    return uploads.accept(file.read(), file_name=file.name or "")


def open_stage(stage: Stage, *, by: User) -> Stage:
    """Record that the stage has begun. Raises NotAllowed, MoveNotAllowed."""
    return _move(stage, "open_stage", by=by)


def close_stage(stage: Stage, *, by: User) -> Stage:
    """Record that the stage is over. Raises NotAllowed, MoveNotAllowed."""
    return _move(stage, "close_stage", by=by)


def report_stage(stage: Stage, *, by: User, reason: str) -> Stage:
    """Record where the results of a closed stage are published.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba dónde se publicaron los resultados."), field="reason")
    return _move(stage, "report_stage", by=by, reason=reason)


@transaction.atomic
def move_stage_dates(
    stage: Stage,
    *,
    opens_on: datetime.date | None,
    closes_on: datetime.date | None,
    reason: str,
    by: User,
) -> Stage:
    """Change the dates of a stage, with its public reason. Raises NotAllowed, Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué cambian las fechas: se publica."), field="reason")
    stage = rights.fetch("edit", stage, by=by)
    if opens_on and closes_on and closes_on < opens_on:
        raise Refusal(ENDS_TOO_EARLY, field="closes_on")
    before = {"opens_on": str(stage.opens_on or ""), "closes_on": str(stage.closes_on or "")}
    stage.opens_on = opens_on
    stage.closes_on = closes_on
    stage.save(update_fields=["opens_on", "closes_on"])
    journal.record(
        "move_stage_dates",
        stage.plan,
        role=role_of(by),
        reason=reason,
        plan_slug=stage.plan.slug,
        before={"stage": stage.name, **before},
        after={"opens_on": str(opens_on or ""), "closes_on": str(closes_on or "")},
    )
    return stage


@transaction.atomic
def _move(stage: Stage, act: str, *, by: User, reason: str = "") -> Stage:
    stage = rights.fetch_for_move(act, stage, by=by)
    before = stage.state
    stage.state = Stage.machine.target(act, state=before)
    stage.state_reason = reason.strip()
    stage.save(update_fields=["state", "state_reason"])
    journal.record(
        act,
        stage.plan,
        role=role_of(by),
        reason=reason,
        plan_slug=stage.plan.slug,
        before={"stage": stage.name, "state": before},
        after={"state": stage.state},
    )
    return stage
