"""The report's page from its snapshot alone: values in, HTML out. No query, no clock."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from commitments.assessments.models import Assessment
from commitments.plans import reporting
from commitments.plans.models import PlanMember
from commitments.plans.states import COMMITMENT, MILESTONE, PLAN
from commitments.timeline import queries as timeline
from ogp_portal.foundation import dates, languages
from ogp_portal.foundation.documents import charts, timelines
from transparency.reports import snapshot
from transparency.reports.documents.changes import (
    Printable,
    against,
    balance,
    changes,
    differences,
    indicators,
)
from transparency.reports.snapshot import (
    LEVELS,
    AccountFacts,
    AmendmentFacts,
    CommitmentFacts,
    MilestoneFacts,
    ProgressFacts,
    Snapshot,
    StageFacts,
    Totals,
    is_late,
    level_label,
)

BAR = 600
LAYOUT = ("transparency/reports/report.html", "monthly_report.css")
LAYOUT_BEFORE_5 = ("transparency/reports/before_5/report.html", "report_before_5.css")
A_YEAR = 12  # months
ROWS_OF_A_PAGE = 30  # of the timeline
MOST_AMENDED = 400  # characters of a text that changed; the page has it whole
PARTS = {
    PlanMember.Part.LEAD.value: "Encabeza",
    PlanMember.Part.MEMBER.value: "Integra el consorcio",
    PlanMember.Part.MONITOR.value: "Monitorea desde fuera",
}
INQUIRIES = {
    "question": "Preguntas",
    "challenge": "Objeciones a hitos cumplidos",
}  # absent from snapshots of schema 1


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
    same page: those of before schema 5 are printed by the layout that they were issued with.
    """
    facts = snapshot.parse(body)
    template, style = LAYOUT if facts["schema"] >= snapshot.WHOLE else LAYOUT_BEFORE_5
    css = (settings.BASE_DIR / "static" / "css" / style).read_text(encoding="utf-8")
    with languages.in_own():
        return render_to_string(
            template,
            {
                **context(facts),
                "css": SafeString(css),
                "what_changed": what_changed,
                "sha256": sha256,
            },
        )


def context(facts: Snapshot) -> dict[str, object]:
    """Return what the template needs, ready to print."""
    portal = _portal(facts)
    rows = [
        _commitment(row, on=_last_day(facts), url=portal["portal_url"])
        for row in facts["commitments"]
    ]
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
        "changes": changes(facts),
        "members": _members(facts),
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
        "progress": _chart(facts.get("progress_by_month"), on=_last_day(facts), of_plan=True),
        "timeline": _timeline(facts),
        "told": [row for row in rows if row["told"] and not row["told"]["is_nil"]],
        "nil": [row for row in rows if row["told"] and row["told"]["is_nil"]],
        "silent": [row for row in rows if row["not_reported"]],
        "judged": [row for row in rows if row["accounts"]],
        "amended": _amended(facts, rows),
        "differences": differences(facts),
        "inquiries": [
            (words, facts["inquiries"][kind])
            for kind, words in INQUIRIES.items()
            if "inquiries" in facts
        ],
        "stages": [_stage(stage) for stage in facts["stages"]],
        "sources": _sources(facts),
        **portal,
    }


def _portal(facts: Snapshot) -> dict[str, str]:
    """Return who issued the report and its address: as they were then, where the snapshot says."""
    portal = facts.get("portal")
    return {
        "portal_url": portal["url"] if portal else settings.PORTAL_URL,
        "portal_name": portal["name"] if portal else settings.PORTAL_NAME,
        "portal_owner": portal["owner"] if portal else settings.PORTAL_OWNER,
    }


def _members(facts: Snapshot) -> list[tuple[str, str]]:
    """Return the members of the plan by their part, all of one part in one line."""
    members = facts["plan"]["members"]
    names = {
        words: [member["name"] for member in members if member["part"] == part]
        for part, words in PARTS.items()
    }
    return [(words, "; ".join(found)) for words, found in names.items() if found]


