"""The citizen sheet of a period: what the source prints beside what the sums give, in words, with
what was found. Five queries.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ogp_portal.foundation import money
from transparency.budgets.models import BudgetLine, BudgetPeriod, BudgetSubtotal, Finding
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row

PER_PAGE = 24
MOST_PRINTED = 8  # bars that leave room for the table on the first of two pages


def sheets(*, page: int) -> dict[str, Any]:
    """Return a page of sheets, the newest accounts first: one query."""
    rows = (
        BudgetPeriod.objects.current()
        .select_related("program__organization")
        .order_by("-year", "-month", "program__organization__name", "pk")
    )
    found = list(rows[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    return {"sheets": found[:PER_PAGE], "page": page, "is_more": len(found) > PER_PAGE}


def sheet_page(period: BudgetPeriod) -> dict[str, Any]:
    """Return what a sheet shows, for the page, the PDF and the picture."""
    subtotals = list(BudgetSubtotal.objects.filter(period=period).order_by("account"))
    lines = BudgetLine.objects.filter(
        period=period, account__in=[one.account for one in subtotals]
    ).exclude(published_pct="")
    printed = (
        dict(lines.values_list("account", "published_pct")) if period.source_id else {}
    )  # a document's; a file's stand line by line
    words = naming.words_of([period])
    rows = [
        Row(
            one.account,
            naming.name(words, period, one.account),
            current=one.current_clp,
            accrued=one.accrued_clp,
            address=reverse("budget_account", args=[period.slug, one.account]),
            printed=printed.get(one.account, ""),
        )
        for one in subtotals
    ]
    found = list(
        Finding.objects.filter(period=period)
        .exclude(state="corrected")
        .select_related("period", "against")
        .order_by("-difference_clp", "pk")[:30]
    )
    by_account: dict[str, list[Finding]] = {}
    for finding in found:
        by_account.setdefault(finding.account[:2], []).append(finding)
    current = (
        period.computed_current_clp
        if period.published_current_clp is None
        else period.published_current_clp
    )
    accrued = (
        period.computed_accrued_clp
        if period.published_accrued_clp is None
        else period.published_accrued_clp
    )
    share = money.share(accrued, current)
    sentence = (
        _("Se ejecutó el %(share)s del presupuesto: %(accrued)s de %(current)s.")
        if period.side == "expense"
        else _("Se devengó el %(share)s de los ingresos previstos: %(accrued)s de %(current)s.")
    )
    return {
        "period": period,
        "program": period.program,
        "organization": period.program.organization,
        "rows": rows,
        "findings": found,
        "entries": [
            (row, naming.word(words, period, row.account), by_account.get(row.account, []))
            for row in rows
        ],
        "whole": by_account.get("", []),
        "current": current,
        "accrued": accrued,
        "percentage": money.percent(share),
        "sentence": sentence
        % {
            "share": money.percent(share),
            "accrued": money.thousands(accrued),
            "current": money.thousands(current),
        },
        "has_totals": period.published_current_clp is not None,
        "has_printed": bool(printed),
        "execution": drawings.execution(
            rows,
            title=_("Por subtítulo"),
            sentence=_("Cuánto del presupuesto de cada subtítulo se ejecutó."),
        ),
        "printed_execution": drawings.execution(
            rows,
            title=_("Por subtítulo"),
            sentence=_("Los mayores presupuestos y cuánto se ejecutó."),
            most=MOST_PRINTED,
        ),
        "hundred": drawings.hundred(rows, income=period.side == "income"),
    }
