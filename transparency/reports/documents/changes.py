"""What changed since the report before, so that it adds up, and what sources published beside what
is registered. Values in, values out.
"""

import datetime
from typing import Any

from django.utils.formats import date_format

from commitments.plans.models import PublishedTotal
from transparency.reports import snapshot
from transparency.reports.snapshot import RowBefore, Snapshot, Totals

INDICATORS = {
    "registered": "Compromisos registrados",
    "computed_complete": "Completos según el cálculo",
    "claimed_complete": "Completos según el gobierno",
    "withdrawn": "Compromisos retirados, aparte",
    "milestones_complete": "Hitos cumplidos",
    "milestones_late": "Hitos atrasados",
    "not_reported": "Compromisos sin reporte aprobado",
}
COUNTED = {
    PublishedTotal.Counts.COMMITMENTS.value: "Compromisos",
    PublishedTotal.Counts.COMPLETE.value: "Compromisos cumplidos",
    PublishedTotal.Counts.DIALOGUES.value: "Diálogos",
    PublishedTotal.Counts.PROPOSALS.value: "Propuestas",
    PublishedTotal.Counts.CLUSTERS.value: "Agrupaciones",
}
ADDED = {  # what the table of changes counts, a column each
    "registered": "Registrado",
    "milestones": "Hitos que cuentan",
    "milestones_complete": "Hitos cumplidos",
    "milestones_late": "Hitos atrasados",
    "computed_complete": "Completo según el cálculo",
    "claimed_complete": "Completo según el gobierno",
}
Printable = dict[str, Any]  # what the template prints: the facts with words and dates for people


def indicators(facts: Snapshot) -> list[Printable]:
    """Return the figures of the month with their change against the month before (None where there
    was no report).
    """
    before = facts["previous"]["totals"] if facts["previous"] else None
    return [
        {
            "label": label,
            "value": facts["totals"][name],
            "before": before.get(name, 0) if before else None,
            "change": facts["totals"][name] - before.get(name, 0) if before else None,
        }
        for name, label in INDICATORS.items()
        if name != "withdrawn" or facts["totals"].get(name)
    ]


def against(facts: Snapshot) -> str:
    """Return which report the changes are against, "" where there was none or it is not known."""
    before = facts["previous"]
    if before is None or "edition" not in before:
        return ""
    month = date_format(datetime.date.fromisoformat(f"{before['month']}-01"), r"F \d\e Y")
    return f"El cambio es contra la edición {before['edition']} de {month.lower()}."


def balance(facts: Snapshot) -> str:
    """Return how the change of the complete milestones adds up, "" where nothing changed or there
    was no report before.
    """
    before = facts["previous"]["totals"] if facts["previous"] else {}
    totals = facts["totals"]
    if "milestones_complete" not in before or facts["schema"] < snapshot.ADDS_UP:
        return ""
    change = totals["milestones_complete"] - before["milestones_complete"]
    finished, reopened = totals["finished_this_month"], totals["reopened_this_month"]
    gone = finished - reopened - change
    parts = [
        words
        for number, words in (
            (finished, f"{finished} más por cumplidos"),
            (reopened, f"{reopened} menos por corregidos"),
            (gone, f"{gone} menos por compromisos retirados"),
        )
        if number
    ]
    total = f"{change:+d}"
    if facts["schema"] >= snapshot.WHOLE:  # those of before keep the hyphen they were printed with
        total = total.replace("-", "\N{MINUS SIGN}")
    return f"Hitos cumplidos: {', '.join(parts)}; en total, {total}." if parts else ""


def changes(facts: Snapshot) -> Printable | None:
    """Return what each commitment added to the difference of each count, with the sums: they are
    the differences of the counts themselves. None where there was no report before, or its rows are
    not known.
    """
    before = facts["previous"]
    if before is None or "rows" not in before:
        return None
    if before["totals"]["registered"] and not before["rows"]:
        return None  # of a report before schema 4; one of a plan without commitments has no rows
    now = [snapshot.row_before(row) for row in facts["commitments"]]
    was = {row["slug"]: row for row in before["rows"]}
    pairs: list[tuple[RowBefore | None, RowBefore | None]] = [
        (was.pop(row["slug"], None), row) for row in now
    ]
    pairs += [(row, None) for row in was.values()]
    rows = [row for row in (_change(*pair) for pair in pairs) if row]
    return {
        "columns": list(ADDED.values()),
        "rows": rows,
        "sums": [facts["totals"][name] - before["totals"].get(name, 0) for name in ADDED],
    }


def _change(before: RowBefore | None, now: RowBefore | None) -> Printable | None:
    """Return how a commitment changed, None where nothing that is counted did."""
    was, counted = (row["counts"] if row else {} for row in (before, now))
    differences = [counted.get(name, 0) - was.get(name, 0) for name in ADDED]
    progress = (before["progress"] if before else None, now["progress"] if now else None)
    if not any(differences) and progress[0] == progress[1]:
        return None
    shown = now or before
    return {
        "slug": shown["slug"] if shown else "",
        "title": shown["title"] if shown else "",
        "is_new": before is None,
        "is_gone": was.get("registered", 0) > counted.get("registered", 0),
        "before": progress[0],
        "now": progress[1],
        "differences": differences,
    }


def differences(facts: Snapshot) -> list[Printable]:
    """Return every total a source published beside what is registered."""
    axes = {axis["slug"]: axis for axis in facts["axes"]}
    rows = []
    for total in facts["published_totals"]:
        axis = axes.get(total["axis"])
        is_of_plan = not total["axis"]
        counted = axis["totals"] if axis else facts["totals"] if is_of_plan else None
        registered = _registered(counted, total["counts"])
        rows.append(
            {
                **total,
                "label": COUNTED[total["counts"]] + (f" · {axis['name']}" if axis else ""),
                "registered": registered,
                "difference": None if registered is None else registered - total["value"],
            }
        )
    return rows


def _registered(totals: Totals | None, counts: str) -> int | None:
    """Return how many of what a source counted are registered, None where the portal does not
    count them.
    """
    if totals is None:
        return None
    if counts == PublishedTotal.Counts.COMMITMENTS:
        return totals["registered"] - totals["proposed"]
    return totals["claimed_complete"] if counts == PublishedTotal.Counts.COMPLETE else None
