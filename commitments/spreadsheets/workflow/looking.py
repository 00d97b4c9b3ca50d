"""What a spreadsheet would do to a plan, and the portal's own sheet of it: nothing is written."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
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
from commitments.spreadsheets.preview import (
    Existing,
    Known,
    Preview,
    Registered,
    match,
    milestones,
    preview,
)
from ogp_portal.foundation import languages
from ogp_portal.foundation.api import streaming
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.refusals import Refusal

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
        organizations=_by_slug_or_name(
            Organization.objects.open().values_list("slug", "name", "pk")
        ),
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
    shown = {row["direccion"]: row for row in sheet_of(COMMITMENT_SHEET, rows)}
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


def sheet_of(sheet: Dataset, rows: QuerySet[Any]) -> list[dict[str, str]]:
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
