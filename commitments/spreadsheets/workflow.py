"""Importing a government's own spreadsheet: previewed first, confirmed by a person, written by a
background task, all or nothing.
"""

import datetime
import hashlib
import json
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from operator import attrgetter
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from commitments.plans import workflow as plans
from commitments.plans.datasets import TEXTS
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.plans.states import CommitmentState
from commitments.spreadsheets import reading
from commitments.spreadsheets.datasets import (
    BOOK_SHEET,
    COMMITMENT_SHEET,
    MARKS,
    MILESTONE_SHEET,
)
from commitments.spreadsheets.models import ImportJob
from commitments.spreadsheets.preview import (
    Existing,
    Known,
    Preview,
    Registered,
    match,
    milestones,
    preview,
)
from commitments.spreadsheets.states import ImportState
from ogp_portal.foundation import languages
from ogp_portal.foundation.api import streaming
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.events import history, journal, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

IMPORT = "commitments.import"
MOST_PROBLEMS = 200
IMPORT_KEPT = datetime.timedelta(days=365)
COMPARED_OF_MILESTONES = [*milestones.WORDS.values(), "position"]
COMPARED = [
    *TEXTS.values(),
    "number",
    "starts_on",
    "ends_on",
    "axis_id",
    "responsible_id",
    "budget_clp",
]


def read_mapping(text: str) -> dict[str, str]:
    """Return {their title: our column} from the TOML of a mapping file ([columns]).
    Raises Refusal.
    """
    try:
        columns = tomllib.loads(text).get("columns", {})
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            _("El archivo de correspondencias no es TOML válido: %(error)s.") % {"error": error}
        ) from error
    return {str(theirs): str(ours) for theirs, ours in columns.items()}


def read_table(content: bytes, mapping: Mapping[str, str]) -> reading.Table:
    """Return the table of a file, below the row that has the column of the title.

    Raises Refusal.
    """
    return reading.read(content, is_header=lambda row: "titulo" in match(row, mapping))


def look(plan: Plan, content: bytes, *, mapping: Mapping[str, str]) -> tuple[Preview, list[str]]:
    """Return what the file would do to `plan`, and its header; nothing is written."""
    table = read_table(content, mapping)
    return look_at(plan, table, mapping=mapping), table.header


def look_at(plan: Plan, table: reading.Table, *, mapping: Mapping[str, str]) -> Preview:
    """Return what a table would do to `plan`; nothing is written. Six queries."""
    indexes = match(table.header, mapping)
    known = Known(
        plan_slug=plan.slug,
        axes=_by_slug_or_name(plan.axes.values_list("slug", "name", "pk")),
        organizations=_by_slug_or_name(Organization.objects.values_list("slug", "name", "pk")),
        commitments=_existing(plan),
    )
    result = preview(table, indexes, known, beside=table.beside)
    elsewhere = Commitment.objects.exclude(plan=plan).filter(
        slug__in=[row.slug for row in result.new]
    )
    taken = [
        Existing(slug, title, is_editable=False, is_of_plan=False)
        for slug, title in elsewhere.values_list("slug", "title")
    ]
    if taken:
        known = replace(known, commitments=[*known.commitments, *taken])
        result = preview(table, indexes, known, beside=table.beside)
    return result


def _existing(plan: Plan) -> list[Existing]:
    """Return the commitments of a plan as a preview compares them."""
    rows = Commitment.objects.filter(plan=plan)
    shown = {row["direccion"]: row for row in _sheet_of(COMMITMENT_SHEET, rows)}
    return [
        Existing(
            slug=row.slug,
            title=row.title,
            is_editable=row.state == CommitmentState.DRAFT,
            values={name: getattr(row, name) for name in COMPARED},
            milestones=[
                Registered(
                    part.pk,
                    str(part.public_id),
                    {name: getattr(part, name) for name in COMPARED_OF_MILESTONES},
                )
                for part in sorted(row.milestones.all(), key=attrgetter("position"))
            ],
            shown=shown.get(row.slug, {}),
        )
        for row in rows.prefetch_related("milestones").defer("search")
    ]


def _sheet_of(sheet: Dataset, rows: QuerySet[Any]) -> list[dict[str, str]]:
    """Return rows of the portal's own sheet, by the Spanish heading without its mark."""
    lines = streaming.table(sheet, rows, language=languages.SOURCE)
    header = [title.removesuffix(MARKS[0]) for title in next(lines)]
    return [dict(zip(header, line, strict=True)) for line in lines]


def _by_slug_or_name(rows: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Return the ids of rows by their address, and by their name where only one has it."""
    known = list(rows)
    names = Counter(name for _slug, name, _pk in known)
    return {
        **{name: pk for _slug, name, pk in known if names[name] == 1},
        **{slug: pk for slug, _name, pk in known},
    }


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
    plan = rights.fetch("import_commitments", plan, by=by)
    indexes = match(table.header, {})
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
    started = time.monotonic()
    try:
        with transaction.atomic():
            if isinstance(table, Refusal):
                raise table
            preview = look_at(job.plan, table, mapping=job.mapping)
            written = apply(
                job.plan,
                preview,
                by=job.requested_by,
                source=job.file_name,
                skips_wrong_rows=job.skips_wrong_rows,
            )
    except (Refusal, rights.NotAllowed) as refusal:
        job.state = ImportJob.machine.target("fail_import", state=ImportState.QUEUED)
        job.state_reason = str(refusal)
    else:
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
    job.save(update_fields=["state", "state_reason", "done_rows", "outcome", "before"])
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


def write_sheet(plan: Plan, target: IO[bytes], *, form: str, language: str) -> None:
    """Write the portal's own sheet of a plan, to be edited and loaded again: its commitments, and
    in a workbook (`form` "xlsx") its milestones in a sheet of their own.
    """
    rows = Commitment.objects.filter(plan=plan)
    if form == "xlsx":
        parts = Milestone.objects.filter(commitment__plan=plan)
        sheets: list[tuple[Dataset, QuerySet[Any]]] = [(BOOK_SHEET, rows), (MILESTONE_SHEET, parts)]
        streaming.write_book(sheets, target, language=language)
    else:
        streaming.write(COMMITMENT_SHEET, rows, target, form=form, language=language, has_bom=True)


def _digest(plan: Plan, found: Preview) -> dict[str, str]:
    return _digests(plan, [row.slug for row in (*found.new, *found.changed)])


def _digests(plan: Plan, slugs: Sequence[str]) -> dict[str, str]:
    """Return a digest of each commitment as the portal's own sheet shows it, milestones with it:
    whether something changed is told by it.
    """
    rows = Commitment.objects.filter(plan=plan, slug__in=slugs)
    found = {row["direccion"]: [row] for row in _sheet_of(COMMITMENT_SHEET, rows)}
    parts = Milestone.objects.filter(commitment__in=rows)
    for part in _sheet_of(MILESTONE_SHEET, parts):
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
