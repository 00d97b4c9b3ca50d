"""Finding the card of a thing, and the pages of the gallery: bounded queries, all as anybody."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from commitments.plans.models import Commitment, Plan
from forums.sessions.models import Session
from transparency.budgets.models import BudgetPeriod
from transparency.infographics import cards
from transparency.infographics.cards import EVERYBODY, Card
from transparency.infographics.models import Infographic
from transparency.reports.models import ComplianceReport

PER_PAGE = 24
DEEPEST_PAGE = 500
MOST_EDITIONS = 50
MONTH = re.compile(r"(?P<plan>.+)-(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")


def find(kind: str, slug: str, *, on: datetime.date) -> Card | None:
    """Return the card of a thing as anybody may see it today, None where there is none."""
    found: Any = None
    if kind == "commitment":
        found = cards.commitment_rows().filter(slug=slug).first()
        return cards.commitment(found, on=on) if found else None
    if kind == "plan":
        found = (
            Plan.objects.allowing("view", EVERYBODY)
            .select_related("source")
            .filter(slug=slug)
            .first()
        )
        return cards.plan(found, on=on) if found else None
    if kind == "session":
        found = (
            Session.objects.allowing("view", EVERYBODY)
            .select_related("forum__convener", "source")
            .filter(slug=slug)
            .first()
        )
        return cards.session(found) if found else None
    if kind == "sheet":
        found = BudgetPeriod.objects.allowing("view", EVERYBODY).select_related(
            "program__organization", "program__source", "source"
        )
        period = found.filter(slug=slug).first()
        return cards.sheet(period) if period else None
    named = MONTH.fullmatch(slug)
    report = _report(named["plan"], int(named["year"]), int(named["month"])) if named else None
    return cards.month(report) if report else None


def _report(plan: str, year: int, month: int) -> ComplianceReport | None:
    rows = ComplianceReport.objects.filter(
        state="issued", snapshot__plan__slug=plan, snapshot__month=datetime.date(year, month, 1)
    )
    return rows.select_related("snapshot__plan").order_by("-snapshot__edition").first()


def editions(kind: str, slug: str) -> list[Infographic]:
    """Return the editions of a thing's picture, the newest first: one query."""
    return list(
        Infographic.objects.filter(kind=kind, slug=slug)
        .defer("facts")
        .order_by("-edition")[:MOST_EDITIONS]
    )


@dataclass(frozen=True)
class Question:
    """What the address of the gallery asks for."""

    plan: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out."""
        number = query.get("pagina", "1")
        is_number = number.isascii() and number.isdigit() and len(number) < len("10000")
        return cls(
            query.get("plan", "").replace("\x00", "")[:120],
            max(1, min(DEEPEST_PAGE, int(number))) if is_number else 1,
        )

    def address(self, page: int) -> str:
        """Return the query string of another page."""
        return urlencode(
            {
                name: value
                for name, value in {
                    "plan": self.plan,
                    "pagina": str(page) if page > 1 else "",
                }.items()
                if value
            }
        )


def gallery(question: Question) -> dict[str, Any]:
    """Return a page of the gallery: two queries."""
    rows = (
        Commitment.objects.allowing("view", EVERYBODY)
        .select_related("plan")
        .only("slug", "title", "plan__slug", "plan__title", "plan__is_historical")
    )
    if question.plan:
        rows = rows.filter(plan__slug=question.plan)
    start = (question.page - 1) * PER_PAGE
    found = list(
        rows.order_by("plan__is_historical", "-plan__starts_on", "plan_id", "number", "sort_key")[
            start : start + PER_PAGE + 1
        ]
    )
    plans = list(
        Plan.objects.allowing("view", EVERYBODY)
        .order_by("is_historical", "-starts_on", "title")
        .values("slug", "title")
    )
    return {
        "question": question,
        "rows": found[:PER_PAGE],
        "plans": plans,
        "chosen": next((one for one in plans if one["slug"] == question.plan), None),
        "before": question.address(question.page - 1) if question.page > 1 else None,
        "after": question.address(question.page + 1) if len(found) > PER_PAGE else None,
    }
