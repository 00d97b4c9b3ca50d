"""Rows of accounts out of the sums of each subtítulo."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from transparency.budgets.models import BudgetPeriod, BudgetSubtotal
from transparency.budgets.queries import naming
from transparency.budgets.queries.drawings import Row


def subtotal_rows(
    period: BudgetPeriod,
    subtotals: Sequence[BudgetSubtotal],
    words: naming.Words,
    *,
    printed: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the row of each subtítulo of a period, among the subtotals of several, with its
    percentage as `printed`.
    """
    return [
        Row(
            subtotal.account,
            naming.name(words, period, subtotal.account),
            current=subtotal.current_clp,
            accrued=subtotal.accrued_clp,
            address=reverse("budget_account", args=[period.slug, subtotal.account]),
            printed=(printed or {}).get(subtotal.account, ""),
        )
        for subtotal in subtotals
        if subtotal.period_id == period.pk
    ]


def joined(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of several programmes, those of one account added up."""
    by_account: dict[str, Row] = {}
    for row in rows:
        before = by_account.get(row.account)
        by_account[row.account] = (
            Row(
                row.account,
                before.name,
                current=before.current + row.current,
                accrued=before.accrued + row.accrued,
            )
            if before
            else row
        )
    return list(by_account.values())
