"""Pieces of pages about money: amounts in words, charts with their tables, findings in a sentence,
what a commitment's accounts are.
"""

from urllib.parse import quote, urlencode

from django import template
from django.db.models import Max
from django.urls import reverse

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from ogp_portal.foundation import money
from ogp_portal.foundation.documents import charts
from transparency.budgets import wording
from transparency.budgets.models import BudgetLink, Finding
from transparency.budgets.queries import naming

register = template.Library()
MOST_LINKS = 12


@register.filter
def thousands(clp: int) -> str:
    """Return pesos as M$."""
    return money.thousands(clp)


@register.filter
def millions(clp: int) -> str:
    """Return pesos as MM$."""
    return money.millions(clp)


@register.filter
def pesos(clp: int | None) -> str:
    """Return pesos to the peso, or that the source does not say."""
    return "—" if clp is None else money.whole(int(clp))


@register.filter
def calm(name: str) -> str:
    """Return a name not shouted."""
    return naming.calm(name)


@register.filter
def sentence(finding: Finding) -> str:
    """Return a finding in plain words."""
    return wording.sentence(finding)


@register.filter
def tone(finding: Finding) -> str:
    """Return how a finding is told: "late" where it is grave, "" otherwise."""
    return "late" if finding.severity == Finding.Severity.HIGH else ""


@register.simple_tag
def closing_address(
    organization: Organization, year: int | None = None, month: int | None = None
) -> str:
    """Return the address of an institution's accounts, of a year and month where one is given."""
    closing = ({"anio": year} if year else {}) | ({"mes": month} if month else {})
    address = reverse("budget_institution", args=[organization.slug])
    return f"{address}?{urlencode(closing)}" if closing else address


@register.simple_tag
def page_address(page: int, text: str = "") -> str:
    """Return the address, from its own page, of another page of a list searched by `text`."""
    asked = ({"q": text} if text else {}) | {"pagina": page}
    return f"?{urlencode(asked, quote_via=quote)}"


@register.inclusion_tag("components/charts/figure.html")
def chart(described: charts.BarChart | charts.MonthChart) -> dict[str, object]:
    """Draw a chart with its sentence before and its table behind."""
    if isinstance(described, charts.MonthChart):
        key = [{"name": series.name, "style": series.style} for series in described.series]
        return {
            "chart": described,
            "drawing": charts.months(described),
            "key": key,
            "rows": described.rows,
        }
    return {
        "chart": described,
        "drawing": charts.bars(described),
        "rows": [bar.cells for bar in described.bars if bar.cells],
    }


@register.inclusion_tag("transparency/budgets/_of_commitment.html")
def budget_of(commitment: Commitment) -> dict[str, list[BudgetLink]]:
    """Show the accounts that pay for a commitment, with the latest accounts there are:
    one query.
    """
    links = (
        BudgetLink.objects.filter(commitment=commitment)
        .select_related("program__organization")
        .annotate(last_year=Max("program__periods__year"))
        .order_by("account", "pk")
    )
    return {"links": list(links[:MOST_LINKS])}
