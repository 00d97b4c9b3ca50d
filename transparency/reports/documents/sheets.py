"""The data that travels inside the PDF: the snapshot itself and its sheets, in words."""

from collections.abc import Iterator
from typing import Any

from commitments.plans.states import COMMITMENT, MILESTONE
from ogp_portal.foundation.api.datasets import to_csv
from ogp_portal.foundation.documents import pdf
from transparency.reports import snapshot
from transparency.reports.datasets import REPORT_MILESTONES, REPORT_ROWS
from transparency.reports.snapshot import CommitmentFacts, Snapshot, level_label


def attachments(body: str) -> list[pdf.Attached]:
    """Return the snapshot as JSON and its tables as CSV, as they travel inside the PDF."""
    facts = snapshot.parse(body)
    is_whole = facts["schema"] >= snapshot.WHOLE  # those of before keep the sheet they had
    rows = [_in_words(row) if is_whole else row for row in facts["commitments"]]
    table = to_csv(REPORT_ROWS.header, (REPORT_ROWS.values(row) for row in rows))
    attached = [
        pdf.Attached(
            "corte.json",
            "application/json",
            body,
            "El corte mensual completo, del que se hizo este informe",
        ),
        pdf.Attached("compromisos.csv", "text/csv", table, "La tabla de compromisos del informe"),
    ]
    if is_whole:
        steps = to_csv(
            REPORT_MILESTONES.header, (REPORT_MILESTONES.values(row) for row in _steps(facts))
        )
        attached.append(
            pdf.Attached("hitos.csv", "text/csv", steps, "Los hitos del informe, uno por fila")
        )
        months = to_csv(MONTHS, _months(facts))
        attached.append(
            pdf.Attached("avance.csv", "text/csv", months, "Lo previsto y lo hecho, mes a mes")
        )
    return attached


MONTHS = ["compromiso", "mes", "previsto_pct", "con_los_primeros_plazos_pct", "hecho_pct"]


def _months(facts: Snapshot) -> Iterator[tuple[object, ...]]:
    """Yield progress by months: of the plan (no commitment), then of each commitment."""
    rows = [("", facts.get("progress_by_month"))]
    rows += [(row["slug"], row.get("progress_by_month")) for row in facts["commitments"]]
    for slug, progress in rows:
        for month in progress["months"] if progress else ():
            yield slug, month["month"], month["planned"], month["promised"], month["done"]


def _in_words(row: CommitmentFacts) -> dict[str, Any]:
    return {
        **row,
        "state": str(COMMITMENT.names[row["state"]].label),
        "computed_level": level_label(row["computed_level"]),
        "claimed_level": level_label(row["claimed_level"]),
    }


def _steps(facts: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            **step,
            "commitment": row["slug"],
            "state": str(MILESTONE.names[step["state"]].label),
            "is_late": snapshot.is_late(step),
        }
        for row in facts["commitments"]
        for step in row["milestones"]
    ]