def _commitment(row: CommitmentFacts, *, on: datetime.date, url: str) -> Printable:
    """Return a commitment with its words and dates in the report of the month that ends on a day;
    `url` is the portal's address.
    """
    first = reporting.first_day(on).isoformat()
    return {
        **row,
        "computed_label": level_label(row["computed_level"]),
        "claimed_label": level_label(row["claimed_level"]),
        "state_label": str(COMMITMENT.names[row["state"]].label),
        "period": dates.span(_day(row["starts_on"]), _day(row["ends_on"]), row["precision"]),
        "milestones": [_milestone(milestone, first=first) for milestone in row["milestones"]],
        "progress": _chart(row.get("progress_by_month"), on=on, of_plan=False),
        "told": _told(row, url=url),
        "accounts": [_account(account) for account in row.get("accounts", [])],
        "amendments": [_amendment(amendment) for amendment in row.get("amendments", [])],
    }


def _chart(facts: ProgressFacts | None, *, on: datetime.date, of_plan: bool) -> Printable | None:
    """Return the drawing of progress by months, what it says, its key, and of its table the rows of
    the latest year that have something done.
    """
    if facts is None:
        return None
    months = [
        timeline.Month(_month(row["month"]), row["planned"], row["promised"], row["done"])
        for row in facts["months"]
    ]
    progress = timeline.Progress(tuple(months), on, facts["done"], facts["planned"])
    chart = timeline.progress_chart(progress, of_plan=of_plan)
    told = [row for row, month in zip(chart.rows, months, strict=True) if month.done is not None]
    return {"chart": chart, "drawing": charts.months(chart), "rows": told[-A_YEAR:]}


def _timeline(facts: Snapshot) -> Printable | None:
    """Return the timeline of the plan on the last day of the month, in drawings that fit a page."""
    lines = [
        timeline.Line(
            row["number"],
            row["title"],
            row["axis"],
            row["state"],
            [step for milestone in row["milestones"] if (step := _step(milestone))],
        )
        for row in facts["commitments"]
    ]
    chart = timeline.timeline_chart(lines, on=_last_day(facts))
    if chart is None:
        return None
    return {"chart": chart, "drawings": timelines.sheets(chart, most=ROWS_OF_A_PAGE)}


def _step(milestone: MilestoneFacts) -> timeline.Step | None:
    due_on, first_due_on = _day(milestone["due_on"]), _day(milestone["first_due_on"])
    if due_on is None or first_due_on is None:
        return None
    return timeline.Step(
        first_due_on,
        due_on,
        _day(milestone["completed_on"]),
        milestone["state"],
        is_late(milestone),
        milestone["times_moved"],
    )


def _month(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{text}-01")


def _told(row: CommitmentFacts, *, url: str) -> Printable | None:
    """Return the report of the month, its evidence with whole addresses and the titles of what it
    proves.
    """
    told = row.get("told")
    if not told:
        return None
    titles = {milestone["position"]: milestone["title"] for milestone in row["milestones"]}
    return {
        **told,
        "evidence": [
            {
                **piece,
                "address": _whole(piece["address"], url=url),
                "dated_on": _day(piece["dated_on"]),
                "proves": [titles[place] for place in piece["milestones"] if place in titles],
            }
            for piece in told["evidence"]
        ],
    }


def _whole(address: str, *, url: str) -> str:
    """Return an address that can be followed from paper."""
    return f"{url}{address}" if address.startswith("/") else address


def _account(row: AccountFacts) -> Printable:
    """Return what another says, with whose word it is."""
    return {
        **row,
        "kind_label": str(Assessment.Kind(row["kind"]).label),
        "published_on": _day(row["published_on"]),
    }


def _amended(facts: Snapshot, rows: Sequence[Printable]) -> list[Printable]:
    """Return the plan, and then its commitments, of which something was amended in the month."""
    own = [_amendment(amendment) for amendment in facts.get("amendments", [])]
    of_plan: list[Printable] = [{"title": facts["plan"]["title"], "amendments": own}]
    return [row for row in [*of_plan, *rows] if row["amendments"]]


def _amendment(row: AmendmentFacts) -> Printable:
    """Return an amendment with the texts that fit on paper."""
    return {
        **row,
        "on": _day(row["on"]),
        "fields": [
            {
                **field,
                "before": charts.shorten(field["before"], MOST_AMENDED),
                "after": charts.shorten(field["after"], MOST_AMENDED),
            }
            for field in row["fields"]
        ],
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


def _milestones_with(rows: list[Printable], fact: str) -> list[tuple[Printable, Printable]]:
    """Return the milestones of which `fact` holds, each after its commitment."""
    return [(row, milestone) for row in rows for milestone in row["milestones"] if milestone[fact]]


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
