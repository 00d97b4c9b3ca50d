"""Which accounts a page is about: the year and month asked for, or the latest."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from transparency.budgets.models import BudgetPeriod

LONGEST_NUMBER = 4


def number(text: str, *, digits: int = LONGEST_NUMBER) -> int | None:
    """Return a small whole number of an address, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


@dataclass(frozen=True)
class Choice:
    """Which year and month of an institution is looked at, out of those there are."""

    year: int
    month: int | None
    years: Sequence[int]
    months: Sequence[tuple[int, str]]

    @classmethod
    def of(
        cls, periods: Sequence[BudgetPeriod], *, year: int | None, month: int | None
    ) -> "Choice":
        """Return what was asked for if it is there, else the latest."""
        years = sorted({period.year for period in periods}, reverse=True)
        chosen = year if year in years else years[0]
        months = sorted(
            {period.month for period in periods if period.year == chosen and period.month}
        )
        latest = months[-1] if months else None
        return cls(
            chosen,
            month if month in months else latest,
            years,
            [(number, str(MONTHS[number])) for number in months],
        )

    @property
    def when(self) -> str:
        """Return it in words."""
        return f"{MONTHS[self.month]} {_('de')} {self.year}" if self.month else str(self.year)

    def of_it(self, periods: Sequence[BudgetPeriod]) -> list[BudgetPeriod]:
        """Return the periods of that year and month."""
        return [
            period for period in periods if (period.year, period.month) == (self.year, self.month)
        ]
