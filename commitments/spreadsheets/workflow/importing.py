"""Importing a government's own spreadsheet: previewed first, confirmed by a person, written by a
background task, all or nothing.
"""

import datetime
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.spreadsheets import reading
from commitments.spreadsheets.datasets import (
    COMMITMENT_SHEET,
    MILESTONE_SHEET,
)
from commitments.spreadsheets.models import ImportJob
from commitments.spreadsheets.preview import (
    Preview,
    match,
)
from commitments.spreadsheets.states import ImportState
from commitments.spreadsheets.workflow.looking import look_at, read_table, sheet_of
from ogp_portal.foundation.events import history, journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

IMPORT = "commitments.import"
MOST_PROBLEMS = 200
IMPORT_KEPT = datetime.timedelta(days=365)


def apply(
    plan: Plan, found: Preview, *, by: User, source: str, skips_wrong_rows: bool
) -> plans.Written:
    """Write what a preview found.

    Raises Refusal when rows are wrong and the person did not choose to skip them.
    """
    if found.problems and not skips_wrong_rows:
        raise Refusal(
            _("Hay filas con errores: no se escribió nada. Corríjalas o elija omitirlas.")
        )
    return plans.write_drafts(
        plan,
        new=[row.draft for row in found.new],
        changed=[row.draft for row in found.changed],
        by=by,
        source=source,
    )


@transaction.atomic
def request_import(plan: Plan, *, content: bytes, file_name: str, by: User) -> ImportJob:
    """Keep a file for its preview, with the columns that match by themselves.

    Raises NotAllowed, Refusal.
    """
    table = read_table(content, {})  # slow: before any row is held
    return _kept_file(plan, table, {}, content=content, file_name=file_name, by=by)


def import_file(
    plan: Plan,
    *,
    content: bytes,
    file_name: str,
    by: User,
    mapping: Mapping[str, str],
    skips_wrong_rows: bool,
) -> ImportJob:
    """Write a file at once, as one act that can be undone like any other import; all of it or
    nothing, and then nothing is kept of it. Raises NotAllowed, Refusal.
    """
    table = read_table(content, mapping)  # slow: before any row is held
    with transaction.atomic():
        job = _kept_file(plan, table, mapping, content=content, file_name=file_name, by=by)
        job = rights.fetch_for_move("confirm_import", job, by=by)
        job.state = ImportState.QUEUED
        job.skips_wrong_rows = skips_wrong_rows
        _write(job, table)
        _finish(job)
    return job


def _kept_file(
    plan: Plan,
    table: reading.Table,
    mapping: Mapping[str, str],
    *,
    content: bytes,
    file_name: str,
    by: User,
) -> ImportJob:
    plan = rights.fetch("import_commitments", plan, by=by)
    indexes = match(table.header, mapping)
    job = ImportJob(
        plan=plan,
        requested_by=by,
        file_name=file_name[:200],
        total_rows=len(table.lines),
        mapping={
            **dict.fromkeys(table.header, ""),
            **{table.header[index]: name for name, index in indexes.items()},
        },
    )
    job.file.save("planilla.bin", ContentFile(content), save=False)
    job.save()
    journal.record(
        "request_import",
        plan,
        role=role_of(by),
        plan_slug=plan.slug,
        after={"rows": len(table.lines)},
        is_public=False,
    )
    return job


@transaction.atomic
def confirm_import(
    job: ImportJob, *, by: User, mapping: Mapping[str, str], skips_wrong_rows: bool
) -> ImportJob:
    """Send a previewed file to be written in the background.

    Raises Refusal when rows are wrong and are not to be skipped.
    """
    table = read_table(read_file(job), mapping)  # slow: before any row is held
    job = rights.fetch_for_move("confirm_import", job, by=by)
    preview = look_at(job.plan, table, mapping=mapping)
    if preview.problems and not skips_wrong_rows:
        raise Refusal(
            _("Hay filas con errores: no se escribió nada. Corríjalas o elija omitirlas.")
        )
    job.state = ImportState.QUEUED
    job.mapping = dict(mapping)
    job.skips_wrong_rows = skips_wrong_rows
    job.save(update_fields=["state", "mapping", "skips_wrong_rows"])
    journal.record(
        "confirm_import", job.plan, role=role_of(by), plan_slug=job.plan.slug, is_public=False
    )
    outbox.enqueue(IMPORT, {"job": job.pk})
    return job


def read_file(job: ImportJob) -> bytes:
    """Return the file of a job as it came."""
    with job.file.open("rb") as content:
        return bytes(content.read())


def prepare_import(payload: outbox.Payload) -> reading.Table | Refusal | None:
    """Return what a confirmed file holds, or why it cannot be read, while no row is held; None for
    one that waits no more.
    """
    job = ImportJob.objects.get(pk=payload["job"])
    if job.state != ImportState.QUEUED:
        return None
    try:
        return read_table(read_file(job), job.mapping)
    except Refusal as refusal:
        return refusal


