"""Inside the accounts of a period: an account, what it is made of, down to the assignment; what it
pays for. Five queries, whatever the depth.
"""

from typing import Any

from django.db.models import Count, F, Func, Q, Sum, TextField
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.plans import definitions
from ogp_portal.foundation import money
from transparency.budgets import classifier
from transparency.budgets.models import BudgetLine, BudgetLink, BudgetPeriod, Finding
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row

MOST_LINES = 300


class _Above(Func):
    """The first groups of an account's code."""

    template = "array_to_string((string_to_array(%(expressions)s, '.'))[1:%(groups)s], '.')"
    output_field = TextField()


def drill(period: BudgetPeriod, account: str) -> dict[str, Any] | None:
    """Return what an account of a period is made of ("" is all of it), None when it has no line."""
    lines = BudgetLine.objects.filter(period=period)
    if account:
        lines = lines.filter(Q(account=account) | Q(account__startswith=f"{account}."))
    groups = classifier.depth(account) + 1
    parts = list(
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
    if not parts:
        return None
    is_bottom = all(part["part"] == account or not part["deeper"] for part in parts)
    words = naming.words_of(
        [period],
        accounts=[*classifier.above(account), *(part["part"] for part in parts)]
        if account
        else [part["part"] for part in parts],
    )
    rows = [
        Row(
            part["part"],
            naming.name(words, period, part["part"]),
            current=part["current"],
            accrued=part["accrued"],
            address=reverse("budget_account", args=[period.slug, part["part"]])
            if part["part"] != account
            else "",
        )
        for part in parts
    ]
    found = (
        list(lines.order_by("account", "row_number")[: MOST_LINES + 1])
        if is_bottom or len(parts) == 1
        else []
    )
    own_names = {line.account: naming.calm(line.name) for line in found if line.name}
    for row in rows:
        if row.name == row.account and row.account in own_names:
            row.name = own_names[row.account]
    current, accrued = sum(row.current for row in rows), sum(row.accrued for row in rows)
    mine = naming.word(words, period, account) if account else None
    return {
        "rows": rows,
        "lines": found[:MOST_LINES],
        "is_more": len(found) > MOST_LINES,
        "is_bottom": is_bottom,
        "words": mine,
        "title": naming.calm(mine.name) if mine else own_names.get(account, account),
        "current": current,
        "accrued": accrued,
        "percentage": money.percent(money.share(accrued, current)),
        "path": _path(period, account, words),
        "links": _links(period, account),
        "findings": list(
            Finding.objects.filter(period=period, account=account)
            .exclude(state="corrected")
            .select_related("period", "against")
            .order_by("-difference_clp")
        )
        if account
        else [],
        "chart": drawings.execution(
            rows,
            title=_("De qué se compone"),
            sentence=_("Se ejecutó el %(share)s de %(budget)s.")
            % {
                "share": money.percent(money.share(accrued, current)),
                "budget": money.thousands(current),
            },
        )
        if len(rows) > 1
        else None,
    }


def _path(period: BudgetPeriod, account: str, words: naming.Words) -> list[tuple[str, str]]:
    """Return the accounts above one, with their addresses."""
    above = classifier.above(account)[:-1] if account else ()
    return [
        (
            f"{one} {naming.name(words, period, one)}",
            reverse("budget_account", args=[period.slug, one]),
        )
        for one in above
    ]


def _links(period: BudgetPeriod, account: str) -> list[BudgetLink]:
    """Return what the account, what is above it or what is below it pays for."""
    if not account:
        return []
    is_ours = Q(account__in=classifier.above(account)) | Q(account__startswith=f"{account}.")
    held = BudgetLink.objects.filter(
        is_ours, program=period.program_id, side=period.side
    ).select_related("commitment")
    return [
        link
        for link in held.order_by("account", "pk")
        if link.commitment is None or definitions.is_promised(link.commitment.state)
    ]
