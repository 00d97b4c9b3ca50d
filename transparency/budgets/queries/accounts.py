"""Inside the accounts of a period: an account, what it is made of, down to the assignment; what it
pays for. Five queries, whatever the depth.
"""

from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, QuerySet, Sum, TextField
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.plans import definitions
from ogp_portal.foundation import money
from ogp_portal.foundation.documents import charts
from transparency.budgets import classifier
from transparency.budgets.models import BudgetLine, BudgetLink, BudgetPeriod, Finding
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row
from transparency.budgets.queries.findings import open_findings

MOST_LINES = 300


class _Above(Func):
    """The first groups of an account's code."""

    template = "array_to_string((string_to_array(%(expressions)s, '.'))[1:%(groups)s], '.')"
    output_field = TextField()


@dataclass(frozen=True)
class Part:
    """What the lines of an account one level down add up to; `deeper` of them go further down."""

    account: str
    current: int
    accrued: int
    lines: int
    deeper: int


def account_page(period: BudgetPeriod, account: str) -> dict[str, object] | None:
    """Return what an account of a period is made of ("" is all of it), None when it has no line."""
    lines = BudgetLine.objects.filter(period=period)
    if account:
        lines = lines.filter(Q(account=account) | Q(account__startswith=f"{account}."))
    parts = _parts(lines, account)
    if not parts:
        return None
    is_bottom = all(part.account == account or not part.deeper for part in parts)
    above = classifier.above(account) if account else ()
    words = naming.words_of([period], accounts=[*above, *(part.account for part in parts)])
    rows = _rows(period, account, parts, words)
    shown = (
        list(lines.order_by("account", "row_number")[: MOST_LINES + 1])
        if is_bottom or len(parts) == 1
        else []
    )
    own_names = {line.account: naming.calm(line.name) for line in shown if line.name}
    for row in rows:
        if row.name == row.account and row.account in own_names:
            row.name = own_names[row.account]
    current, accrued = sum(row.current for row in rows), sum(row.accrued for row in rows)
    own_words = naming.word(words, period, account) if account else None
    return {
        "rows": rows,
        "lines": shown[:MOST_LINES],
        "is_more": len(shown) > MOST_LINES,
        "is_bottom": is_bottom,
        "words": own_words,
        "title": naming.calm(own_words.name) if own_words else own_names.get(account, account),
        "current": current,
        "accrued": accrued,
        "percentage": money.percent(money.share(accrued, current)),
        "path": _path(period, account, words),
        "links": _links(period, account),
        "findings": _findings(period, account),
        "chart": _chart(rows, current=current, accrued=accrued),
    }


def _parts(lines: QuerySet[BudgetLine], account: str) -> list[Part]:
    """Return what an account is made of, one level down: one query."""
    groups = classifier.depth(account) + 1
    rows = (
        lines.annotate(part=_Above(F("account"), groups=groups))
        .values("part")
        .annotate(
            current=Sum("current_clp", default=0),
            accrued=Sum("accrued_clp", default=0),
            lines=Count("pk"),
            deeper=Count("pk", filter=~Q(account=F("part"))),
        )
        .order_by("part")
    )
    return [
        Part(row["part"], row["current"], row["accrued"], row["lines"], row["deeper"])
        for row in rows
    ]


def _rows(period: BudgetPeriod, account: str, parts: list[Part], words: naming.Words) -> list[Row]:
    """Return the parts with their names; the account itself is no link to itself."""
    return [
        Row(
            part.account,
            naming.name(words, period, part.account),
            current=part.current,
            accrued=part.accrued,
            address=reverse("budget_account", args=[period.slug, part.account])
            if part.account != account
            else "",
        )
        for part in parts
    ]


def _findings(period: BudgetPeriod, account: str) -> list[Finding]:
    """Return what was found in an account, none for the whole."""
    if not account:
        return []
    return list(
        open_findings().filter(period=period, account=account).order_by("-difference_clp", "pk")
    )


def _chart(rows: list[Row], *, current: int, accrued: int) -> charts.BarChart | None:
    """Return the chart of several parts."""
    if len(rows) < 2:
        return None
    sentence = _("Se ejecutó el %(share)s de %(budget)s.") % {
        "share": money.percent(money.share(accrued, current)),
        "budget": money.thousands(current),
    }
    return drawings.execution(rows, title=_("De qué se compone"), sentence=sentence)


def _path(period: BudgetPeriod, account: str, words: naming.Words) -> list[tuple[str, str]]:
    """Return the accounts above one, with their addresses."""
    return [
        (
            f"{code} {naming.name(words, period, code)}",
            reverse("budget_account", args=[period.slug, code]),
        )
        for code in (classifier.above(account)[:-1] if account else ())
    ]


def _links(period: BudgetPeriod, account: str) -> list[BudgetLink]:
    """Return what the account, what is above it or what is below it pays for."""
    if not account:
        return []
    is_ours = Q(account__in=classifier.above(account)) | Q(account__startswith=f"{account}.")
    links = BudgetLink.objects.filter(
        is_ours, program=period.program_id, side=period.side
    ).select_related("commitment")
    return [
        link
        for link in links.order_by("account", "pk")
        if link.commitment is None or definitions.is_promised(link.commitment.state)
    ]
