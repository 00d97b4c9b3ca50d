"""The citizen sheet of a period: what the source prints beside what the sums give, in words, with
what was found. Five queries.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ogp_portal.foundation import money
from ogp_portal.foundation.documents import charts
from transparency.budgets.models import (
    BudgetAccount,
    BudgetLine,
    BudgetPeriod,
    BudgetSubtotal,
    Finding,
)
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row
from transparency.budgets.queries.findings import findings_of
from transparency.budgets.queries.rows import subtotal_rows
from transparency.budgets.states import Side

PER_PAGE = 24
MOST_PRINTED = 8  # bars that leave room for the table on the first of two pages
MOST_FINDINGS = 30


def sheets(*, page: int) -> dict[str, object]:
    """Return a page of sheets, the newest accounts first: one query."""
    periods = (
        BudgetPeriod.objects.current()
        .select_related("program__organization")
        .order_by("-year", "-month", "program__organization__name", "pk")
    )
    shown = list(periods[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    return {"sheets": shown[:PER_PAGE], "page": page, "is_more": len(shown) > PER_PAGE}


@dataclass
class Sheet:
    """What a sheet shows: its rows with their words and findings."""

    period: BudgetPeriod
    rows: list[Row]
    words: naming.Words
    findings: list[Finding]

    @property
    def by_account(self) -> dict[str, list[Finding]]:
        """Return the findings of each subtítulo; "" has those of the whole sheet."""
        by_account: dict[str, list[Finding]] = {}
        for finding in self.findings:
            by_account.setdefault(finding.account[:2], []).append(finding)
        return by_account

    def entries(self) -> list[tuple[Row, BudgetAccount | None, list[Finding]]]:
        """Return each row with its words and its findings."""
        found = self.by_account
        return [
            (row, naming.word(self.words, self.period, row.account), found.get(row.account, []))
            for row in self.rows
        ]

    def sentence(self) -> str:
        """Return how much was done, in words."""
        period = self.period
        words = (
            _("Se ejecutó el %(share)s del presupuesto: %(accrued)s de %(current)s.")
            if period.side == Side.EXPENSE
            else _("Se devengó el %(share)s de los ingresos previstos: %(accrued)s de %(current)s.")
        )
        return words % {
            "share": money.percent(money.share(period.accrued_clp, period.current_clp)),
            "accrued": money.thousands(period.accrued_clp),
            "current": money.thousands(period.current_clp),
        }

    def execution(self) -> charts.BarChart:
        """Return the chart of the page."""
        return drawings.execution(
            self.rows,
            title=_("Por subtítulo"),
            sentence=_("Cuánto del presupuesto de cada subtítulo se ejecutó."),
        )

    def printed_execution(self) -> charts.BarChart:
        """Return the chart of the paper."""
        return drawings.execution(
            self.rows,
            title=_("Por subtítulo"),
            sentence=_("Los mayores presupuestos y cuánto se ejecutó."),
            most=MOST_PRINTED,
        )


def read_sheet(period: BudgetPeriod) -> Sheet:
    """Return the sheet of a period: four queries."""
    subtotals = list(BudgetSubtotal.objects.filter(period=period).order_by("account"))
    printed = _printed(period, subtotals)
    words = naming.words_of([period])
    return Sheet(
        period,
        subtotal_rows(period, subtotals, words, printed=printed),
        words,
        findings_of(period, most=MOST_FINDINGS),
    )


def _printed(period: BudgetPeriod, subtotals: list[BudgetSubtotal]) -> dict[str, str]:
    """Return the percentages that a document prints by subtítulo; a file's stand line by line."""
    if not period.source_id:
        return {}
    lines = BudgetLine.objects.filter(
        period=period, account__in=[subtotal.account for subtotal in subtotals]
    ).exclude(published_pct="")
    return dict(lines.values_list("account", "published_pct"))


def sheet_page(period: BudgetPeriod) -> dict[str, Any]:
    """Return what a sheet shows, for the page, the PDF and the picture."""
    sheet = read_sheet(period)
    current, accrued = period.current_clp, period.accrued_clp
    return {
        "period": period,
        "program": period.program,
        "organization": period.program.organization,
        "rows": sheet.rows,
        "findings": sheet.findings,
        "entries": sheet.entries(),
        "whole": sheet.by_account.get("", []),
        "current": current,
        "accrued": accrued,
        "percentage": money.percent(money.share(accrued, current)),
        "sentence": sheet.sentence(),
        "has_totals": period.published_current_clp is not None,
        "has_printed": any(row.printed for row in sheet.rows),
        "execution": sheet.execution(),
        "printed_execution": sheet.printed_execution(),
        "hundred": drawings.hundred(sheet.rows, income=period.side == Side.INCOME),
    }
