"""The report's page from its snapshot alone: values in, HTML out. No query, no clock."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from commitments.plans import reporting
from commitments.plans.models import PublishedTotal
from commitments.plans.states import COMMITMENT, MILESTONE, PLAN
from ogp_portal.foundation import dates, languages
from ogp_portal.foundation.api.datasets import to_csv
from ogp_portal.foundation.documents import pdf
from transparency.reports import snapshot
from transparency.reports.datasets import REPORT_ROWS
from transparency.reports.snapshot import (
    LEVELS,
    CommitmentFacts,
    MilestoneFacts,
    Snapshot,
    StageFacts,
    Totals,
    level_label,
)

BAR = 600
INQUIRIES = {
    "question": "Preguntas",
    "challenge": "Objeciones a hitos cumplidos",
}  # absent from snapshots of schema 1
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
Printable = dict[str, Any]  # what the template prints: the facts with words and dates for people


@dataclass(frozen=True)
class Segment:
    """A part of the stacked bar of levels: where it begins and how wide it is, of BAR units."""

    level: str
    count: int
    label: str
    x: int
    width: int


def html(body: str, *, what_changed: str = "", sha256: str = "") -> str:
    """Return the report as one HTML page with its own style; the same snapshot gives the
    same page.
    """
    facts = snapshot.parse(body)
    css = (settings.BASE_DIR / "static" / "css" / "report.css").read_text(encoding="utf-8")
    with languages.in_own():
        return render_to_string(
            "transparency/reports/report.html",
            {
                **context(facts),
                "css": SafeString(css),
                "what_changed": what_changed,
                "sha256": sha256,
            },
        )


def context(facts: Snapshot) -> dict[str, object]:
    """Return what the template needs, ready to print."""
    rows = [_commitment(row, first=f"{facts['month']}-01") for row in facts["commitments"]]
    plan = facts["plan"]
    return {
        "facts": {**facts, "commitments": rows},
        "plan": plan,
        "plan_state": str(PLAN.names[plan["state"]].label),
        "period": dates.span(_day(plan["starts_on"]), _day(plan["ends_on"]), plan["precision"]),
        "month": date_format(datetime.date.fromisoformat(f"{facts['month']}-01"), r"F \d\e Y"),
        "cut_off_at": datetime.datetime.fromisoformat(facts["cut_off_at"]),
        "taken_at": datetime.datetime.fromisoformat(facts["taken_at"]),
        "last_day": _last_day(facts),
        "against": against(facts),
        "balance": balance(facts),
        "totals": facts["totals"],
        "indicators": indicators(facts),
        "bars": bars(facts["totals"]),
        "axis_bars": [
            (axis["name"], axis["totals"], bars(axis["totals"]))
            for axis in facts["axes"]
            if axis["totals"]["milestones"]
        ],
        "finished": _milestones_with(rows, "finished_this_month"),
        "reopened": _milestones_with(rows, "reopened_this_month"),
        "late": _milestones_with(rows, "is_late"),
        "moved": _milestones_with(rows, "moved_this_month"),
        "differences": differences(facts),
        "inquiries": [
            (words, facts["inquiries"][kind])
            for kind, words in INQUIRIES.items()
            if "inquiries" in facts
        ],
        "stages": [_stage(stage) for stage in facts["stages"]],
        "sources": _sources(facts),
        "portal_url": settings.PORTAL_URL,
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
    }


def _commitment(row: CommitmentFacts, *, first: str) -> Printable:
    """Return a commitment with its words and dates."""
    return {
        **row,
        "computed_label": level_label(row["computed_level"]),
        "claimed_label": level_label(row["claimed_level"]),
        "state_label": str(COMMITMENT.names[row["state"]].label),
        "period": dates.span(_day(row["starts_on"]), _day(row["ends_on"]), row["precision"]),
        "milestones": [_milestone(milestone, first=first) for milestone in row["milestones"]],
    }


def _milestone(row: MilestoneFacts, *, first: str) -> Printable:
    """Return a milestone with its words and dates, in the report of the month that begins on
    `first`.
    """
    return {
        "reopened_this_month": False,
        **row,
        "is_told_late": (row["completed_on"] or first) < first,
        "is_late": snapshot.is_late(row),
        "state_label": str(MILESTONE.names[row["state"]].label),
        "due_on": _day(row["due_on"]),
        "first_due_on": _day(row["first_due_on"]),
        "completed_on": _day(row["completed_on"]),
        "moved_this_month": [
            {**move, "from": _day(move["from"]), "to": _day(move["to"])}
            for move in row["moved_this_month"]
        ],
    }


def _stage(stage: StageFacts) -> Printable:
    """Return a stage with its dates in words."""
    opens_on, closes_on = _day(stage["opens_on"]), _day(stage["closes_on"])
    words = (
        dates.span(opens_on, closes_on, stage["precision"])
        if closes_on
        else dates.say(opens_on, stage["precision"])
    )
    return {**stage, "dates": words}


def _sources(facts: Snapshot) -> list[str]:
    """Return the titles of the documents that the facts come from."""
    titles = {
        facts["plan"]["source"],
        *(row["source"] for row in facts["commitments"]),
    } - {""}
    return sorted(titles | {total["source"] for total in facts["published_totals"]})


def indicators(facts: Snapshot) -> list[Printable]:
    """Return the figures of the month with their change against the month before (None where there
    was no report).
    """
    before = facts["previous"]["totals"] if facts["previous"] else None
    return [
        {
            "label": label,
            "value": facts["totals"][name],
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
    return f"Hitos cumplidos: {', '.join(parts)}; en total, {change:+d}." if parts else ""


def _last_day(facts: Snapshot) -> datetime.date:
    return reporting.last_day(datetime.date.fromisoformat(f"{facts['month']}-01"))


def bars(totals: Totals) -> list[Segment]:
    """Return the stacked bar of computed levels; what has no milestones is a level of its own."""
    counts = [(level, totals[f"computed_{level}"], level_label(level)) for level in LEVELS]
    counts.append(("none", totals["without_milestones"], "Sin hitos registrados"))
    everything = sum(count for _level, count, _label in counts)
    segments, x = [], 0
    for level, count, label in counts:
        if count:
            width = BAR * count // everything
            segments.append(Segment(level, count, label, x, width))
            x += width
    return segments


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


def attachments(body: str) -> list[pdf.Attached]:
    """Return the snapshot as JSON and its table as CSV, as they travel inside the PDF."""
    facts = snapshot.parse(body)
    table = to_csv(REPORT_ROWS.header, (REPORT_ROWS.values(row) for row in facts["commitments"]))
    return [
        pdf.Attached(
            "corte.json",
            "application/json",
            body,
            "El corte mensual completo, del que se hizo este informe",
        ),
        pdf.Attached("compromisos.csv", "text/csv", table, "La tabla de compromisos del informe"),
    ]


def _milestones_with(rows: list[Printable], fact: str) -> list[tuple[Printable, Printable]]:
    """Return the milestones of which `fact` holds, each after its commitment."""
    return [(row, milestone) for row in rows for milestone in row["milestones"] if milestone[fact]]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
