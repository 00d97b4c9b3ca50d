"""The words of accounts: of the programme where its source gives them, else of the classification,
in force that year.
"""

from collections.abc import Iterable

from django.db.models import Q

from transparency.budgets.models import BudgetAccount, BudgetPeriod

Words = dict[tuple[int | None, str, str], BudgetAccount]


def words_of(
    periods: Iterable[BudgetPeriod], *, accounts: Iterable[str] = (), subtitles: bool = True
) -> Words:
    """Return the words of subtítulos (and of `accounts`) by programme, side and account, for the
    year of the periods: one query.
    """
    chosen = list(periods)
    if not chosen:
        return {}
    year = max(period.year for period in chosen)
    wanted = Q(account__in=list(accounts)) | (
        Q(account__regex=r"^[0-9]{2}$") if subtitles else Q(pk=None)
    )
    rows = (
        BudgetAccount.objects.filter(
            wanted,
            Q(program=None) | Q(program__in={period.program_id for period in chosen}),
            year__lte=year,
        )
        .order_by("year")
        .select_related("source")
    )
    # a later year's name stands
    return {(row.program_id, row.side, row.account): row for row in rows}


def word(words: Words, period: BudgetPeriod, account: str) -> BudgetAccount | None:
    """Return the words of an account in a period."""
    own = words.get((period.program_id, period.side, account))
    general = words.get((None, period.side, account))
    if own and general and not own.explanation and own.name.isupper():
        # shouted by an accounting program; the classification's own spelling reads better
        return general
    return own or general


def name(words: Words, period: BudgetPeriod, account: str) -> str:
    """Return the name of an account in a period, its code where nobody gives a name."""
    own = word(words, period, account)
    return calm(own.name) if own else account


def calm(text: str) -> str:
    """Return a name not shouted: accounting programs write everything in capitals."""
    return text.capitalize() if text.isupper() else text
