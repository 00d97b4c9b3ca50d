"""The list of institutions that publish accounts. The same few queries whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from commitments.organizations.models import Organization
from ogp_portal.foundation import money
from transparency.budgets.models import BudgetPeriod, Side
from transparency.budgets.queries.search import LONGEST_QUESTION, contains, folded

PER_PAGE = 24
MOST_PAGES = 1000


@dataclass(frozen=True)
class Latest:
    """An institution in the list: its last accounts and how much of the budget was done."""

    organization: Organization
    when: str
    current: int
    accrued: int

    @property
    def percentage(self) -> str:
        """Return how much was done."""
        return money.percent(money.share(self.accrued, self.current))


def institutions(*, text: str, page: int) -> dict[str, object]:
    """Return a page of the institutions that publish accounts, by name: three queries."""
    published = BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk"))
    organizations = (
        Organization.objects.annotate(plain=folded("name"))
        .filter(contains("plain", text), Exists(published))
        .order_by("name", "pk")
    )
    page = min(max(page, 1), MOST_PAGES)
    rows = list(organizations[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    newest = _newest(shown)
    return {
        "institutions": [
            _latest(organization, newest.get(organization.pk, [])) for organization in shown
        ],
        "page": page,
        "is_more": len(rows) > PER_PAGE,
        "text": text[:LONGEST_QUESTION],
    }


def latest_accounts(organizations: Sequence[Organization]) -> list[Latest]:
    """Return the last accounts of those of some institutions that publish any: one query."""
    newest = _newest(organizations)
    return [
        _latest(organization, newest[organization.pk])
        for organization in organizations
        if organization.pk in newest
    ]


def _newest(organizations: Sequence[Organization]) -> dict[int, list[BudgetPeriod]]:
    """Return the last accounts of expenses of each programme, by institution: one query."""
    periods = (
        BudgetPeriod.objects.current()
        .filter(program__organization__in=organizations, side=Side.EXPENSE)
        .order_by("program_id", "-year", "-month")
        .distinct("program_id")
    )
    newest: dict[int, list[BudgetPeriod]] = {}
    for period in periods.select_related("program"):
        newest.setdefault(period.program.organization_id, []).append(period)
    return newest


def _latest(organization: Organization, periods: list[BudgetPeriod]) -> Latest:
    """Return what the programmes with the very last accounts add up to."""
    last = max(((period.year, period.month or 12) for period in periods), default=(0, 0))
    same = [period for period in periods if (period.year, period.month or 12) == last]
    return Latest(
        organization,
        same[0].when if same else "",
        sum(period.current_clp for period in same),
        sum(period.accrued_clp for period in same),
    )
