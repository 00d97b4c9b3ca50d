"""Several institutions beside one another. No ranking: sizes and duties differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from transparency.budgets.models import BudgetPeriod, BudgetSubtotal, Side
from transparency.budgets.queries import choices, drawings, naming
from transparency.budgets.queries.choices import Choice
from transparency.budgets.queries.drawings import Row

MOST_COMPARED = 5
MOST_CHOICES = 500


@dataclass
class _Sum:
    """What the programmes of an institution add up to."""

    name: str
    current: int = 0
    accrued: int = 0


def compare(query: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Return several institutions in the same month and account: five queries."""
    slugs = list(dict.fromkeys(query.get("institucion", ())))[:MOST_COMPARED]
    institutions = _institutions()
    periods = list(
        BudgetPeriod.objects.current()
        .filter(program__organization__slug__in=slugs, side=Side.EXPENSE)
        .select_related("program__organization")
    )
    if not periods:
        return {"choices": institutions, "slugs": slugs, "rows": []}
    choice = Choice.of(
        periods,
        year=choices.number(_first(query, "anio")),
        month=choices.number(_first(query, "mes")),
    )
    account = _first(query, "cuenta")[:2]
    chosen = choice.of_it(periods)
    subtotals = list(BudgetSubtotal.objects.filter(period__in=chosen).order_by("account"))
    titles = _titles(chosen, subtotals)
    sums = _sums(chosen, subtotals, account)
    rows = [
        Row(
            "",
            total.name,
            current=total.current,
            accrued=total.accrued,
            address=reverse("budget_institution", args=[slug]),
        )
        for slug, total in sums.items()
    ]
    everything = _("todo el presupuesto")
    about = {
        "what": titles.get(account, everything) if account else everything,
        "when": choice.when,
    }
    names = dict(institutions)
    return {
        "choices": institutions,
        "slugs": slugs,
        "rows": rows,
        "chart": drawings.execution(
            rows,
            title=_("Ejecución"),
            sentence=_("Cuánto ejecutó cada institución de %(what)s a %(when)s.") % about,
        ),
        "choice": choice,
        "account": account,
        "titles": sorted(titles.items()),
        "missing": [names.get(slug, slug) for slug in slugs if slug not in sums],
        **about,
    }


def _institutions() -> list[tuple[str, str]]:
    """Return address and name of the institutions that may be compared: one query."""
    published = Exists(BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk")))
    rows = Organization.objects.filter(published).order_by("name", "pk")
    return list(rows.values_list("slug", "name")[:MOST_CHOICES])


def _titles(periods: Iterable[BudgetPeriod], subtotals: Sequence[BudgetSubtotal]) -> dict[str, str]:
    """Return the name of each subtítulo there is, as the last of the periods calls it."""
    words = naming.words_of(periods)
    return {
        subtotal.account: naming.name(words, period, subtotal.account)
        for period in periods
        for subtotal in subtotals
        if subtotal.period_id == period.pk
    }


def _sums(
    periods: Iterable[BudgetPeriod], subtotals: Sequence[BudgetSubtotal], account: str
) -> dict[str, _Sum]:
    """Return what each institution's programmes add up to, in one subtítulo or ("") in all."""
    sums: dict[str, _Sum] = {}
    for period in periods:
        own = [
            subtotal
            for subtotal in subtotals
            if subtotal.period_id == period.pk and subtotal.account == account
        ]
        organization = period.program.organization
        total = sums.setdefault(organization.slug, _Sum(organization.name))
        if account:
            total.current += sum(subtotal.current_clp for subtotal in own)
            total.accrued += sum(subtotal.accrued_clp for subtotal in own)
        else:
            total.current += period.current_clp
            total.accrued += period.accrued_clp
    return sums


def _first(query: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a parameter, "" without one."""
    return next(iter(query.get(name, ())), "")