@outbox.handler(IMPORT, prepare=prepare_import)
def run_import(payload: outbox.Payload, table: reading.Table | Refusal | None) -> None:
    """Write a confirmed file.

    Twice changes nothing; a problem that appeared since is told in the job.
    """
    job = (
        ImportJob.objects.select_for_update(of=("self",))
        .select_related("plan", "requested_by")
        .get(pk=payload["job"])
    )
    if job.state != ImportState.QUEUED or table is None:
        return
    try:
        with transaction.atomic():
            if isinstance(table, Refusal):
                raise table
            _write(job, table)
    except (Refusal, rights.NotAllowed) as refusal:
        job.state = ImportJob.machine.target("fail_import", state=ImportState.QUEUED)
        job.state_reason = str(refusal)
    _finish(job)


def _write(job: ImportJob, table: reading.Table) -> None:
    """Write what the file of a job says into its plan, and into the job (unsaved) what came of it
    and what stood there before. Raises NotAllowed, Refusal.
    """
    started = time.monotonic()
    preview = look_at(job.plan, table, mapping=job.mapping)
    written = apply(
        job.plan,
        preview,
        by=job.requested_by,
        source=job.file_name,
        skips_wrong_rows=job.skips_wrong_rows,
    )
    job.state = ImportJob.machine.target("finish_import", state=ImportState.QUEUED)
    wrong = {problem.line for problem in preview.problems if not problem.sheet}
    job.done_rows = job.total_rows - len(wrong)
    job.before = {**written.before, "digest": _digest(job.plan, preview)}
    job.outcome = {
        "new": len(preview.new),
        "changed": len(preview.changed),
        "same": preview.same,
        "written": written.rows,
        "seconds": round(time.monotonic() - started, 1),
        "problems": [asdict(problem) for problem in preview.problems[:MOST_PROBLEMS]],
    }


def _finish(job: ImportJob) -> None:
    job.save()
    journal.record(
        "finish_import",
        job.plan,
        role="portal",
        plan_slug=job.plan.slug,
        after=_public(job),
        is_public=False,
    )


@transaction.atomic
def undo_import(job: ImportJob, *, by: User) -> ImportJob:
    """Take back what an import wrote, as one act, while nothing was built upon it.

    Raises NotAllowed, Refusal when what it wrote was changed since.
    """
    job = rights.fetch_for_move("undo_import", job, by=by)
    slugs = list(job.before.get("digest", {}))
    if not slugs:
        raise Refusal(
            _(
                "No hay qué deshacer: esa importación no escribió nada, o se hizo antes de que se "
                "guardara lo que había."
            )
        )
    stands = _digests(job.plan, slugs)
    changed = [slug for slug, digest in job.before["digest"].items() if stands.get(slug) != digest]
    if changed:
        raise Refusal(
            _(
                "No se deshizo nada: %(count)s de sus compromisos cambiaron después de la carga "
                "(%(names)s). Corríjalos en sus páginas."
            )
            % {"count": len(changed), "names": ", ".join(changed[:5])}
        )
    plans.undo_drafts(job.plan, job.before, by=by)
    job.state = ImportJob.machine.target("undo_import", state=job.state)
    job.before = {}
    job.save(update_fields=["state", "before"])
    return job


def _digest(plan: Plan, found: Preview) -> dict[str, str]:
    return _digests(plan, [row.slug for row in (*found.new, *found.changed)])


def _digests(plan: Plan, slugs: Sequence[str]) -> dict[str, str]:
    """Return a digest of each commitment as the portal's own sheet shows it, milestones with it:
    whether something changed is told by it.
    """
    rows = Commitment.objects.filter(plan=plan, slug__in=slugs)
    found = {row["direccion"]: [row] for row in sheet_of(COMMITMENT_SHEET, rows)}
    parts = Milestone.objects.filter(commitment__in=rows)
    for part in sheet_of(MILESTONE_SHEET, parts):
        found[part["compromiso"]].append(part)
    return {
        slug: hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()
        for slug, lines in found.items()
    }


@transaction.atomic
def forget_imports(*, now: datetime.datetime) -> int:
    """Delete the imports asked for more than a year ago, with their files and their history; return
    how many. What they wrote stays, and that they were is in the journal.
    """
    old = ImportJob.objects.filter(created_at__lt=now - IMPORT_KEPT).select_related("plan")
    keys = []
    for job in old.order_by("pk"):
        journal.record("forget", job.plan, role="portal", plan_slug=job.plan.slug, is_public=False)
        job.file.delete(save=False)
        keys.append(job.pk)
        job.delete()
    history.forget(ImportJob, keys)
    return len(keys)


def _public(job: ImportJob) -> dict[str, object]:
    return {name: job.outcome.get(name, 0) for name in ("new", "changed", "same")}
