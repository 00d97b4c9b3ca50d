"""Looking for words in names, accents or not."""

from collections.abc import Sequence

from django.db.models import F, Func, Q, TextField

from ogp_portal.foundation.search import fold
from transparency.budgets.models import BudgetLine, BudgetPeriod

LONGEST_QUESTION = 100
MOST_FOUND = 60


def folded(path: str) -> Func:
    """Return a text without accents or capitals, as the database works it out."""
    return Func(F(path), function="portal_fold", output_field=TextField())


def contains(path: str, text: str) -> Q:
    """Return the rows whose folded text at `path` has what somebody typed."""
    return Q(**{f"{path}__contains": fold(text[:LONGEST_QUESTION].lower())})


def search_lines(periods: Sequence[BudgetPeriod], text: str) -> list[BudgetLine]:
    """Return the lines whose account begins with the text, or whose name has its words, accents or
    not.
    """
    typed = text[:LONGEST_QUESTION].strip()
    rows = BudgetLine.objects.filter(period__in=periods).annotate(plain=folded("name"))
    by_name = Q()
    for part in fold(typed.lower()).split():
        by_name &= Q(plain__contains=part)
    return list(
        rows.filter(Q(account__startswith=typed.replace("-", ".")) | by_name)
        .select_related("period__program")
        .order_by("account", "pk")[:MOST_FOUND]
    )
