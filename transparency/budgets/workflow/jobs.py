"""A file from the admin: kept for its preview, confirmed by a person, loaded in the background."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.events import journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.budgets import reading
from transparency.budgets.models import BudgetImport
from transparency.budgets.states import IMPORT, ImportState
from transparency.budgets.workflow.files import (
    LONGEST_FILE_NAME,
    BudgetFile,
    Outcome,
    Result,
    check_code,
)
from transparency.budgets.workflow.importing import preview_file, read_files, write_files

LOAD = "transparency.load_budget"


@transaction.atomic
def request_import(
    organization: Organization,
    *,
    content: bytes,
    file_name: str,
    by: User,
    program_code: str = "",
    mapping: str = "",
) -> BudgetImport:
    """Keep a file for its preview.

    Raises NotAllowed, Refusal for a mapping that cannot be read or a file too large.
    """
    organization = rights.fetch("import_budget", organization, by=by)
    sheets.refuse_size(len(content), limits=reading.LIMITS)
    reading.read_mapping(mapping)
    check_code(program_code.strip())
    job = BudgetImport(
        organization=organization,
        program_code=program_code.strip(),
        mapping=mapping,
        requested_by=by,
        file_name=file_name[:LONGEST_FILE_NAME],
        progress_note=str(_("En espera de que la confirmen")),
    )
    job.file.save("cuentas.bin", ContentFile(content), save=False)
    job.save()
    journal.record(
        "request_import",
        organization,
        role=role_of(by),
        after={"file": job.file_name},
        is_public=False,
    )
    return job


def preview(job: BudgetImport) -> Outcome:
    """Return what loading a job's file would do; nothing is written."""
    return preview_file(
        content_of(job),
        file_name=job.file_name,
        organization=job.organization,
        program_code=job.program_code,
        mapping=reading.read_mapping(job.mapping),
    )


def content_of(job: BudgetImport) -> bytes:
    """Return the file of a job as it came."""
    with job.file.open("rb") as content:
        return bytes(content.read())


@transaction.atomic
def confirm_import(job: BudgetImport, *, by: User) -> BudgetImport:
    """Send a previewed file to be loaded in the background.

    Raises NotAllowed, Refusal when the file cannot be loaded.
    """
    outcome = preview(job)  # slow: before any row is held
    job = rights.fetch_for_move("confirm_import", job, by=by)
    if outcome.state == Result.REFUSED:
        raise Refusal(_("No se puede cargar: %(why)s.") % {"why": outcome.sentence})
    job.state = IMPORT.target("confirm_import", state=job.state)
    job.progress_note = str(_("En cola"))
    job.save(update_fields=["state", "progress_note"])
    journal.record(
        "confirm_import",
        job.organization,
        role=role_of(by),
        after={"file": job.file_name},
        is_public=False,
    )
    outbox.enqueue(LOAD, {"job": job.pk})
    return job


def prepare_import(payload: outbox.Payload) -> list[Outcome | BudgetFile]:
    """Return what a confirmed file holds while no row is held; nothing for one that waits no
    more.
    """
    job = BudgetImport.objects.select_related("organization").get(pk=payload["job"])
    if job.state != ImportState.QUEUED:
        return []
    return read_files(
        [(job.file_name, content_of(job))],
        organization=job.organization,
        program_code=job.program_code,
        mapping=reading.read_mapping(job.mapping),
    )


@outbox.handler(LOAD, prepare=prepare_import)
@transaction.atomic
def run_import(payload: outbox.Payload, batch: list[Outcome | BudgetFile]) -> None:
    """Load a confirmed file.

    Twice changes nothing; whoever lost the right meanwhile loads nothing, and a refusal is told in
    the job.
    """
    job = (
        BudgetImport.objects.select_for_update(of=("self",))
        .select_related("organization", "requested_by")
        .get(pk=payload["job"])
    )
    if job.state != ImportState.QUEUED or not batch:
        return
    try:
        with transaction.atomic():
            rights.fetch("import_budget", job.organization, by=job.requested_by)
            outcome = write_files(
                batch,
                organization=job.organization,
                role=role_of(job.requested_by),
                program_code=job.program_code,
            )[0]
            is_done = outcome.state != Result.REFUSED
            sentence = outcome.sentence
            period = outcome.period
    except rights.NotAllowed:
        is_done = False
        sentence = str(_("Quien la pidió ya no coordina por la institución."))
        period = None
    job.state = IMPORT.target("finish_import" if is_done else "fail_import", state=job.state)
    job.state_reason = "" if is_done else sentence
    job.period = period
    job.progress_note = sentence[:200]
    job.save(update_fields=["state", "state_reason", "period", "progress_note"])
    journal.record(
        "finish_import",
        job.organization,
        role="portal",
        after={"file": job.file_name, "state": job.state},
        is_public=False,
    )
