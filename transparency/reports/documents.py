"""The report's page from its snapshot alone: values in, HTML out. No query, no clock."""

import datetime
import json
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from commitments.plans.states import COMMITMENT, MILESTONE, PLAN
from ogp_portal.foundation import dates
from ogp_portal.foundation.api.datasets import to_csv
from ogp_portal.foundation.documents import pdf
from transparency.reports.datasets import REPORT_ROWS
from transparency.reports.snapshot import LEVELS, level_label

BAR = 600
INQUIRIES = {
    "question": "Preguntas",
    "challenge": "Objeciones a hitos cumplidos",
}  # absent from snapshots of schema 1


def html(body: str, *, what_changed: str = "", sha256: str = "") -> str:
    """Return the report as one HTML page with its own style; the same snapshot gives the
    same page.
    """
    facts = json.loads(body)
    css = (settings.BASE_DIR / "static" / "css" / "report.css").read_text(encoding="utf-8")
    with translation.override("es-cl"):
        return render_to_string(
            "transparency/reports/report.html",
            {
                **context(facts),
                "css": SafeString(css),
                "what_changed": what_changed,
                "sha256": sha256,
            },
        )


def context(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what the template needs, ready to print."""
    rows = facts["commitments"]
    for row in rows:
        row["computed_label"] = level_label(row["computed_level"])
        row["claimed_label"] = level_label(row["claimed_level"])
        row["state_label"] = str(COMMITMENT.names[row["state"]].label)
        row["period"] = dates.span(_day(row["starts_on"]), _day(row["ends_on"]), row["precision"])
        for milestone in row["milestones"]:
            milestone["state_label"] = str(MILESTONE.names[milestone["state"]].label)
            for name in ("due_on", "first_due_on", "completed_on"):
                milestone[name] = _day(milestone[name])
            for move in milestone["moved_this_month"]:
                move["from"] = _day(move["from"])
                move["to"] = _day(move["to"])
    plan = facts["plan"]
    return {
        "facts": facts,
        "plan": plan,
        "plan_state": str(PLAN.names[plan["state"]].label),
        "period": dates.span(_day(plan["starts_on"]), _day(plan["ends_on"]), plan["precision"]),
        "month": datetime.date.fromisoformat(f"{facts['month']}-01"),
        "cut_off_at": datetime.datetime.fromisoformat(facts["cut_off_at"]),
        "taken_at": datetime.datetime.fromisoformat(facts["taken_at"]),
        "totals": facts["totals"],
        "indicators": indicators(facts),
        "bars": bars(facts["totals"]),
        "axis_bars": [
            (axis["name"], axis["totals"], bars(axis["totals"]))
            for axis in facts["axes"]
            if axis["totals"]["milestones"]
        ],
        "finished": _those(rows, "finished_this_month"),
        "late": [
            (row, m)
            for row in rows
            for m in row["milestones"]
            if m["is_open"] and m["days_late"] > 0
        ],
        "moved": _those(rows, "moved_this_month"),
        "differences": differences(facts),
        "inquiries": [(words, facts["inquiries"][kind]) for kind, words in INQUIRIES.items()]
        if "inquiries" in facts
        else [],
        "stages": [
            {
                **stage,
                "dates": dates.span(
                    _day(stage["opens_on"]), _day(stage["closes_on"]), stage["precision"]
                )
                if stage["closes_on"]
                else dates.say(_day(stage["opens_on"]), stage["precision"]),
            }
            for stage in facts["stages"]
        ],
        "sources": sorted(
            {row["source"] for row in rows if row["source"]}
            | {total["source"] for total in facts["published_totals"]}
            | ({plan["source"]} - {""})
        ),
        "portal_url": settings.PORTAL_URL,
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
    }


def indicators(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of the month with their change against the month before (None where there
    was no report).
    """
    names = {
        "registered": "Compromisos registrados",
        "computed_complete": "Completos según el cálculo",
        "claimed_complete": "Completos según el gobierno",
        "withdrawn": "Compromisos retirados, aparte",
        "milestones_complete": "Hitos cumplidos",
        "milestones_late": "Hitos atrasados",
        "not_reported": "Compromisos no informados",
    }
    before = (facts["previous"] or {}).get("totals")
    return [
        {
            "label": label,
            "value": facts["totals"][name],
            "change": facts["totals"][name] - before.get(name, 0) if before else None,
        }
        for name, label in names.items()
        if name != "withdrawn" or facts["totals"].get(name)
    ]


def bars(totals: dict[str, int]) -> list[dict[str, Any]]:
    """Return the stacked bar of computed levels: each with its share of BAR units; what has no
    milestones is a level of its own.
    """
    parts = [(level, totals[f"computed_{level}"], level_label(level)) for level in LEVELS] + [
        ("none", totals["without_milestones"], "Sin hitos registrados")
    ]
    everything = sum(count for _level, count, _label in parts)
    rows, x = [], 0
    for level, count, label in parts:
        if count:
            width = BAR * count // everything
            rows.append({"level": level, "count": count, "label": label, "x": x, "width": width})
            x += width
    return rows


def differences(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every total a source published beside what is registered."""
    names = {axis["slug"]: axis for axis in facts["axes"]}
    words = {
        "commitments": "Compromisos",
        "complete": "Compromisos cumplidos",
        "dialogues": "Diálogos",
        "proposals": "Propuestas",
        "clusters": "Agrupaciones",
    }
    rows = []
    for total in facts["published_totals"]:
        axis = names.get(total["axis"])
        counted = (
            (axis["totals"] if axis else facts["totals"]) if total["axis"] in {"", *names} else None
        )
        registered = (
            None
            if counted is None
            else {
                "commitments": counted["registered"] - counted["proposed"],
                "complete": counted["claimed_complete"],
            }.get(total["counts"])
        )
        rows.append(
            {
                **total,
                "label": words[total["counts"]] + (f" · {axis['name']}" if axis else ""),
                "registered": registered,
                "difference": None if registered is None else registered - total["value"],
            }
        )
    return rows


def attachments(body: str) -> list[pdf.Attached]:
    """Return the snapshot as JSON and its table as CSV, as they travel inside the PDF."""
    facts = json.loads(body)
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


def _those(rows: list[dict[str, Any]], name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(row, milestone) for row in rows for milestone in row["milestones"] if milestone[name]]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
