"""Pieces of pages that reports give."""

from collections.abc import Iterable

from django import template
from django.utils import timezone
from django.utils.formats import date_format, localize

from commitments.plans.models import Plan
from ogp_portal.foundation.permissions.rights import Person
from transparency.reports import queries
from transparency.reports.documents import Printable, Segment
from transparency.reports.models import ComplianceReport

register = template.Library()
LATEST = 6


@register.inclusion_tag("transparency/reports/_reports.html")
def reports_of(plan: Plan) -> dict[str, list[ComplianceReport]]:
    """Show the latest issued reports of a plan: one query."""
    rows = queries.issued().filter(snapshot__plan=plan)
    return {"reports": list(rows.order_by("-snapshot__month", "-snapshot__edition")[:LATEST])}


@register.inclusion_tag("transparency/reports/_narrative_work.html")
def narrative_work(user: Person) -> dict[str, object]:
    """Show the accounts of a month that wait for a person and those she may go on writing, and the
    plans whose next report has none: three queries.
    """
    return queries.narratives_of_work(user, today=timezone.localdate())


@register.filter
def bar_words(bars: Iterable[Segment]) -> str:
    """Return a stacked bar in words: "3 completo, 2 limitado"."""
    return ", ".join(f"{localize(bar.count)} {bar.label.lower()}" for bar in bars)


@register.filter
def state_words(milestone: Printable) -> str:
    """Return where a milestone of a report is, with its progress while it is on its way."""
    if milestone["state"] in ("complete", "cancelled"):
        return str(milestone["state_label"])
    return f"{milestone['state_label']}, {milestone['progress']} %"


@register.filter
def first_due_words(milestone: Printable) -> str:
    """Return the first date promised for a milestone of a report, "" when it never moved."""
    if milestone["first_due_on"] == milestone["due_on"]:
        return ""
    return f" (el primero fue {date_format(milestone['first_due_on'], 'd-m-Y')})"


@register.filter
def difference(number: int) -> str:
    """Return a difference with its sign: "+2", "−1", "0"."""
    return f"+{number}" if number > 0 else f"{number}".replace("-", "\N{MINUS SIGN}")


@register.filter
def progress_change(row: Printable) -> str:
    """Return how the progress of a commitment changed, "" where it has no milestones."""
    before, now = row["before"], row["now"]
    if now is None:
        return "" if before is None else f"{before} %, ya no está"
    return f"{now} %" if before in (None, now) else f"{before} → {now} %"


@register.filter
def evidence_words(piece: Printable) -> str:
    """Return the date of a means of verification and what it proves."""
    dated = f", {date_format(piece['dated_on'])}" if piece["dated_on"] else ""
    proves = f". Prueba: {'; '.join(piece['proves'])}" if piece["proves"] else ""
    return f"{dated}{proves}."
